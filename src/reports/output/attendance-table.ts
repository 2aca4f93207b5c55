import { planWords, type Wording } from '../../programmes/plans/plan-words.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import type { YearRow } from '../domain/plan-and-actual.js';
import { councilLine } from '../figures/council-words.js';
import type { Report, ReportRow } from '../figures/reports.service.js';
import { cellOf, recordWords } from './figure-words.js';
import { type FileColumn, type FileTable, fileTable } from './file-table.js';
import { baselineWords } from './report-words.js';

/** Columns in their order; the header's words are `reports.column.<key>`. */
const COLUMNS: readonly FileColumn<ReportRow>[] = [
  { key: 'organization', width: 18, cell: ({ organization }) => organization.name },
  { key: 'programme', width: 32, cell: ({ programme }) => programme.title },
  { key: 'kind', cell: ({ programme }, { t }) => t(`words.kind.${programme.kind}`) },
  { key: 'eraYear', cell: ({ year }) => eraFiscalYear(year.fiscalYear) },
  { key: 'fiscalYear', kind: 'year', cell: ({ year }) => year.fiscalYear },
  { key: 'status', cell: ({ year }, { t }) => (year.status ? t(`plans.status.${year.status}`) : null) },
  { key: 'reason', width: 24, cell: ({ year }) => year.reason },
  { key: 'plan', width: 14, cell: ({ year }, wording) => planWords(year.plan, wording) },
  { key: 'planned', kind: 'whole', cell: ({ year }) => year.plan?.planned ?? null },
  { key: 'plannedMax', kind: 'whole', cell: ({ year }) => year.plan?.plannedMax ?? null },
  { key: 'held', kind: 'whole', cell: ({ year }, wording) => cellOf(year.held, wording) },
  { key: 'unit', cell: ({ year }) => year.held.unit },
  {
    key: 'heldApproximate',
    cell: ({ year }, { t }) => (year.held.approximate ? t('reports.approximately') : null),
  },
  { key: 'cancelled', kind: 'whole', cell: ({ year }) => year.cancelledSessions },
  { key: 'attendances', kind: 'whole', cell: ({ year }, wording) => cellOf(year.attendances, wording) },
  { key: 'uniquePeople', kind: 'whole', cell: ({ year }, wording) => cellOf(year.uniquePeople, wording) },
  { key: 'records', width: 22, cell: ({ year }, wording) => recordWords(year.records, wording) },
  { key: 'line', width: 44, cell: ({ year, before }, wording) => councilLine(year, before, wording) },
  { key: 'note', width: 30, cell: ({ year }, wording) => noteWords(year, wording) },
  { key: 'partOf', cell: ({ partOf }) => partOf },
  { key: 'hosted', cell: ({ hosted }, { t }) => (hosted ? t('reports.hosted') : null) },
];

/** The report of a fiscal year: a row for each programme. A cell without a number says why. */
export function attendanceTable(report: Report, wording: Wording): FileTable {
  return fileTable(wording.t('figures.sheet.figures'), COLUMNS, 'reports.column', report.rows, wording);
}

/** What the town remarks, and that its plan is no longer the approved one. */
function noteWords(year: YearRow, wording: Wording): string | null {
  return [year.note, baselineWords(year, wording)].filter((words) => words !== null).join(' ') || null;
}
