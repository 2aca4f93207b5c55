import { planWords, type Wording } from '../../programmes/plans/plan-words.js';
import { MEASURES } from '../domain/measures.js';
import { periodWords } from '../figures/period-words.js';
import type { NamedOrganization, PeriodFigures, PeriodReport, ReportGroup } from '../figures/report.js';
import { groupLine } from './council-lines.js';
import {
  type Counting,
  cellOf,
  countingIn,
  DECIMAL,
  headWords,
  isPartial,
  plannedSumWords,
  recordWords,
} from './figure-words.js';
import { type FileColumn, type FileTable, fileTable } from './file-table.js';
import { groupTitle } from './group-words.js';

/** One line of the file: a group or a total in one of its periods. */
interface FileLine {
  readonly group: ReportGroup | null;
  readonly organization: string | null;
  readonly title: string;
  readonly figures: PeriodFigures;
  /** Whose categories its heads may be of. */
  readonly counting: readonly Counting[];
  /** 合計 and 含まれる事業と合わせて are of several lines: whoever adds up the column must see it. */
  readonly scope: 'own' | 'rolledUp' | 'total' | 'whole';
  readonly line: string | null;
}

const COLUMNS: readonly FileColumn<FileLine>[] = [
  { key: 'organization', width: 18, cell: ({ organization }) => organization },
  { key: 'title', width: 32, cell: ({ title }) => title },
  { key: 'scope', width: 14, cell: ({ scope }, { t }) => t(`figures.scope.${scope}`) },
  {
    key: 'kind',
    width: 14,
    cell: ({ group }, { t }) => (group?.programme ? t(`words.kind.${group.programme.kind}`) : null),
  },
  {
    key: 'period',
    width: 22,
    cell: ({ figures }, wording) => periodWords(figures.period, null, wording).title,
  },
  { key: 'from', cell: ({ figures }) => ({ day: figures.period.from }) },
  { key: 'to', cell: ({ figures }) => ({ day: figures.period.to }) },
  {
    key: 'status',
    width: 8,
    cell: ({ figures }, { t }) => figures.status && t(`plans.status.${figures.status}`),
  },
  { key: 'reason', width: 24, cell: ({ figures }) => figures.reason },
  {
    key: 'plan',
    width: 14,
    cell: ({ figures }, wording) =>
      planWords(figures.planned.plan, wording) ?? plannedSumWords(figures, wording),
  },
  { key: 'planned', kind: 'whole', width: 9, cell: ({ figures }) => figures.planned.plan?.planned ?? null },
  {
    key: 'plannedMax',
    kind: 'whole',
    width: 9,
    cell: ({ figures }) => figures.planned.plan?.plannedMax ?? null,
  },
  { key: 'unit', width: 6, cell: ({ figures }) => figures.unit },
  ...MEASURES.map(
    (measure): FileColumn<FileLine> => ({
      key: measure,
      kind: DECIMAL.has(measure) ? 'decimal' : 'whole',
      width: 10,
      cell: ({ figures }, wording) => cellOf(figures.measures[measure], wording),
    }),
  ),
  {
    key: 'approximate',
    width: 18,
    cell: ({ figures }, { t }) =>
      MEASURES.filter((measure) => figures.measures[measure].approximate)
        .map((measure) => t(`figures.column.${measure}`))
        .join(t('figures.comma')) || null,
  },
  {
    key: 'partial',
    width: 18,
    cell: ({ figures }, { t }) =>
      MEASURES.filter((measure) => isPartial(figures.measures[measure]))
        .map((measure) => t(`figures.column.${measure}`))
        .join(t('figures.comma')) || null,
  },
  {
    key: 'heads',
    width: 24,
    cell: ({ figures, counting }, wording) => headWords(figures, counting, wording),
  },
  { key: 'records', width: 22, cell: ({ figures }, { t }) => recordWords(figures.records, { t }) },
  { key: 'reportedHeld', kind: 'whole', width: 10, cell: ({ figures }) => figures.reported?.held ?? null },
  {
    key: 'reportedAttendances',
    kind: 'whole',
    width: 10,
    cell: ({ figures }) => figures.reported?.attendances ?? null,
  },
  {
    key: 'reportedApproximate',
    width: 10,
    cell: ({ figures }, { t }) => (figures.reported?.approximate ? t('figures.approximate') : null),
  },
  {
    key: 'reportedLeftOut',
    kind: 'whole',
    width: 10,
    cell: ({ figures }) => figures.reportedLeftOut || null,
  },
  { key: 'line', width: 44, cell: ({ line }) => line },
  { key: 'note', width: 30, cell: ({ figures }) => figures.note },
  { key: 'partOf', width: 16, cell: ({ group }) => group?.partOf ?? null },
  { key: 'hosted', width: 6, cell: ({ group }, { t }) => (group?.hosted ? t('reports.hosted') : null) },
];

/** Every figure of the report, one line for each group and period; sums are marked as such and stand last. */
export function reportTable(report: PeriodReport, wording: Wording): FileTable {
  const lines = [
    ...report.rows.flatMap((group) => linesOf(group, report, wording)),
    ...report.totals.flatMap(({ organization, periods }) =>
      periods.map((figures) => sumLine('total', figures, report, organization, wording)),
    ),
    ...(report.whole ?? []).map((figures) => sumLine('whole', figures, report, null, wording)),
  ];
  return fileTable(wording.t('figures.sheet.figures'), COLUMNS, 'figures.column', lines, wording);
}

function linesOf(group: ReportGroup, report: PeriodReport, wording: Wording): FileLine[] {
  const { question } = report;
  const shared = {
    counting: countingIn(report, group.organization),
    group,
    organization: group.organization?.name ?? null,
    title: groupTitle(group, question.by, wording),
  };
  const line = question.by === 'programme' ? groupLine(group, wording) : null;
  return [
    ...group.periods.map((figures, index) => ({
      ...shared,
      figures,
      scope: 'own' as const,
      line: index === 0 ? line : null,
    })),
    ...(group.rolledUp ?? []).map((figures) => ({
      ...shared,
      figures,
      scope: 'rolledUp' as const,
      line: null,
    })),
  ];
}

function sumLine(
  scope: 'total' | 'whole',
  figures: PeriodFigures,
  report: PeriodReport,
  organization: NamedOrganization | null,
  { t }: Wording,
): FileLine {
  return {
    group: null,
    organization: organization?.name ?? null,
    title: t(`figures.scope.${scope}`),
    figures,
    counting: countingIn(report, organization),
    scope,
    line: null,
  };
}
