import { type CsvCell, csvText } from '../platform/csv.js';
import { planWords, type Wording } from '../programmes/plans/plan-words.js';
import { eraFiscalYear } from '../shared/fiscal-year.js';
import type { Figure, YearRow } from './domain/plan-and-actual.js';
import { baselineWords, councilLine, figureWords } from './report-words.js';
import type { Report, ReportRow } from './reports.service.js';

/** Columns in their order; the header's words are `reports.column.<name>`. */
const COLUMNS: readonly (readonly [string, (row: ReportRow, wording: Wording) => CsvCell])[] = [
  ['organization', ({ organization }) => organization.name],
  ['programme', ({ programme }) => programme.title],
  ['kind', ({ programme }, { t }) => t(`words.kind.${programme.kind}`)],
  ['eraYear', ({ year }) => eraFiscalYear(year.fiscalYear)],
  ['fiscalYear', ({ year }) => year.fiscalYear],
  ['status', ({ year }, { t }) => (year.status ? t(`plans.status.${year.status}`) : null)],
  ['reason', ({ year }) => year.reason],
  ['plan', ({ year }, wording) => planWords(year.plan, wording)],
  ['planned', ({ year }) => year.plan?.planned ?? null],
  ['plannedMax', ({ year }) => year.plan?.plannedMax ?? null],
  ['held', ({ year }, wording) => cellOf(year.held, wording)],
  ['unit', ({ year }) => year.held.unit],
  ['heldApproximate', ({ year }, { t }) => (year.held.approximate ? t('reports.approximately') : null)],
  ['cancelled', ({ year }) => year.cancelledSessions],
  ['attendances', ({ year }, wording) => cellOf(year.attendances, wording)],
  ['uniquePeople', ({ year }, wording) => cellOf(year.uniquePeople, wording)],
  ['records', ({ year }, wording) => recordWords(year, wording)],
  ['line', ({ year, before }, wording) => councilLine(year, before, wording)],
  ['note', ({ year }, wording) => noteWords(year, wording)],
  ['partOf', ({ partOf }) => partOf],
  ['hosted', ({ hosted }, { t }) => (hosted ? t('reports.hosted') : null)],
];

/** The report as a CSV file: UTF-8 with a byte order mark. A cell without a number says why. */
export function reportCsv(report: Report, wording: Wording): string {
  const header = COLUMNS.map(([name]) => wording.t(`reports.column.${name}`));
  const rows = report.rows.map((row) => COLUMNS.map(([, cell]) => cell(row, wording)));
  return csvText([header, ...rows], { isBeginning: true });
}

/** Content-Disposition of the file: its name in both forms of RFC 6266 §4.3: plain for old clients, and in the reader's words. */
export function csvDisposition({ fiscalYear, organization }: Report, { t }: Wording): string {
  const words = [t('reports.file'), organization?.name, String(fiscalYear)].filter(
    (part) => part !== undefined,
  );
  const name = encodeURIComponent(`${words.join('-')}.csv`).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="report-${fiscalYear}.csv"; filename*=UTF-8''${name}`;
}

/** What the town remarks, and that its plan is no longer the approved one. */
function noteWords(year: YearRow, wording: Wording): string | null {
  return [year.note, baselineWords(year, wording)].filter((words) => words !== null).join(' ') || null;
}

/** 「一部記録なし（3回のうち2回の記録）」; null where there was nothing to record. */
function recordWords({ records }: YearRow, { t }: Wording): string | null {
  if (!records) return t('reports.recordsReported');
  if (records.held === 0) return null;
  if (records.recorded === 0) return t('reports.state.unrecorded');
  return records.recorded < records.held ? t('reports.partialDetail', records) : t('reports.recordsComplete');
}

/** A number as a number; else the word for its absence, and nothing where there is nothing to count. */
function cellOf(figure: Figure, wording: Wording): CsvCell {
  if (figure.value !== null) return figure.value;
  return figure.state === 'none' ? null : figureWords(figure, wording);
}
