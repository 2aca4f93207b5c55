import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOrdinal, nthWeekdayOf, sameDayOfMonth } from '../../../src/programmes/domain/weekdays.js';
import { addDays } from '../../../src/shared/civil-time.js';

describe('dateOrdinal', () => {
  it.each([
    ['2025-04-01', { nth: 1, last: false, weekday: 'tuesday' }],
    ['2025-04-07', { nth: 1, last: false, weekday: 'monday' }],
    ['2025-04-08', { nth: 2, last: false, weekday: 'tuesday' }],
    ['2025-04-23', { nth: 4, last: false, weekday: 'wednesday' }],
    ['2025-04-24', { nth: 4, last: true, weekday: 'thursday' }],
    ['2025-04-30', { nth: 5, last: true, weekday: 'wednesday' }],
    ['2026-02-28', { nth: 4, last: true, weekday: 'saturday' }],
    ['2024-02-29', { nth: 5, last: true, weekday: 'thursday' }],
  ])('%s', (date, ordinal) => {
    expect(dateOrdinal(date)).toEqual(ordinal);
  });
});

describe('sameDayOfMonth', () => {
  it.each([
    ['third Saturday to third Saturday', '2025-04-19', '2026-04', '2026-04-18'],
    ['a first to a first on the first', '2025-05-03', '2025-11', '2025-11-01'],
    ['a fifth to a fifth', '2025-05-29', '2026-04', '2026-04-30'],
    ['a fifth to the last, where there are four', '2025-05-29', '2026-05', '2026-05-28'],
    ['a fifth to the last of a short month', '2024-02-29', '2025-02', '2025-02-27'],
    ['a fourth that was the last stays the fourth', '2025-04-24', '2025-05', '2025-05-22'],
    ['the month itself', '2025-04-19', '2025-04', '2025-04-19'],
  ])('%s', (_name, date, month, copied) => {
    expect(sameDayOfMonth(date, month)).toBe(copied);
  });

  it('stays on the weekday, in the month, as the same one of its kind or the last', () => {
    const date = fc.integer({ min: 0, max: 365 * 40 }).map((days) => addDays('2010-01-01', days));
    fc.assert(
      fc.property(date, date, (from, target) => {
        const month = target.slice(0, 7);
        const copied = sameDayOfMonth(from, month);
        const [was, is] = [dateOrdinal(from), dateOrdinal(copied)];
        expect([copied.slice(0, 7), is.weekday]).toEqual([month, was.weekday]);
        if (was.nth !== is.nth) expect([was.nth, is.last]).toEqual([5, true]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('nthWeekdayOf', () => {
  it('reads an ordinal and a weekday', () => {
    expect(nthWeekdayOf('3 saturday')).toEqual({ nth: 3, weekday: 'saturday' });
    expect(nthWeekdayOf('last friday')).toEqual({ nth: 'last', weekday: 'friday' });
  });

  it.each(['0 monday', '6 monday', '3  monday', '3 monday tuesday', 'first monday', 'saturday', ''])(
    'refuses "%s"',
    (words) => {
      expect(() => nthWeekdayOf(words)).toThrow(RangeError);
    },
  );
});
