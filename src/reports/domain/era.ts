import type { CivilDate } from '../../shared/civil-time.js';

/** A day's era: towns write 令和元年7月 and R元.7. */
export interface EraDate {
  readonly name: string;
  readonly letter: string;
  /** 元 for the first. */
  readonly year: string;
  readonly month: number;
  readonly day: number;
}

/** Eras by their first day. Days before the first of them are counted in it, backwards. */
const ERAS = [
  { name: '令和', letter: 'R', from: '2019-05-01', firstYear: 2019 },
  { name: '平成', letter: 'H', from: '1989-01-08', firstYear: 1989 },
  { name: '昭和', letter: 'S', from: '1926-12-25', firstYear: 1926 },
] as const;

/** The era of a day: 2019-04-30 is 平成31年, 2019-05-01 令和元年. */
export function eraDate(date: CivilDate): EraDate {
  const era = ERAS.find(({ from }) => date >= from) ?? ERAS[2];
  const year = Number(date.slice(0, 4)) - era.firstYear + 1;
  return {
    name: era.name,
    letter: era.letter,
    year: year === 1 ? '元' : String(year),
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8, 10)),
  };
}
