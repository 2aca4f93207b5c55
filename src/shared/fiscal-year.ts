import type { CivilDate } from './civil-time.js';

/** A Japanese fiscal year by its first calendar year: 2025 runs from 2025-04-01 to 2026-03-31 (令和7年度). */
export type FiscalYear = number;

export function fiscalYearOf(date: CivilDate): FiscalYear {
  const year = Number(date.slice(0, 4));
  return Number(date.slice(5, 7)) >= 4 ? year : year - 1;
}

/** First and last day of the fiscal year, both inclusive. */
export function fiscalYearRange(year: FiscalYear): { readonly from: CivilDate; readonly to: CivilDate } {
  return { from: `${year}-04-01`, to: `${year + 1}-03-31` };
}

interface Era {
  readonly name: string;
  /** The fiscal year that is the era's first (元年度). */
  readonly firstYear: FiscalYear;
}

/** Eras by the fiscal year that towns count as 元年度 (令和元年度 is April 2019 to March 2020). */
const ERAS: readonly Era[] = [
  { name: '令和', firstYear: 2019 },
  { name: '平成', firstYear: 1989 },
  { name: '昭和', firstYear: 1926 },
];

function eraOf(year: FiscalYear): { readonly era: Era; readonly number: number } {
  const era = ERAS.find((candidate) => year >= candidate.firstYear) ?? (ERAS.at(-1) as Era);
  return { era, number: year - era.firstYear + 1 };
}

/** `令和7年度`, `令和元年度`. */
export function eraFiscalYear(year: FiscalYear): string {
  const { era, number } = eraOf(year);
  return `${era.name}${number === 1 ? '元' : number}年度`;
}

/** The circled number that towns put before a past year's figures: 令和2年度 is ②, 令和元年度 ①; above 50 in brackets. */
export function circledEraYear(year: FiscalYear): string {
  const { number } = eraOf(year);
  if (number <= 20) return String.fromCodePoint(0x2460 + number - 1);
  if (number <= 35) return String.fromCodePoint(0x3251 + number - 21);
  if (number <= 50) return String.fromCodePoint(0x32b1 + number - 36);
  return `(${number})`;
}
