import type { Figure, FigureState } from '../domain/plan-and-actual.js';
import { type AxisLine, axisLines, type Names } from './axis-lines.js';
import type {
  Axis,
  Breakdown,
  BreakdownMeasure,
  Cell,
  FigureColumn,
  FigureLine,
  Label,
} from './breakdown.js';
import type { Told } from './breakdown.queries.js';

/** What was counted of one measure. */
export interface Counted {
  readonly measure: BreakdownMeasure;
  /** What the report says of all of it. */
  readonly total: Figure;
  readonly told: readonly (Told & { readonly approximate?: boolean })[];
  /** Heads that are in it, counted by nobody's name. */
  readonly heads: number;
  readonly column: FigureColumn;
  readonly names: Names;
  /** Sentences that hold for all its tables. */
  readonly notes: readonly Label[];
}

/** Axes of which heads say nothing: what is counted of them is 不明. */
const HEADLESS: readonly Axis[] = ['age', 'municipality'];
/** Axes in whose lines the same person or request may be more than once. */
const OVERLAPPING: readonly Axis[] = ['format', 'venue', 'programme', 'weekday'];

/** One measure told apart by one axis, and whether that is all of it. */
export function breakdownTable(axis: Axis, counted: Counted): Breakdown {
  const { measure, total, told, column, names, heads, notes } = counted;
  const own = told.filter((one) => one.axis === axis);
  const state: FigureState = total.state;
  const isKnown = total.value !== null;
  const present = new Map(own.flatMap(({ value, count }) => (value === null ? [] : [[value, count]])));
  const cell = (values: readonly (string | null)[]): Cell => {
    const found = own.filter(({ value }) => values.includes(value));
    return {
      value: found.reduce((sum, { count }) => sum + count, 0),
      state,
      approximate: found.some(({ approximate }) => approximate),
      outOf: null,
    };
  };
  const lines = isKnown ? axisLines(axis, names, present).map((line) => lineOf(line, cell)) : [];
  const unknown =
    isKnown && own.some(({ value }) => value === null) ? lineOf(UNKNOWN, () => cell([null])) : null;
  const sum = [...lines, ...(unknown ? [unknown] : [])].reduce(
    (all, { cells }) => all + (cells[0]?.value ?? 0),
    0,
  );
  const exhaustive = isKnown ? sum === total.value : null;
  return {
    key: `${axis}-${measure}`,
    axis,
    measure,
    title: { key: `breakdowns.by.${axis}` },
    unit: { key: `breakdowns.measure.${measure}` },
    columns: [column],
    lines,
    unknown,
    total: {
      ...lineOf(TOTAL, () => ({ ...total, approximate: total.approximate === true, outOf: null })),
    },
    exhaustive,
    notes: [
      ...(exhaustive === false && OVERLAPPING.includes(axis)
        ? [{ key: `breakdowns.note.overlap.${measure}` }]
        : []),
      ...(isKnown && measure === 'attendances' && heads > 0 && HEADLESS.includes(axis)
        ? [{ key: 'breakdowns.note.headsUnknown', params: { heads } }]
        : []),
      ...notes,
    ],
  };
}

const UNKNOWN: AxisLine = { key: 'unknown', label: { key: 'breakdowns.unknown' }, parts: [] };
const TOTAL: AxisLine = { key: 'total', label: { key: 'breakdowns.total' }, parts: [] };

/** A line with parts is what its parts are together. */
function lineOf({ key, label, parts }: AxisLine, cell: (values: readonly string[]) => Cell): FigureLine {
  const values = parts.length > 0 ? parts.map((part) => part.key) : [key];
  return {
    key,
    label,
    cells: [cell(values)],
    children: parts.map((part) => ({
      key: part.key,
      label: part.label,
      cells: [cell([part.key])],
      children: [],
      apart: false,
    })),
    apart: false,
  };
}
