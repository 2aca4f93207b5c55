import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { YearRow } from './plan-and-actual.js';

/** One past year in the line: 「②3回／延べ17人参加」. */
export interface PastYear {
  readonly fiscalYear: FiscalYear;
  /** Null: only people were reported. */
  readonly held: { readonly value: number; readonly approximate: boolean; readonly unit: string } | null;
  /** `cumulative` (延べ) unless it is the head count of one single session; `partial`: some sessions have no record. */
  readonly people: { readonly value: number; readonly cumulative: boolean; readonly partial: boolean } | null;
}

/**
 * The past years that a town prints in parentheses after its plan, the latest first. A year without any figure is left
 * out; a year of which 0 was reported, or in which every session was cancelled, stays in as 「0回」.
 */
export function pastYears(rows: readonly YearRow[]): PastYear[] {
  return rows
    .toSorted((a, b) => b.fiscalYear - a.fiscalYear)
    .map((row) => ({ fiscalYear: row.fiscalYear, held: heldOf(row), people: peopleOf(row) }))
    .filter((year) => year.held !== null || year.people !== null);
}

function heldOf({ held }: YearRow): PastYear['held'] {
  return held.value === null ? null : { value: held.value, approximate: held.approximate, unit: held.unit };
}

function peopleOf({ attendances, held }: YearRow): PastYear['people'] {
  if (attendances.value === null) return null;
  return { value: attendances.value, cumulative: held.value !== 1, partial: attendances.state === 'partial' };
}
