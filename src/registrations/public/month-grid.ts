import { addDays, addMonths, type CivilDate, weekdayOf } from '../../shared/civil-time.js';

export interface GridDay<T> {
  readonly date: CivilDate;
  readonly inMonth: boolean;
  readonly entries: readonly T[];
}

interface Dated {
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
}

/**
 * The whole weeks, Sunday first as Japanese wall calendars have them, that cover a month (`YYYY-MM`). What lasts several
 * days stands on each of them; what has no date stands nowhere.
 */
export function monthGrid<T extends Dated>(month: string, dated: readonly T[]): GridDay<T>[][] {
  const first = `${month}-01`;
  const next = addMonths(first, 1);
  const weeks: GridDay<T>[][] = [];
  for (let sunday = addDays(first, -(weekdayOf(first) % 7)); sunday < next; sunday = addDays(sunday, 7)) {
    weeks.push(
      [0, 1, 2, 3, 4, 5, 6].map((offset) => {
        const date = addDays(sunday, offset);
        const inMonth = date.startsWith(month);
        return { date, inMonth, entries: inMonth ? dated.filter((entry) => isOn(entry, date)) : [] };
      }),
    );
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
