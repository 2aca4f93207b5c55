import { fiscalYearRange } from '../../shared/fiscal-year.js';
import type { Measure } from '../domain/measures.js';
import type { Figure } from '../domain/plan-and-actual.js';
import type { PeriodFigures, ReportGroup } from '../figures/report.js';
import type { Cell, ChartData, FigureLine, FigureTable, Label } from './breakdown.js';

/** One fiscal year of a trend: what each programme did, and all of them together, each session once. */
export interface TrendYear {
  readonly fiscalYear: number;
  readonly rows: readonly { readonly row: ReportGroup; readonly figures: PeriodFigures }[];
  readonly total: PeriodFigures | null;
}

const TREND_MEASURES = [
  'held',
  'attendances',
  'uniquePeople',
  'applications',
  'newPeople',
  'completions',
] as const satisfies readonly Measure[];
type TrendMeasure = (typeof TREND_MEASURES)[number];

/** What sessions are counted in; other units (件, 部) are a town's own. */
const SESSIONS = '回';
/** Lines of their own in a chart: more cannot be told apart without colour. */
const MOST_SERIES = 4;
const NOTHING: Cell = { value: null, state: 'none', approximate: false, outOf: null };

/**
 * One table for each measure and unit, a line for each programme that has something to show, fiscal years as columns in the order
 * given. A year of which nothing is known is a gap (–), not 0.
 */
export function trendTables(years: readonly TrendYear[]): FigureTable[] {
  return TREND_MEASURES.flatMap((measure) =>
    unitsOf(years, measure).map((unit) => tableOf(years, measure, unit)),
  )
    .filter(({ lines }) => lines.length > 0)
    .map((table) => ({ ...table, exhaustive: addsUp(table) }));
}

/** The same figures as points; a total where there are too many lines, every line where there are few. */
export function trendChart({
  key,
  title,
  unit,
  columns,
  lines,
  total,
}: FigureTable): ChartData & { readonly key: string } {
  const drawn = [
    ...(lines.length <= MOST_SERIES ? lines : []),
    ...(total && lines.length > 1 ? [total] : []),
  ];
  return {
    key,
    title,
    unit,
    marks: columns.map(({ label }) => label),
    series: (drawn.length > 0 ? drawn : lines).map(({ label, cells }) => ({
      label,
      points: cells.map(({ value }) => value),
      states: cells.map(({ state }) => state),
    })),
  };
}

function tableOf(years: readonly TrendYear[], measure: TrendMeasure, unit: string): FigureTable {
  const groups = new Map(years.flatMap(({ rows }) => rows.map(({ row }) => [row.key, row] as const)));
  const lines = [...groups.values()].map(
    (row): FigureLine => ({
      key: row.key,
      label: { text: row.title ?? row.key, textEn: row.titleEn },
      cells: years.map(({ rows }) => {
        const figures = rows.find((one) => one.row.key === row.key)?.figures;
        return figures && isIn(figures, measure, unit) ? cellOf(figures.measures[measure]) : NOTHING;
      }),
      children: [],
      apart: row.hosted,
    }),
  );
  const hasTotal = measure !== 'held' || unit === SESSIONS;
  const total = hasTotal
    ? years.map(({ total: figures, rows }) =>
        figures ? cellOf(withReported(figures, measure, isRough(rows))) : NOTHING,
      )
    : null;
  return {
    key: unit === SESSIONS || measure !== 'held' ? `trend-${measure}` : `trend-${measure}-${unit}`,
    title: { key: `breakdowns.trend.${measure}` },
    unit: measure === 'held' ? { text: unit } : { key: `breakdowns.trendUnit.${measure}` },
    columns: years.map(({ fiscalYear }) => {
      const { from, to } = fiscalYearRange(fiscalYear);
      return { key: String(fiscalYear), label: { from, until: to, asOf: false } };
    }),
    lines: lines.filter(({ cells }) => cells.some((cell) => cell.value !== null || cell.state !== 'none')),
    unknown: null,
    total: total && {
      key: 'total',
      label: { key: 'breakdowns.total' },
      cells: total,
      children: [],
      apart: false,
    },
    exhaustive: null,
    notes: notesOf(measure),
  };
}

/** 回, and whatever else a town has reported in. */
function unitsOf(years: readonly TrendYear[], measure: TrendMeasure): string[] {
  if (measure !== 'held') return [SESSIONS];
  const units = years.flatMap(({ rows }) => rows.map(({ figures }) => figures.unit));
  return [...new Set([SESSIONS, ...units])];
}

function isIn(figures: PeriodFigures, measure: TrendMeasure, unit: string): boolean {
  return measure !== 'held' || figures.unit === unit;
}

/** What was counted and what towns reported instead, as one figure; people of reports are nobody's acquaintance and are not added. */
function withReported({ measures, reported }: PeriodFigures, measure: TrendMeasure, rough: boolean): Figure {
  const counted = measures[measure];
  if (!reported) return counted;
  if (measure === 'uniquePeople' || measure === 'newPeople')
    return counted.value === null && counted.state !== 'none'
      ? counted
      : { value: null, state: 'unavailable' };
  if (measure !== 'held' && measure !== 'attendances') return counted;
  const told = reported[measure];
  if (told === null) return counted;
  return {
    value: (counted.value ?? 0) + told,
    state: counted.value === null ? (counted.state === 'unrecorded' ? 'partial' : 'reported') : counted.state,
    approximate: counted.approximate === true || (rough && measure === 'held'),
  };
}

/** One of the numbers of sessions is a town's own estimate; what it counts in other units is in no total. */
function isRough(rows: TrendYear['rows']): boolean {
  return rows.some(({ figures }) => figures.unit === SESSIONS && figures.measures.held.approximate === true);
}

function cellOf({ value, state, approximate }: Figure): Cell {
  return { value, state, approximate: approximate === true, outOf: null };
}

/** In every year of which there is a total. */
function addsUp({ lines, total }: FigureTable): boolean | null {
  if (!total) return null;
  const known = total.cells.flatMap(({ value }, index) => (value === null ? [] : [{ value, index }]));
  if (known.length === 0) return null;
  return known.every(
    ({ value, index }) =>
      lines.reduce((sum, { cells, apart }) => sum + (apart ? 0 : (cells[index]?.value ?? 0)), 0) === value,
  );
}

function notesOf(measure: TrendMeasure): Label[] {
  const overlapping: readonly TrendMeasure[] = ['uniquePeople', 'newPeople', 'applications'];
  return overlapping.includes(measure) ? [{ key: 'breakdowns.note.trendOverlap' }] : [];
}
