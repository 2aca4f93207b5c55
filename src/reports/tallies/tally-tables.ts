import type { Cell, FigureColumn, FigureLine, FigureTable, Label } from '../breakdowns/breakdown.js';
import { seriesKey, sumOf, type TallyFigure, type TallyLineFacts } from '../domain/tally.js';
import type { TallyRow } from './tally.queries.js';

/** Tables of one axis, unit and qualifier, side by side: the earliest period first. */
export interface TallySeries {
  readonly organization: TallyRow['organization'];
  readonly programme: TallyRow['programme'];
  /** In the order of the table's columns. */
  readonly tallies: readonly TallyRow[];
  readonly table: FigureTable;
}

/** Columns of one table; towns print six years at most. */
const MOST_COLUMNS = 12;

/**
 * One table for each axis, unit and qualifier of each programme, in the order of the rows: units are never mixed, nor 延べ, 実 and
 * 新規. Lines are found again by their labels; of a period that does not have a line nothing is said (–), which is not 0.
 */
export function tallySeries(rows: readonly TallyRow[]): TallySeries[] {
  const series = new Map<string, TallyRow[]>();
  for (const row of rows) {
    const key = `${row.organization.id}:${seriesKey(row.programme?.id ?? null, row)}`;
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()].flatMap((found, index) => {
    const [first] = found;
    if (!first) return [];
    const tallies = found.toSorted(byPeriod).slice(-MOST_COLUMNS);
    return [
      {
        organization: first.organization,
        programme: first.programme,
        tallies,
        table: tableOf(tallies, `tally-${index + 1}`),
      },
    ];
  });
}

function tableOf(tallies: readonly TallyRow[], key: string): FigureTable {
  const latest = tallies.at(-1) as TallyRow;
  const { axis, unit, qualifier, programme } = latest;
  const known = tallies.map(({ exhaustive }) => exhaustive);
  return {
    key,
    title: {
      key: programme ? 'tallies.tableOf' : 'tallies.table',
      params: { programme: programme?.title ?? '', axis, qualifier, unit },
    },
    unit: { text: unit },
    columns: tallies.map(columnOf),
    lines: linesOf(tallies),
    unknown: null,
    total: totalOf(tallies),
    exhaustive: known.includes(false) ? false : known.every((one) => one === true) ? true : null,
    notes: notesOf(tallies),
  };
}

function columnOf({ id, kind, startsOn, endsOn }: TallyRow): FigureColumn {
  return { key: id, label: { from: startsOn, until: endsOn, asOf: kind === 'stock' } };
}

/** Every line that one of the tables has: those of the latest in its order, what only earlier ones had after them. */
function linesOf(tallies: readonly TallyRow[]): FigureLine[] {
  return labelsOf(tallies.map(({ lines }) => lines)).map((label) => {
    const found = tallies.map(({ lines }) => lines.find((line) => line.label === label));
    return {
      ...lineOf(label, found),
      children: labelsOf(found.map((line) => line?.parts ?? [])).map((part) =>
        lineOf(
          part,
          found.map((line) => line?.parts.find((one) => one.label === part)),
        ),
      ),
    };
  });
}

function lineOf(label: string, figures: readonly (TallyFigure | undefined)[]): FigureLine {
  return { key: label, label: { text: label }, cells: figures.map(cellOf), children: [], apart: false };
}

function labelsOf(periods: readonly (readonly TallyFigure[])[]): string[] {
  return [...new Set(periods.toReversed().flatMap((figures) => figures.map(({ label }) => label)))];
}

function cellOf(figure: TallyFigure | undefined): Cell {
  if (!figure) return { value: null, state: 'none', approximate: false, outOf: null };
  const { value, approximate, outOf } = figure;
  return { value, state: value === null ? 'unrecorded' : 'reported', approximate, outOf };
}

/** What the sources state; where one states none and its lines are all there is, their sum. Null: no column has a total. */
function totalOf(tallies: readonly TallyRow[]): FigureLine | null {
  const cells = tallies.map(({ total, exhaustive, lines }): Cell => {
    const value = total ?? (exhaustive ? sumOf(lines) : null);
    const isSum = total === null && value !== null;
    return {
      value,
      state: value === null ? 'none' : isSum ? 'counted' : 'reported',
      approximate: isSum && lines.some(({ approximate }) => approximate),
      outOf: null,
    };
  });
  if (cells.every(({ value }) => value === null)) return null;
  return { key: 'total', label: { key: 'breakdowns.total' }, cells, children: [], apart: false };
}

function notesOf(tallies: readonly TallyRow[]): Label[] {
  const texts = tallies
    .toReversed()
    .flatMap(({ note, source }): Label[] => [
      ...(note === null ? [] : [{ text: note }]),
      ...(source === null ? [] : [{ key: 'tallies.sourceOf', params: { source } }]),
    ]);
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = JSON.stringify(text);
    return !seen.has(key) && seen.add(key);
  });
}

/** By the day on which a period ends (what goes on is last), then the longer one first. */
function byPeriod(a: TallyRow, b: TallyRow): number {
  const end = (a.endsOn ?? '9999').localeCompare(b.endsOn ?? '9999');
  return end || (a.startsOn ?? '').localeCompare(b.startsOn ?? '');
}

/** Lines with their parts below them: what a list or a file shows of a table. */
export function flatLines(lines: readonly TallyLineFacts[]): (TallyFigure & { readonly isPart: boolean })[] {
  return lines.flatMap(({ parts, ...line }) => [
    { ...line, isPart: false },
    ...parts.map((part) => ({ ...part, isPart: true })),
  ]);
}
