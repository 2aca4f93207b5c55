import { describe, expect, it } from '@jest/globals';
import type { Recurrence } from '../../../src/programmes/domain/recurrence.js';
import { datesInZone, PROCESS_ZONES } from './dates-in-zone.js';

/**
 * The examples of RFC 5545 §3.8.5.3 that can be said with our rules, with the dates that the RFC gives. Its UNTIL of 24
 * December at midnight UTC is the evening of the 23rd in New York. Where the RFC says that weeks start on Sunday, the days
 * named make no difference to it, except in the last pair, of which ours is the one with Monday. Not to be said: every so
 * many days or years, every other month counted from any month (months are named instead), days of the year, weeks of the
 * year, BYSETPOS, conditions that must hold together (Friday the 13th), and times within the day.
 */
const EXAMPLES: readonly {
  readonly name: string;
  readonly rule: Recurrence;
  /** `YYYY-MM` and its days. */
  readonly dates: Readonly<Record<string, readonly number[]>>;
}[] = [
  {
    name: 'Daily for 10 occurrences',
    rule: { daily: true, count: 10, from: '1997-09-02', until: '1998-09' },
    dates: { '1997-09': [2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  },
  {
    name: 'Daily until December 24, 1997',
    rule: { daily: true, from: '1997-09-02', until: '1997-12-23' },
    dates: {
      '1997-09': days(2, 30),
      '1997-10': days(1, 31),
      '1997-11': days(1, 30),
      '1997-12': days(1, 23),
    },
  },
  {
    name: 'Every day in January, for 3 years',
    rule: { daily: true, months: [1], from: '1998-01-01', until: '2000-01-31' },
    dates: { '1998-01': days(1, 31), '1999-01': days(1, 31), '2000-01': days(1, 31) },
  },
  {
    name: 'Weekly for 10 occurrences',
    rule: { weekly: ['tuesday'], count: 10, from: '1997-09-02', until: '1998-09' },
    dates: { '1997-09': [2, 9, 16, 23, 30], '1997-10': [7, 14, 21, 28], '1997-11': [4] },
  },
  {
    name: 'Weekly until December 24, 1997',
    rule: { weekly: ['tuesday'], from: '1997-09-02', until: '1997-12-23' },
    dates: {
      '1997-09': [2, 9, 16, 23, 30],
      '1997-10': [7, 14, 21, 28],
      '1997-11': [4, 11, 18, 25],
      '1997-12': [2, 9, 16, 23],
    },
  },
  {
    name: 'Every other week - forever (as far as the RFC lists it)',
    rule: { weekly: ['tuesday'], everyWeeks: 2, from: '1997-09-02', until: '1998-02-17' },
    dates: {
      '1997-09': [2, 16, 30],
      '1997-10': [14, 28],
      '1997-11': [11, 25],
      '1997-12': [9, 23],
      '1998-01': [6, 20],
      '1998-02': [3, 17],
    },
  },
  {
    name: 'Weekly on Tuesday and Thursday for five weeks (UNTIL)',
    rule: { weekly: ['tuesday', 'thursday'], from: '1997-09-02', until: '1997-10-06' },
    dates: { '1997-09': [2, 4, 9, 11, 16, 18, 23, 25, 30], '1997-10': [2] },
  },
  {
    name: 'Weekly on Tuesday and Thursday for five weeks (COUNT)',
    rule: { weekly: ['thursday', 'tuesday'], count: 10, from: '1997-09-02', until: '1998-09' },
    dates: { '1997-09': [2, 4, 9, 11, 16, 18, 23, 25, 30], '1997-10': [2] },
  },
  {
    name: 'Every other week on Monday, Wednesday, and Friday until December 24, 1997, starting on Monday, September 1',
    rule: {
      weekly: ['monday', 'wednesday', 'friday'],
      everyWeeks: 2,
      from: '1997-09-01',
      until: '1997-12-23',
    },
    dates: {
      '1997-09': [1, 3, 5, 15, 17, 19, 29],
      '1997-10': [1, 3, 13, 15, 17, 27, 29, 31],
      '1997-11': [10, 12, 14, 24, 26, 28],
      '1997-12': [8, 10, 12, 22],
    },
  },
  {
    name: 'Every other week on Tuesday and Thursday, for 8 occurrences',
    rule: { weekly: ['tuesday', 'thursday'], everyWeeks: 2, count: 8, from: '1997-09-02', until: '1998-09' },
    dates: { '1997-09': [2, 4, 16, 18, 30], '1997-10': [2, 14, 16] },
  },
  {
    name: 'Monthly on the first Friday for 10 occurrences',
    rule: { monthly: ['1 friday'], count: 10, from: '1997-09-05', until: '1999-09' },
    dates: {
      '1997-09': [5],
      '1997-10': [3],
      '1997-11': [7],
      '1997-12': [5],
      '1998-01': [2],
      '1998-02': [6],
      '1998-03': [6],
      '1998-04': [3],
      '1998-05': [1],
      '1998-06': [5],
    },
  },
  {
    name: 'Monthly on the first Friday until December 24, 1997',
    rule: { monthly: ['1 friday'], from: '1997-09-05', until: '1997-12-23' },
    dates: { '1997-09': [5], '1997-10': [3], '1997-11': [7], '1997-12': [5] },
  },
  {
    name: 'Every other month on the first and last Sunday of the month for 10 occurrences',
    rule: {
      monthly: ['1 sunday', 'last sunday'],
      months: [1, 3, 5, 7, 9, 11],
      count: 10,
      from: '1997-09-07',
      until: '1999-09',
    },
    dates: {
      '1997-09': [7, 28],
      '1997-11': [2, 30],
      '1998-01': [4, 25],
      '1998-03': [1, 29],
      '1998-05': [3, 31],
    },
  },
  {
    name: 'Monthly on the third-to-the-last day of the month, forever (as far as the RFC lists it)',
    rule: { monthDays: [-3], from: '1997-09-28', until: '1998-02' },
    dates: {
      '1997-09': [28],
      '1997-10': [29],
      '1997-11': [28],
      '1997-12': [29],
      '1998-01': [29],
      '1998-02': [26],
    },
  },
  {
    name: 'Monthly on the 2nd and 15th of the month for 10 occurrences',
    rule: { monthDays: [2, 15], count: 10, from: '1997-09-02', until: '1999-09' },
    dates: {
      '1997-09': [2, 15],
      '1997-10': [2, 15],
      '1997-11': [2, 15],
      '1997-12': [2, 15],
      '1998-01': [2, 15],
    },
  },
  {
    name: 'Monthly on the first and last day of the month for 10 occurrences',
    rule: { monthDays: [1, -1], count: 10, from: '1997-09-30', until: '1999-09' },
    dates: {
      '1997-09': [30],
      '1997-10': [1, 31],
      '1997-11': [1, 30],
      '1997-12': [1, 31],
      '1998-01': [1, 31],
      '1998-02': [1],
    },
  },
  {
    name: 'Every Tuesday, every other month (as far as the RFC lists it)',
    rule: {
      weekly: ['tuesday'],
      exceptMonths: [2, 4, 6, 8, 10, 12],
      from: '1997-09-02',
      until: '1998-04',
    },
    dates: {
      '1997-09': [2, 9, 16, 23, 30],
      '1997-11': [4, 11, 18, 25],
      '1998-01': [6, 13, 20, 27],
      '1998-03': [3, 10, 17, 24, 31],
    },
  },
  {
    name: 'Yearly in June and July for 10 occurrences',
    rule: { monthDays: [10], months: [6, 7], count: 10, from: '1997-06-10', until: '2002-05' },
    dates: {
      '1997-06': [10],
      '1997-07': [10],
      '1998-06': [10],
      '1998-07': [10],
      '1999-06': [10],
      '1999-07': [10],
      '2000-06': [10],
      '2000-07': [10],
      '2001-06': [10],
      '2001-07': [10],
    },
  },
  {
    name: 'Every Thursday in March, forever (as far as the RFC lists it)',
    rule: { weekly: ['thursday'], months: [3], from: '1997-03-13', until: '1999-12' },
    dates: { '1997-03': [13, 20, 27], '1998-03': [5, 12, 19, 26], '1999-03': [4, 11, 18, 25] },
  },
  {
    name: 'Every Thursday, but only during June, July, and August, forever (as far as the RFC lists it)',
    rule: { weekly: ['thursday'], months: [6, 7, 8], from: '1997-06-05', until: '1999-12' },
    dates: {
      '1997-06': [5, 12, 19, 26],
      '1997-07': [3, 10, 17, 24, 31],
      '1997-08': [7, 14, 21, 28],
      '1998-06': [4, 11, 18, 25],
      '1998-07': [2, 9, 16, 23, 30],
      '1998-08': [6, 13, 20, 27],
      '1999-06': [3, 10, 17, 24],
      '1999-07': [1, 8, 15, 22, 29],
      '1999-08': [5, 12, 19, 26],
    },
  },
  {
    name: 'An example where the days generated makes a difference because of WKST (weeks from Monday)',
    rule: { weekly: ['tuesday', 'sunday'], everyWeeks: 2, count: 4, from: '1997-08-05', until: '1998-08' },
    dates: { '1997-08': [5, 10, 19, 24] },
  },
  {
    name: 'An example where an invalid date (i.e., February 30) is ignored',
    rule: { monthDays: [15, 30], count: 5, from: '2007-01-15', until: '2008-01' },
    dates: { '2007-01': [15, 30], '2007-02': [15], '2007-03': [15, 30] },
  },
];

describe.each(PROCESS_ZONES)('examples of RFC 5545 §3.8.5.3 in a process in %s', (zone) => {
  const answer = datesInZone(zone, { rules: EXAMPLES.map(({ rule }) => rule) });

  it('is in that zone', () => {
    expect(answer.zone).toBe(zone);
  });

  it.each(EXAMPLES.map((example, index) => ({ ...example, index })))('$name', ({ dates, index }) => {
    const expected = Object.entries(dates).flatMap(([month, days]) =>
      days.map((day) => `${month}-${String(day).padStart(2, '0')}`),
    );
    expect(answer.found[index]?.dates).toEqual(expected);
  });
});

/** From the first day to the last. */
function days(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
