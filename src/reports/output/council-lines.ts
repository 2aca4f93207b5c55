import type { Wording } from '../../programmes/plans/plan-words.js';
import { councilLine, markNote, markWords, resultLine, USUAL_STYLE } from '../figures/council-words.js';
import type { PeriodFigures, PeriodReport, ReportGroup } from '../figures/report.js';
import { yearRow } from '../figures/reports.service.js';
import { groupTitle } from './group-words.js';
import { isSilent } from './report-measures.js';

type Years = 'era' | 'western';

/** One line for each programme, as it is copied into a paper. */
export interface CouncilLines {
  readonly count: number;
  /** Plan and the years before in parentheses: years circled in their era, and western. Of fiscal years only. */
  readonly era: string | null;
  readonly western: string | null;
  /** What was done in the period asked for. */
  readonly results: string;
  /** What ※ stands for; each sentence once. */
  readonly notes: readonly string[];
}

/**
 * The line of one row: 「12回程度（②3回／延べ17人参加）」 for a fiscal year, and what was done for any other period.
 */
export function groupLine({ periods }: ReportGroup, wording: Wording, years: Years = 'era'): string {
  const rows = yearsOf(periods);
  if (rows) return councilLine(rows.now, rows.before, wording, { ...USUAL_STYLE, years });
  return lineOfResults(periods, wording) ?? wording.t('reports.line.noPlan');
}

export function councilLines({ rows, question }: PeriodReport, wording: Wording): CouncilLines {
  const shown = rows.filter((row) => !isSilent(row));
  const items = (lineOf: (row: ReportGroup) => string | null) =>
    shown
      .map((row) => ({ row, line: lineOf(row) }))
      .filter(({ line }) => line !== null)
      .map(({ row, line }) =>
        wording.t('figures.lines.item', { title: markedTitle(row, question.by, wording), line: line ?? '' }),
      )
      .join('\n');
  const isOfYears = question.period.kind === 'fiscal';
  const notes = shown.flatMap(({ periods }) => {
    const years = yearsOf(periods);
    return years ? [markNote(years.now, years.before, wording)].filter((note) => note !== null) : [];
  });
  return {
    count: shown.length,
    era: isOfYears ? items((row) => groupLine(row, wording, 'era')) : null,
    western: isOfYears ? items((row) => groupLine(row, wording, 'western')) : null,
    results: items(({ periods }) => lineOfResults(periods, wording)),
    notes: [...new Set(notes)],
  };
}

/** 「市民フォーラム〔※〕」 */
function markedTitle(row: ReportGroup, by: PeriodReport['question']['by'], wording: Wording): string {
  const years = yearsOf(row.periods);
  return groupTitle(row, by, wording) + ((years && markWords(years.now, years.before, wording)) ?? '');
}

function lineOfResults([now]: readonly PeriodFigures[], wording: Wording): string | null {
  return now ? resultLine(now, now.period.kind === 'since' ? 'since' : 'results', wording) : null;
}

function yearsOf(periods: readonly PeriodFigures[]) {
  const rows = periods.flatMap((one) =>
    one.period.kind === 'fiscal' && one.period.fiscalYear !== null
      ? [yearRow(one, one.period.fiscalYear)]
      : [],
  );
  const [now, ...before] = rows;
  return now && rows.length === periods.length ? { now, before } : null;
}
