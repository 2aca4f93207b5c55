import { planWords, type Wording } from '../../programmes/plans/plan-words.js';
import { circledEraYear, eraFiscalYear } from '../../shared/fiscal-year.js';
import { type PastYear, pastYears, statusMark } from '../domain/council-line.js';
import type { YearRow } from '../domain/plan-and-actual.js';
import { periodWords } from './period-words.js';
import type { PeriodFigures } from './report.js';

/** How a town writes: years circled in their era or in full, people as 人 or as 名. */
export interface CouncilStyle {
  readonly years: 'era' | 'western';
  readonly people: '人' | '名';
}

export const USUAL_STYLE: CouncilStyle = { years: 'era', people: '人' };

/**
 * The one line of a council paper: this year's plan, and in parentheses what the two years before were, each under the
 * circled number of its era year: 「12回程度（②3回／延べ17人参加）」. Without a plan the years before stand alone, without
 * parentheses: 「②3回／延べ17人参加」; the dash is for a programme of which neither is known.
 */
export function councilLine(
  year: YearRow,
  before: readonly YearRow[],
  wording: Wording,
  style: CouncilStyle = USUAL_STYLE,
): string {
  const { t } = wording;
  const plan = planWords(year.plan, wording);
  const actuals = pastYears(before)
    .map((past) => pastWords(past, wording, style))
    .join(t('reports.line.separator'));
  if (plan !== null && actuals !== '') return t('reports.line.whole', { plan, actuals });
  return plan ?? (actuals || t('reports.line.noPlan'));
}

/** 実人数 of the years before, in the same manner: 「①197人」; null: of none of them is it known. */
export function peopleLine(
  before: readonly YearRow[],
  wording: Wording,
  style: CouncilStyle = USUAL_STYLE,
): string | null {
  const known = before
    .toSorted((a, b) => b.fiscalYear - a.fiscalYear)
    .filter(({ uniquePeople }) => uniquePeople.value !== null)
    .map(({ fiscalYear, uniquePeople: { value, state } }) =>
      wording.t('council.people', {
        year: yearWords(fiscalYear, wording, style),
        people: value ?? 0,
        counter: style.people,
        partial: state === 'partial' ? 'yes' : 'no',
      }),
    );
  return known.length === 0 ? null : known.join(wording.t('reports.line.separator'));
}

/** 「〔新規〕」「〔継続〕」「〔※〕」 behind the name; null: nothing is marked. */
export function markWords(year: YearRow, before: readonly YearRow[], { t }: Wording): string | null {
  const mark = statusMark(year, before);
  return mark && t('council.mark', { mark: mark.kind });
}

/** A reason that already says that it is one: 「感染拡大防止の観点から」「会場の改修のため」. */
const IS_CAUSE = /(ため|為|から|により|よって|ので)[、。]?$/;

/** What ※ stands for: 「※印は、感染拡大防止のため、令和2年度は休止とした取組」; null where the programme has no such mark. */
export function markNote(year: YearRow, before: readonly YearRow[], wording: Wording): string | null {
  const mark = statusMark(year, before);
  if (mark?.kind !== 'rested') return null;
  const { language, t } = wording;
  return t('council.note', {
    year: language === 'ja' ? eraFiscalYear(mark.fiscalYear) : String(mark.fiscalYear),
    status: mark.status,
    hasReason: mark.reason === null ? 'no' : IS_CAUSE.test(mark.reason) ? 'cause' : 'yes',
    reason: mark.reason?.replace(/[、。]$/, '') ?? '',
  });
}

/**
 * Ways in which towns write what was done: `activity` 「開催：49回、延べ参加人数：241人」; `results` 「令和元年度実績：139回開催、
 * 延べ参加数612名」, without people 「令和元年度実績：6回」; `since` 「平成29年6月～ ・実施回数：15回 ・参加延べ人数：313人」;
 * `total` 「計12回」.
 */
export type ResultStyle = 'activity' | 'results' | 'since' | 'total';

/** What was done in a period, in one line; null where nothing was counted or reported of it. */
export function resultLine(
  figures: PeriodFigures,
  result: ResultStyle,
  wording: Wording,
  { people }: CouncilStyle = USUAL_STYLE,
): string | null {
  const { held, attendances } = figures.measures;
  if (held.value === null) return null;
  const { era, western } = periodWords(figures.period, null, wording);
  return wording.t(`council.result.${result}`, {
    period: wording.language === 'ja' ? era : western,
    held: held.value,
    about: held.approximate ? 'yes' : 'no',
    unit: figures.unit,
    hasPeople: attendances.value === null ? 'no' : 'yes',
    attendances: attendances.value ?? 0,
    rough: attendances.approximate ? 'yes' : 'no',
    partial: attendances.state === 'partial' ? 'yes' : 'no',
    counter: people,
  });
}

function pastWords(
  { fiscalYear, held, people, mark }: PastYear,
  wording: Wording,
  style: CouncilStyle,
): string {
  const { t } = wording;
  const parts = [
    ...(held
      ? [
          t(`plans.figure.${held.approximate ? 'about' : 'exact'}`, {
            value: held.value,
            max: 0,
            unit: held.unit,
          }),
        ]
      : []),
    ...(people
      ? [
          t(`council.${people.cumulative ? 'cumulative' : 'single'}`, {
            people: people.value,
            counter: style.people,
            rough: people.approximate ? 'yes' : 'no',
            partial: people.partial ? 'yes' : 'no',
          }),
        ]
      : []),
  ];
  const figures = parts.join(t('reports.line.slash')) + (mark ?? '');
  const inWestern = wording.language === 'ja' && style.years === 'western';
  const year = yearWords(fiscalYear, wording, style);
  return t(inWestern ? 'council.pastWestern' : 'reports.line.past', { year, figures });
}

function yearWords(fiscalYear: number, { language }: Wording, { years }: CouncilStyle): string {
  return language === 'ja' && years === 'era' ? circledEraYear(fiscalYear) : String(fiscalYear);
}
