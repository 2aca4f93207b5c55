import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../../shared/civil-time.js';
import { fiscalYearOf } from '../../shared/fiscal-year.js';

const MONTH = '(?:19|20)\\d\\d-(?:0[1-9]|1[0-2])';
const WITHIN = new RegExp(`^(${MONTH})(?:/(${MONTH}))?$`);

/** Months in which something will be, by their first and last day. */
export interface Within {
  readonly from: CivilDate;
  readonly until: CivilDate;
}

/** What is known of a date: one month, 上半期 or 下半期 of a fiscal year, all of one, or other months. */
export type KnownPeriod =
  | { readonly kind: 'month'; readonly month: string }
  | { readonly kind: 'first_half' | 'second_half' | 'fiscal_year'; readonly fiscalYear: number }
  | { readonly kind: 'months'; readonly from: string; readonly until: string };

/** True for `2026-09` and `2024-10/2025-03`, a month and months one after the other. */
export function isWithin(text: string): boolean {
  const [, from, until] = WITHIN.exec(text) ?? [];
  return from !== undefined && (until === undefined || until >= from);
}

/** First and last day of the months; the text must be one that `isWithin` lets pass. */
export function withinOf(text: string): Within {
  const [from = '', until = from] = text.split('/');
  const last = Temporal.PlainYearMonth.from(until);
  return { from: `${from}-01`, until: last.toPlainDate({ day: last.daysInMonth }).toString() };
}

/** The months as a programme file writes them. */
export function withinText({ from, until }: Within): string {
  const [first, last] = [from.slice(0, 7), until.slice(0, 7)];
  return first === last ? first : `${first}/${last}`;
}

/** What a town would call these months. */
export function knownPeriod({ from, until }: Within): KnownPeriod {
  const [first, last] = [from.slice(0, 7), until.slice(0, 7)];
  if (first === last) return { kind: 'month', month: first };
  const fiscalYear = fiscalYearOf(from);
  const named = {
    [`${fiscalYear}-04/${fiscalYear}-09`]: 'first_half',
    [`${fiscalYear}-10/${fiscalYear + 1}-03`]: 'second_half',
    [`${fiscalYear}-04/${fiscalYear + 1}-03`]: 'fiscal_year',
  } as const;
  const kind = named[`${first}/${last}`];
  return kind ? { kind, fiscalYear } : { kind: 'months', from: first, until: last };
}
