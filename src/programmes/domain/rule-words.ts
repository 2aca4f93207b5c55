import type { FileRule } from './rule-file.js';
import { nthWeekdayOf, WEEKDAYS, type Weekday } from './weekdays.js';

/** One way in which a rule names days, ready to be said: weekdays that share their ordinals stand together. */
export type DayWords =
  | { readonly kind: 'daily' }
  | {
      readonly kind: 'weekly';
      readonly weekdays: readonly Weekday[];
      readonly everyWeeks: number;
      /** A date in a week that counts; null: the first week of the period does. */
      readonly anchor: string | null;
    }
  | {
      readonly kind: 'monthly';
      readonly ordinals: readonly (number | 'last')[];
      readonly weekdays: readonly Weekday[];
    }
  /** -1 is the last day. */
  | { readonly kind: 'monthDays'; readonly days: readonly number[] }
  | { readonly kind: 'same'; readonly reference: string };

/** In which months: 偶数月, 奇数月, some, or all but some. Null: in every month. */
export interface MonthWords {
  readonly kind: 'even' | 'odd' | 'only' | 'except';
  readonly months: readonly number[];
}

const EVEN = [2, 4, 6, 8, 10, 12];
const ODD = [1, 3, 5, 7, 9, 11];

/** What a rule says of days, in the order in which people say it: mixed ordinals keep the order of their first weekday. */
export function dayWords(rule: FileRule): DayWords[] {
  const { daily, weekly, everyWeeks, anchor, monthly, monthDays, sameDatesAs } = rule;
  return [
    ...(daily ? [{ kind: 'daily' } as const] : []),
    ...(weekly
      ? [
          {
            kind: 'weekly' as const,
            weekdays: WEEKDAYS.filter((day) => weekly.includes(day)),
            everyWeeks: everyWeeks ?? 1,
            anchor: anchor ?? null,
          },
        ]
      : []),
    ...monthlyWords(monthly ?? []),
    ...(monthDays ? [{ kind: 'monthDays' as const, days: sortedDays(monthDays) }] : []),
    ...(sameDatesAs === undefined ? [] : [{ kind: 'same' as const, reference: sameDatesAs }]),
  ];
}

export function monthWords({ months, exceptMonths }: FileRule): MonthWords | null {
  const only = months && sorted(months.filter((month) => !exceptMonths?.includes(month)));
  if (!only) return exceptMonths ? { kind: 'except', months: sorted(exceptMonths) } : null;
  const named = only.join() === EVEN.join() ? 'even' : only.join() === ODD.join() ? 'odd' : 'only';
  return { kind: named, months: only };
}

function monthlyWords(monthly: readonly string[]): DayWords[] {
  const ordinals = new Map<Weekday, (number | 'last')[]>();
  for (const { nth, weekday } of monthly.map(nthWeekdayOf)) {
    ordinals.set(weekday, [...(ordinals.get(weekday) ?? []), nth]);
  }
  const groups = new Map<string, { ordinals: (number | 'last')[]; weekdays: Weekday[] }>();
  for (const [weekday, nths] of ordinals) {
    const inOrder = nths.toSorted((a, b) => rank(a) - rank(b));
    const group = groups.get(inOrder.join()) ?? { ordinals: inOrder, weekdays: [] };
    group.weekdays.push(weekday);
    groups.set(inOrder.join(), group);
  }
  return [...groups.values()]
    .map((group) => ({
      kind: 'monthly' as const,
      ordinals: group.ordinals,
      weekdays: WEEKDAYS.filter((day) => group.weekdays.includes(day)),
    }))
    .sort((a, b) => rank(a.ordinals[0]!) - rank(b.ordinals[0]!));
}

function rank(ordinal: number | 'last'): number {
  return ordinal === 'last' ? 6 : ordinal;
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}

/** From the first of the month to the last; those counted from its end come after. */
function sortedDays(days: readonly number[]): number[] {
  const rankOf = (day: number) => (day < 0 ? 100 + day : day);
  return days.toSorted((a, b) => rankOf(a) - rankOf(b));
}
