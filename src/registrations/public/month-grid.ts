import { addDays, addMonths, type CivilDate, weekdayOf } from '../../shared/civil-time.js';

export interface GridDay<T> {
  readonly date: CivilDate;
  readonly inMonth: boolean;
  /** What the day names; there may be more. */
  readonly entries: readonly T[];
  /** How many there are on that day. */
  readonly count: number;
}

interface Dated {
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
}

/**
 * The whole weeks, Sunday first as Japanese wall calendars have them, that cover a month (`YYYY-MM`). What lasts several
 * days stands on each of them; what has no date stands nowhere.
 * @param limits `beginning`: how many begin on each day, where `dated` does not have them all; `perDay`: how many a day names
 */
export function monthGrid<T extends Dated>(
  month: string,
  dated: readonly T[],
  {
    beginning,
    perDay = Number.POSITIVE_INFINITY,
  }: { readonly beginning?: ReadonlyMap<CivilDate, number>; readonly perDay?: number } = {},
): GridDay<T>[][] {
  const first = `${month}-01`;
  const next = addMonths(first, 1);
  const day = (date: CivilDate): GridDay<T> => {
    const inMonth = date.startsWith(month);
    const entries = inMonth ? dated.filter((entry) => isOn(entry, date)) : [];
    const begun = entries.filter(({ startsOn }) => startsOn === date).length;
    const count = entries.length + (inMonth ? Math.max(0, (beginning?.get(date) ?? 0) - begun) : 0);
    return { date, inMonth, entries: entries.slice(0, perDay), count };
  };
  const weeks: GridDay<T>[][] = [];
  for (let sunday = addDays(first, -(weekdayOf(first) % 7)); sunday < next; sunday = addDays(sunday, 7)) {
    weeks.push([0, 1, 2, 3, 4, 5, 6].map((offset) => day(addDays(sunday, offset))));
  }
  return weeks;
}

/** First and last day of a month (`YYYY-MM`), and the months beside it. */
export function monthBounds(month: string) {
  const from = `${month}-01`;
  const next = addMonths(from, 1);
  return { from, to: addDays(next, -1), next: next.slice(0, 7), previous: addMonths(from, -1).slice(0, 7) };
}

function isOn({ startsOn, endsOn }: Dated, date: CivilDate): boolean {
  return startsOn !== null && startsOn <= date && date <= (endsOn ?? startsOn);
}
