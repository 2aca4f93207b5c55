import type { CivilDate } from '../../shared/civil-time.js';
import type { Fault } from '../../shared/domain-error.js';

/** A figure of a period, or of a day. */
export const TALLY_KINDS = ['flow', 'stock'] as const;
export type TallyKind = (typeof TALLY_KINDS)[number];

/** 延べ, 実, 新規, 開催, 参加: figures that differ in it are never added, nor set side by side. */
export const TALLY_QUALIFIERS = ['none', 'cumulative_visits', 'unique', 'new', 'hosted', 'attended'] as const;
export type TallyQualifier = (typeof TALLY_QUALIFIERS)[number];

export interface TallyFigure {
  readonly label: string;
  /** Null: 記録なし. */
  readonly value: number | null;
  readonly approximate: boolean;
  /** The whole of which it is a part (14/19市町); null: none. */
  readonly outOf: number | null;
}

export interface TallyLineFacts extends TallyFigure {
  readonly parts: readonly TallyFigure[];
}

/** One typed-in table, without whose it is. Dates are inclusive; a stock has its day in `endsOn`. */
export interface TallyFacts {
  readonly axis: string;
  readonly unit: string;
  readonly qualifier: TallyQualifier;
  readonly kind: TallyKind;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  readonly cumulative: boolean;
  readonly total: number | null;
  readonly exhaustive: boolean | null;
  readonly note: string | null;
  readonly source: string | null;
  readonly lines: readonly TallyLineFacts[];
}

/** What makes a table itself: the same figures of the same period are one table, however often they are sent. */
export function tallyKey(programmeId: string | null, facts: TallyFacts): string {
  const { axis, unit, qualifier, kind, startsOn, endsOn, cumulative } = facts;
  return JSON.stringify([programmeId, axis, unit, qualifier, kind, startsOn, endsOn, cumulative]);
}

/** Tables of the same key are the same figures of other periods: they stand side by side. */
export function seriesKey(programmeId: string | null, facts: TallyFacts): string {
  const { axis, unit, qualifier, kind, cumulative } = facts;
  return JSON.stringify([programmeId, axis, unit, qualifier, kind, cumulative]);
}

/** What a table must not be; the fields as the request names them. */
export function tallyFaults(facts: TallyFacts): Fault[] {
  const { kind, startsOn, endsOn, cumulative, lines, total } = facts;
  const faults: Fault[] = [];
  if (kind === 'stock') {
    if (!endsOn) faults.push({ field: 'endsOn', code: 'tallyDay' });
    if (startsOn) faults.push({ field: 'startsOn', code: 'tallyStockStart' });
    if (cumulative) faults.push({ field: 'cumulative', code: 'tallyStockCumulative' });
  } else if (!startsOn && !endsOn) faults.push({ field: 'startsOn', code: 'tallyPeriod' });
  else if (!startsOn && !cumulative) faults.push({ field: 'startsOn', code: 'tallyStart' });
  if (startsOn && endsOn && startsOn > endsOn) faults.push({ field: 'endsOn', code: 'tallyBackwards' });
  if (lines.length === 0 && total === null) faults.push({ field: 'total', code: 'tallyEmpty' });
  faults.push(...repeated(lines, 'lines'));
  for (const [index, { parts }] of lines.entries()) faults.push(...repeated(parts, `lines.${index}.parts`));
  for (const [field, { value, outOf }] of figuresOf(lines))
    if (value !== null && outOf !== null && value > outOf)
      faults.push({ field: `${field}.outOf`, code: 'tallyOutOf' });
  return faults;
}

/** A sum that does not come out: not a fault, for sources have such sums, but to be looked at. */
export interface SumWarning {
  /** `differs`: all lines are there and are not the total; `exceeds`: some of them are already more. */
  readonly code: 'differs' | 'exceeds';
  /** The line whose parts were added; null: the table's own total. */
  readonly label: string | null;
  readonly sum: number;
  readonly total: number;
}

/** Looks at every sum of a table against what is stated. Where a line has no figure, nothing is said of its sum. */
export function sumWarnings({ lines, total, exhaustive }: TallyFacts): SumWarning[] {
  const own = total === null ? [] : warningOf(null, lines, total, exhaustive);
  return [
    ...own,
    ...lines.flatMap(({ label, value, parts }) =>
      value === null ? [] : warningOf(label, parts, value, null),
    ),
  ];
}

/** Sum of the lines; null where there is none, or where one of them has no figure. Parts are in their lines already. */
export function sumOf(figures: readonly TallyFigure[]): number | null {
  if (figures.length === 0) return null;
  let sum = 0;
  for (const { value } of figures) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function warningOf(
  label: string | null,
  figures: readonly TallyFigure[],
  total: number,
  exhaustive: boolean | null,
): SumWarning[] {
  const sum = sumOf(figures);
  if (sum === null) return [];
  if (exhaustive && sum !== total) return [{ code: 'differs', label, sum, total }];
  return sum > total ? [{ code: 'exceeds', label, sum, total }] : [];
}

function repeated(figures: readonly TallyFigure[], field: string): Fault[] {
  const seen = new Set<string>();
  return figures.flatMap(({ label }, index) => {
    if (seen.has(label)) return [{ field: `${field}.${index}.label`, code: 'tallyRepeated' }];
    seen.add(label);
    return [];
  });
}

function figuresOf(lines: readonly TallyLineFacts[]): (readonly [string, TallyFigure])[] {
  return lines.flatMap((line, index) => [
    [`lines.${index}`, line] as const,
    ...line.parts.map((part, at) => [`lines.${index}.parts.${at}`, part] as const),
  ]);
}
