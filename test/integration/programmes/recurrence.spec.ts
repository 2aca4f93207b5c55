import { describe, expect, it } from '@jest/globals';
import {
  datesOf,
  LONGEST_PERIOD_MONTHS,
  monthsBetween,
  monthsOfFiscalYear,
  type Recurrence,
} from '../../../src/programmes/domain/recurrence.js';

const FISCAL_2025 = monthsOfFiscalYear(2025);

interface Case {
  readonly name: string;
  readonly rule: Partial<Recurrence>;
  readonly dates: readonly string[];
}

const TOWNS: readonly Case[] = [
  {
    name: 'エールの会: third Saturday except August and December',
    rule: { monthly: ['3 saturday'], exceptMonths: [8, 12] },
    dates: [
      '2025-04-19',
      '2025-05-17',
      '2025-06-21',
      '2025-07-19',
      '2025-09-20',
      '2025-10-18',
      '2025-11-15',
      '2026-01-17',
      '2026-02-21',
      '2026-03-21',
    ],
  },
  {
    name: '学習会: second Friday of odd months',
    rule: { monthly: ['2 friday'], months: [5, 7, 9, 11, 1, 3] },
    dates: ['2025-05-09', '2025-07-11', '2025-09-12', '2025-11-14', '2026-01-09', '2026-03-13'],
  },
  {
    name: 'fifth Thursday exists in some months only',
    rule: { monthly: ['5 thursday'] },
    dates: ['2025-05-29', '2025-07-31', '2025-10-30', '2026-01-29'],
  },
  {
    name: 'last Friday, in months of four and of five',
    rule: { monthly: ['last friday'], from: '2025-04', until: '2025-08' },
    dates: ['2025-04-25', '2025-05-30', '2025-06-27', '2025-07-25', '2025-08-29'],
  },
  {
    name: 'fourth and last are one date in a month of four',
    rule: { monthly: ['4 monday', 'last monday'], from: '2025-04', until: '2025-04' },
    dates: ['2025-04-28'],
  },
  {
    name: 'the first of a month may be its first weekday',
    rule: { monthly: ['1 tuesday'], from: '2025-04', until: '2025-04' },
    dates: ['2025-04-01'],
  },
  {
    name: 'every Wednesday of a leap February',
    rule: { weekly: ['wednesday'], from: '2024-02', until: '2024-02' },
    dates: ['2024-02-07', '2024-02-14', '2024-02-21', '2024-02-28'],
  },
  {
    name: 'weekly and monthly together give each date once',
    rule: { weekly: ['thursday'], monthly: ['5 thursday', '1 friday'], from: '2024-02', until: '2024-02' },
    dates: ['2024-02-01', '2024-02-02', '2024-02-08', '2024-02-15', '2024-02-22', '2024-02-29'],
  },
  {
    name: 'between two dates, both included',
    rule: { weekly: ['tuesday'], from: '2025-04-08', until: '2025-04-22' },
    dates: ['2025-04-08', '2025-04-15', '2025-04-22'],
  },
  {
    name: 'from a date to the end of a month',
    rule: { monthDays: [-1], from: '2025-04-30', until: '2025-06' },
    dates: ['2025-04-30', '2025-05-31', '2025-06-30'],
  },
  {
    name: 'every second week counts from the week of the first day, which may have had its weekday already',
    rule: { weekly: ['monday'], everyWeeks: 2, from: '2025-04', until: '2025-05-12' },
    dates: ['2025-04-14', '2025-04-28', '2025-05-12'],
  },
  {
    name: 'an anchor turns the weeks, from before the period',
    rule: { weekly: ['monday'], everyWeeks: 2, anchor: '2024-12-22', from: '2025-04', until: '2025-05-12' },
    dates: ['2025-04-07', '2025-04-21', '2025-05-05'],
  },
  {
    name: 'an anchor turns the weeks, from after the period',
    rule: { weekly: ['monday'], everyWeeks: 2, anchor: '2025-06-02', from: '2025-04', until: '2025-05-12' },
    dates: ['2025-04-07', '2025-04-21', '2025-05-05'],
  },
  {
    name: 'weeks are counted through months that are left out',
    rule: { weekly: ['friday'], everyWeeks: 3, months: [4, 6], from: '2025-04', until: '2025-06' },
    dates: ['2025-04-04', '2025-04-25', '2025-06-06', '2025-06-27'],
  },
  {
    name: '29 February in leap years only',
    rule: { monthDays: [29], months: [2], from: '2023-01', until: '2027-12' },
    dates: ['2024-02-29'],
  },
  {
    name: 'the last day of February, leap or not',
    rule: { monthDays: [-1, 30], months: [2], from: '2023-01', until: '2025-12' },
    dates: ['2023-02-28', '2024-02-29', '2025-02-28'],
  },
  {
    name: 'dates of another programme, in order and once, within months and period',
    rule: {
      dates: ['2025-06-10', '2025-05-13', '2025-06-10', '2025-07-08', '2026-04-14'],
      exceptMonths: [7],
    },
    dates: ['2025-05-13', '2025-06-10'],
  },
  {
    name: 'so many dates and no more',
    rule: { monthly: ['1 monday'], count: 3 },
    dates: ['2025-04-07', '2025-05-05', '2025-06-02'],
  },
  { name: 'a count of none', rule: { daily: true, count: 0 }, dates: [] },
  { name: 'a rule that names nothing', rule: {}, dates: [] },
  {
    name: 'an end before the start',
    rule: { daily: true, from: '2025-04-10', until: '2025-04-09' },
    dates: [],
  },
];

describe('datesOf', () => {
  it.each(TOWNS)('$name', ({ rule, dates }) => {
    const found = datesOf({ ...FISCAL_2025, ...rule });
    expect([found.dates, found.skipped]).toEqual([dates, []]);
  });

  it('mixes ordinals: first Saturday, second to fourth Wednesday are 48 a year', () => {
    const rule = { monthly: ['1 saturday', '2 wednesday', '3 wednesday', '4 wednesday'] };
    const { dates } = datesOf({ ...FISCAL_2025, ...rule });
    expect(dates).toHaveLength(48);
    expect(dates.slice(0, 5)).toEqual(['2025-04-05', '2025-04-09', '2025-04-16', '2025-04-23', '2025-05-03']);
    expect(dates.at(-1)).toBe('2026-03-25');
  });

  it('opens every day of a year, and every day of a leap year', () => {
    expect(datesOf({ daily: true, ...monthsOfFiscalYear(2025) }).dates).toHaveLength(365);
    const leap = datesOf({ daily: true, ...monthsOfFiscalYear(2027) }).dates;
    expect(leap).toHaveLength(366);
    expect(leap).toContain('2028-02-29');
  });
});

describe('what a rule cannot say', () => {
  it.each<[string, Partial<Recurrence>]>([
    ['an ordinal that no month has', { monthly: ['6 friday'] }],
    ['an ordinal without weekday', { monthly: ['3'] }],
    ['a weekday in another language', { monthly: ['3 samstag'] }],
    ['a weekday that is none', { weekly: ['someday' as 'monday'] }],
    ['a day that no month has', { monthDays: [32] }],
    ['day zero', { monthDays: [0] }],
    ['a thirteenth month', { daily: true, months: [13] }],
    ['weeks that do not advance', { weekly: ['monday'], everyWeeks: 0 }],
    ['half a date', { daily: true, count: 1.5 }],
    ['a period that is no date', { daily: true, from: '2025-4-1' }],
  ])('%s', (_name, rule) => {
    expect(() => datesOf({ ...FISCAL_2025, ...rule })).toThrow(RangeError);
  });

  it('a period beyond the longest', () => {
    const rule = { daily: true, from: '2025-04' };
    expect(monthsBetween('2025-04', '2030-03-31')).toBe(LONGEST_PERIOD_MONTHS);
    expect(datesOf({ ...rule, until: '2030-03-31' }).dates).toHaveLength(1826);
    expect(() => datesOf({ ...rule, until: '2030-04-01' })).toThrow('60 months at most, not 61');
    expect(() => datesOf({ ...rule, until: '9999-12' })).toThrow(RangeError);
  });
});

describe('a daily rule over the longest period', () => {
  it('takes less than 50 ms', () => {
    const rule: Recurrence = {
      daily: true,
      from: '2025-04',
      until: '2030-03',
      except: { holidays: true, yearEnd: true, closedOn: ['monday'] },
    };
    // The best of several: other work on the machine is not what is measured.
    const times = Array.from({ length: 10 }, () => {
      const start = performance.now();
      datesOf(rule);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
