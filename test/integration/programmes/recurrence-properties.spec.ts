import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { holidayOn } from '../../../src/programmes/domain/holidays.js';
import { datesOf, type Recurrence, WEEKDAYS } from '../../../src/programmes/domain/recurrence.js';

const RUNS = { numRuns: 400 };

/** Milliseconds of a day of UTC: the properties count days in another way than the code does. */
const DAY = 86_400_000;
const dateAt = (days: number) => new Date(days * DAY).toISOString().slice(0, 10);
const dayOf = (date: string) => Date.parse(`${date}T00:00Z`) / DAY;

const weekday = fc.constantFrom(...WEEKDAYS);
const monthNumbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
const dayOfYear = fc.integer({ min: 0, max: 364 }).map((day) => dateAt(day).slice(5));

/** Rules that start between 2019 and 2027 and run up to a year and a half, with everything that a rule may say. */
const anyRule: fc.Arbitrary<Recurrence> = fc
  .record({
    first: fc.integer({ min: dayOf('2019-01-01'), max: dayOf('2027-12-31') }),
    length: fc.integer({ min: 0, max: 550 }),
    wholeMonths: fc.boolean(),
  })
  .chain(({ first, length, wholeMonths }) => {
    const near = fc.integer({ min: first - 60, max: first + length + 60 }).map(dateAt);
    const period = fc
      .tuple(near, fc.integer({ min: 0, max: 20 }), fc.constantFrom('closure', 'venue_closure', 'period'))
      .map(([from, days, kind]) => ({ from, until: dateAt(dayOf(from) + days), kind }));
    const part = wholeMonths ? 7 : 10;
    return fc.record(
      {
        daily: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
        weekly: fc.uniqueArray(weekday, { maxLength: 3 }),
        everyWeeks: fc.integer({ min: 1, max: 5 }),
        anchor: near,
        monthly: fc.uniqueArray(
          fc
            .tuple(fc.constantFrom('1', '2', '3', '4', '5', 'last'), weekday)
            .map(([ordinal, day]) => `${ordinal} ${day}`),
          { maxLength: 4 },
        ),
        monthDays: fc.uniqueArray(fc.constantFrom(1, 2, 10, 15, 28, 29, 30, 31, -1), { maxLength: 3 }),
        dates: fc.array(near, { maxLength: 5 }),
        months: monthNumbers,
        exceptMonths: monthNumbers,
        from: fc.constant(dateAt(first).slice(0, part)),
        until: fc.constant(dateAt(first + length).slice(0, part)),
        count: fc.integer({ min: 0, max: 30 }),
        publishedThrough: fc.integer({ min: 2019, max: 2029 }),
        except: fc.record(
          {
            holidays: fc.boolean(),
            yearEnd: fc.oneof(fc.boolean(), fc.record({ from: dayOfYear, until: dayOfYear })),
            periods: fc.array(period, { maxLength: 4 }),
            closedOn: fc.uniqueArray(weekday, { maxLength: 2 }),
            dates: fc.array(near, { maxLength: 5 }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['from', 'until'] },
    ) as fc.Arbitrary<Recurrence>;
  });

describe('for any rule', () => {
  it('kept and left out together are what rrule-temporal expands, once and in order', () => {
    let found = 0;
    fc.assert(
      fc.property(anyRule, (rule) => {
        const { dates, skipped } = datesOf({ ...rule, count: undefined });
        const left = skipped.map(({ date }) => date);
        const all = [...dates, ...left];
        expect(all.sort()).toEqual(expandedByLibrary(rule));
        expect([...dates]).toEqual([...new Set(dates)].sort());
        expect([...left]).toEqual([...new Set(left)].sort());
        found += all.length;
      }),
      RUNS,
    );
    // That the rules of the property give dates at all.
    expect(found).toBeGreaterThan(1000);
  });

  it('every date is one that the rule names, and no other day of its period is', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const { dates, skipped } = datesOf({ ...rule, count: undefined });
        const period = Array.from({ length: Math.max(0, lastDay(rule) - firstDay(rule) + 1) });
        const named = period.map((_, index) => firstDay(rule) + index).filter((day) => isNamed(rule, day));
        expect([...dates, ...skipped.map(({ date }) => date)].sort()).toEqual(named.map(dateAt));
      }),
      RUNS,
    );
  });

  it('what is kept has no reason against it, what is left out has the first that holds', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyRule, (rule) => {
        const { dates, skipped, onHolidays } = datesOf(rule);
        expect(dates.filter((date) => reasonsAgainst(rule, date).length > 0)).toEqual([]);
        for (const skip of skipped) {
          expect(skip.reason).toBe(reasonsAgainst(rule, skip.date)[0]);
          expect(skip.holiday).toEqual(skip.reason === 'holiday' ? holidayOn(skip.date) : undefined);
          const isForecast = Number(skip.date.slice(0, 4)) > (rule.publishedThrough ?? 9999);
          expect(skip.forecast ?? false).toBe(skip.reason === 'holiday' && isForecast);
          seen.add(skip.reason);
        }
        expect(onHolidays.map(({ date }) => date)).toEqual(dates.filter((date) => holidayOn(date)));
      }),
      RUNS,
    );
    expect([...seen].sort()).toEqual([
      'closure',
      'excepted',
      'holiday',
      'period',
      'venue_closed_weekday',
      'venue_closure',
      'year_end',
    ]);
  });

  it('a count is a beginning of the same list', () => {
    fc.assert(
      fc.property(anyRule, fc.integer({ min: 0, max: 40 }), (rule, count) => {
        const whole = datesOf({ ...rule, count: undefined });
        const some = datesOf({ ...rule, count });
        expect(some.dates).toEqual(whole.dates.slice(0, count));
        const last = some.dates.at(-1) ?? '';
        const isReached = whole.dates.length > count || some.dates.length === count;
        expect(some.skipped).toEqual(whole.skipped.filter(({ date }) => !isReached || date < last));
      }),
      RUNS,
    );
  });
});

const first = (text: string) => (text.length === 7 ? `${text}-01` : text);

function firstDay(rule: Recurrence): number {
  return dayOf(first(rule.from));
}

function lastDay({ until }: Recurrence): number {
  const [year = 0, month = 0] = until.split('-').map(Number);
  return until.length === 7 ? Date.UTC(year, month, 0) / DAY : dayOf(until);
}

/** The rule's words held against one day, without a list of days. */
function isNamed(rule: Recurrence, day: number): boolean {
  const date = new Date(day * DAY);
  const month = date.getUTCMonth() + 1;
  if (!(rule.months ?? [month]).includes(month) || (rule.exceptMonths ?? []).includes(month)) return false;
  const weekday = (on: number) => WEEKDAYS[(new Date(on * DAY).getUTCDay() + 6) % 7]!;
  const isOtherMonth = (on: number) => new Date(on * DAY).getUTCMonth() + 1 !== month;
  const mondayOf = (on: number) => on - WEEKDAYS.indexOf(weekday(on));
  const weeks = (mondayOf(day) - mondayOf(dayOf(rule.anchor ?? first(rule.from)))) / 7;
  const same = [7, 14, 21, 28].filter((before) => !isOtherMonth(day - before) && before < date.getUTCDate());
  const ordinals = [String(same.length + 1), ...(isOtherMonth(day + 7) ? ['last'] : [])];
  return (
    rule.daily === true ||
    (rule.dates ?? []).includes(dateAt(day)) ||
    ((rule.weekly ?? []).includes(weekday(day)) && Math.abs(weeks) % (rule.everyWeeks ?? 1) === 0) ||
    ordinals.some((ordinal) => (rule.monthly ?? []).includes(`${ordinal} ${weekday(day)}`)) ||
    (rule.monthDays ?? []).includes(date.getUTCDate()) ||
    ((rule.monthDays ?? []).includes(-1) && isOtherMonth(day + 1))
  );
}

/** All reasons that hold against a date, the one to be told first. */
function reasonsAgainst({ except = {} }: Recurrence, date: string): string[] {
  const { dates, holidays, yearEnd, periods, closedOn } = except;
  const range = yearEnd === true ? { from: '12-29', until: '01-03' } : yearEnd || undefined;
  const isInRange = (from: string, until: string, day: string) =>
    from <= until ? !(day < from || day > until) : !(day < from && day > until);
  const covered = (kind: string) =>
    (periods ?? []).some(
      (period) => period.kind === kind && isInRange(period.from, period.until ?? period.from, date),
    );
  const closed = WEEKDAYS[(new Date(dayOf(date) * DAY).getUTCDay() + 6) % 7]!;
  return [
    dates?.includes(date) && 'excepted',
    holidays && holidayOn(date) && 'holiday',
    range && isInRange(range.from, range.until, date.slice(5)) && 'year_end',
    covered('closure') && 'closure',
    covered('venue_closure') && 'venue_closure',
    covered('period') && 'period',
    closedOn?.includes(closed) && 'venue_closed_weekday',
  ].filter((reason) => typeof reason === 'string');
}

/** The rule's dates before exceptions, by a library that knows nothing of ours: one RRULE for each kind, put together. */
function expandedByLibrary(rule: Recurrence): string[] {
  const from = firstDay(rule);
  const until = lastDay(rule);
  const months = Array.from({ length: 12 }, (_, index) => index + 1).filter(
    (month) => (rule.months ?? [month]).includes(month) && !(rule.exceptMonths ?? []).includes(month),
  );
  // The library reads an empty BYMONTH as every month.
  if (months.length === 0 || until < from) return [];
  const at = (day: number) => Temporal.PlainDate.from(dateAt(day)).toZonedDateTime('UTC');
  const anchor = dayOf(rule.anchor ?? first(rule.from));
  const everyWeeks = rule.everyWeeks ?? 1;
  // A start in a week that counts, before the period.
  const weeklyStart =
    anchor - Math.max(0, Math.ceil((anchor - from + 7) / (7 * everyWeeks))) * 7 * everyWeeks;
  const code = (weekday: string) => weekday.slice(0, 2).toUpperCase();
  const parts: { start: number; text: string }[] = [
    ...(rule.daily ? [{ start: from, text: 'FREQ=DAILY' }] : []),
    ...(rule.weekly?.length
      ? [
          {
            start: weeklyStart,
            text: `FREQ=WEEKLY;WKST=MO;INTERVAL=${everyWeeks};BYDAY=${rule.weekly.map(code)}`,
          },
        ]
      : []),
    ...(rule.monthly?.length
      ? [{ start: from, text: `FREQ=MONTHLY;BYDAY=${rule.monthly.map((words) => byDayOf(words, code))}` }]
      : []),
    ...(rule.monthDays?.length ? [{ start: from, text: `FREQ=MONTHLY;BYMONTHDAY=${rule.monthDays}` }] : []),
  ];
  const expanded = parts.flatMap(({ start, text }) =>
    new RRuleTemporal({
      rruleString: `RRULE:${text};BYMONTH=${months}`,
      dtstart: at(start),
      until: at(until),
      tzid: 'UTC',
    })
      .all()
      .map((found) => found.toPlainDate().toString()),
  );
  const given = (rule.dates ?? []).filter((date) => months.includes(Number(date.slice(5, 7))));
  return [...new Set([...expanded, ...given])]
    .filter((date) => dayOf(date) >= from && dayOf(date) <= until)
    .sort();
}

function byDayOf(words: string, code: (weekday: string) => string): string {
  const [ordinal = '', weekday = ''] = words.split(' ');
  return `${ordinal === 'last' ? -1 : ordinal}${code(weekday)}`;
}
