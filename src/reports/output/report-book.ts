import { FORMATS } from '../../platform/views/formats.js';
import { type XlsxSheet, xlsxBook } from '../../platform/xlsx.js';
import type { Wording } from '../../programmes/plans/plan-words.js';
import type { FigureTable } from '../breakdowns/breakdown.js';
import { REPORT_ZONE } from '../figures/figure-reports.service.js';
import { periodWords } from '../figures/period-words.js';
import type { PeriodReport } from '../figures/report.js';
import { councilLines } from './council-lines.js';
import { figureFileTable } from './figure-table-file.js';
import { type FileCell, sheetOf } from './file-table.js';
import { reportTable } from './report-file.js';
import { footnotesOf } from './report-page.js';

/**
 * Everything of a report as one workbook: the figures, the lines to copy, each table told apart, and what they are figures of,
 * as of when, and made for whom.
 */
export function reportBook(
  report: PeriodReport,
  tables: readonly FigureTable[],
  madeFor: string | null,
  wording: Wording,
): Promise<Buffer> {
  const { t } = wording;
  const title = t('figures.heading', { period: periodWords(report.question.period, null, wording).title });
  const sheets = [
    sheetOf(reportTable(report, wording), 2),
    ...(report.question.by === 'programme' ? [linesSheet(report, wording)] : []),
    ...tables.map((table) => sheetOf(figureFileTable(table, wording))),
    aboutSheet(report, title, madeFor, wording),
  ];
  return xlsxBook(sheets, { title, made: report.asOf });
}

function linesSheet(report: PeriodReport, wording: Wording): XlsxSheet {
  const { t } = wording;
  const { era, western, results, notes } = councilLines(report, wording);
  const boxes = [
    ['era', era],
    ['western', western],
    ['results', results],
  ] as const;
  return {
    name: t('figures.sheet.lines'),
    columns: [
      { header: t('figures.about.style'), width: 24 },
      { header: t('figures.sheet.lines'), width: 90 },
    ],
    rows: [
      ...boxes.flatMap(([style, lines]) =>
        (lines ?? '')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => [t(`figures.lines.${style}`), line]),
      ),
      ...notes.map((note) => [null, note]),
    ],
  };
}

function aboutSheet(
  report: PeriodReport,
  title: string,
  madeFor: string | null,
  wording: Wording,
): XlsxSheet {
  const { t } = wording;
  const { question } = report;
  const conditions = [
    t(`figures.groupings.${question.by}`),
    report.programme?.title,
    question.kind && t(`words.kind.${question.kind}`),
    report.choices.venues.find(({ id }) => id === question.venue)?.name,
    question.municipality,
  ].filter((part) => part != null && part !== '');
  const rows: FileCell[][] = [
    [t('figures.about.report'), title],
    [t('figures.about.asOf'), FORMATS[wording.language].dateTime(report.asOf, REPORT_ZONE)],
    [t('figures.about.organization'), report.organization?.name ?? t('figures.allOrganizations')],
    [t('figures.about.madeFor'), madeFor],
    [t('figures.about.condition'), conditions.join(t('figures.comma'))],
    ...footnotesOf(report).map((note) => [t('figures.about.how'), t(`figures.footnotes.${note}`)]),
  ];
  return {
    name: t('figures.sheet.about'),
    columns: [
      { header: t('figures.sheet.about'), width: 20 },
      { header: '', width: 100 },
    ],
    rows,
  };
}
