import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { YearRow, YearStatus } from './plan-and-actual.js';

/** One past year in the line: 「②3回／延べ17人参加」. */
export interface PastYear {
  readonly fiscalYear: FiscalYear;
  /** Null: only people were reported. */
  readonly held: { readonly value: number; readonly approximate: boolean; readonly unit: string } | null;
  /**
   * `cumulative` (延べ) unless it is the head count of one single session; `partial`: some sessions have no record; `approximate`:
   * an estimate is in it.
   */
  readonly people: {
    readonly value: number;
    readonly cumulative: boolean;
    readonly partial: boolean;
    readonly approximate: boolean;
  } | null;
  /** What a town says of the year's figures themselves, which its papers put behind them: 「※R元.7～R2.3」; null: nothing. */
  readonly mark: string | null;
}

/**
 * The past years that a town prints in parentheses after its plan, the latest first. A year without any figure is left
 * out; a year of which 0 was reported, or in which every session was cancelled, stays in as 「0回」.
 */
export function pastYears(rows: readonly YearRow[]): PastYear[] {
  return rows
    .toSorted((a, b) => b.fiscalYear - a.fiscalYear)
    .map((row) => ({
      fiscalYear: row.fiscalYear,
      held: heldOf(row),
      people: peopleOf(row),
      mark: row.note?.startsWith('※') ? row.note : null,
    }))
    .filter((year) => year.held !== null || year.people !== null);
}

function heldOf({ held }: YearRow): PastYear['held'] {
  return held.value === null ? null : { value: held.value, approximate: held.approximate, unit: held.unit };
}

function peopleOf({ attendances, held }: YearRow): PastYear['people'] {
  if (attendances.value === null) return null;
  return {
    value: attendances.value,
    cumulative: held.value !== 1,
    partial: attendances.state === 'partial',
    approximate: attendances.approximate ?? false,
  };
}

/** The mark behind a programme's name: 〔新規〕〔継続〕〔試行〕, or 〔※〕 with the year in which it rests or rested, and why. */
export type StatusMark =
  | { readonly kind: 'new' | 'continued' | 'trial' | 'ended' }
  | {
      readonly kind: 'rested';
      readonly fiscalYear: FiscalYear;
      readonly status: 'suspended' | 'cancelled';
      readonly reason: string | null;
    };

/**
 * What a programme is marked with in the paper of a year: ※ where it is 休止 or 中止 in that year or was in the year before;
 * else as it is planned. Null: nobody says.
 */
export function statusMark(year: YearRow, before: readonly YearRow[]): StatusMark | null {
  const last = before.find(({ fiscalYear }) => fiscalYear === year.fiscalYear - 1);
  for (const row of last ? [year, last] : [year])
    if (rests(row.status))
      return { kind: 'rested', fiscalYear: row.fiscalYear, status: row.status, reason: row.reason };
  return year.status === null || rests(year.status) ? null : { kind: year.status };
}

function rests(status: YearStatus | null): status is 'suspended' | 'cancelled' {
  return status === 'suspended' || status === 'cancelled';
}
