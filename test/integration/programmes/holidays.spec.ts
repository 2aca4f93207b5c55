import { describe, expect, it } from '@jest/globals';
import { holidayOn, isYearEnd, publishedThrough } from '../../../src/programmes/domain/holidays.js';

describe('holidayOn', () => {
  it('knows substitute holidays, and days between that are none', () => {
    expect(holidayOn('2025-05-06')?.name).toContain('休日');
    expect(holidayOn('2025-05-07')).toBeUndefined();
    expect(holidayOn('2025-09-23')?.nameEn).toBe('Autumnal Equinox Day');
  });

  it('knows the day between two holidays, and the holidays that moved for the games', () => {
    expect(holidayOn('2026-09-22')?.name).toContain('休日');
    expect(holidayOn('2021-07-22')?.name).toBe('海の日');
    expect(holidayOn('2021-07-19')).toBeUndefined();
  });

  it('gives for 2027 the list that was published in February 2026', () => {
    const days = Array.from({ length: 365 }, (_, index) =>
      new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10),
    );
    expect(days.filter((day) => holidayOn(day)).map((day) => day.slice(5))).toEqual([
      '01-01',
      '01-11',
      '02-11',
      '02-23',
      '03-21',
      '03-22',
      '04-29',
      '05-03',
      '05-04',
      '05-05',
      '07-19',
      '08-11',
      '09-20',
      '09-23',
      '10-11',
      '11-03',
      '11-23',
    ]);
  });
});

describe('isYearEnd', () => {
  it.each([
    ['2025-12-28', false],
    ['2025-12-29', true],
    ['2025-12-31', true],
    ['2026-01-01', true],
    ['2026-01-03', true],
    ['2026-01-04', false],
    ['2025-07-01', false],
  ])('%s: %s', (date, expected) => {
    expect(isYearEnd(date)).toBe(expected);
  });

  it('as the organization keeps it, over New Year or not', () => {
    expect(isYearEnd('2026-01-04', { from: '12-28', until: '01-04' })).toBe(true);
    expect(isYearEnd('2026-01-01', { from: '12-25', until: '12-31' })).toBe(false);
    expect(isYearEnd('2025-12-25', { from: '12-25', until: '12-31' })).toBe(true);
  });
});

describe('publishedThrough', () => {
  it.each([
    // 1 February 2024 was a Thursday.
    ['2024-01-31', 2024],
    ['2024-02-01', 2025],
    ['2024-12-31', 2025],
    // 2025: a Saturday; the gazette came out on Monday the third.
    ['2025-02-01', 2025],
    ['2025-02-02', 2025],
    ['2025-02-03', 2026],
    // 2026: a Sunday.
    ['2026-02-01', 2026],
    ['2026-02-02', 2027],
    ['2026-11-21', 2027],
  ])('on %s: %i', (today, year) => {
    expect(publishedThrough(today)).toBe(year);
  });
});
