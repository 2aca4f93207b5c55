import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { holidayOn } from '../../../src/programmes/domain/holidays.js';
import { datesOf, monthsOfFiscalYear, type Recurrence } from '../../../src/programmes/domain/recurrence.js';

const FISCAL_2025 = monthsOfFiscalYear(2025);

interface Case {
  readonly name: string;
  readonly rule: Partial<Recurrence>;
  readonly dates: readonly string[];
}

const CASES: readonly Case[] = [
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
];

describe('datesOf', () => {
  it.each(CASES)('$name', ({ rule, dates }) => {
    expect(datesOf({ ...FISCAL_2025, ...rule })).toEqual({ dates, skipped: [] });
  });

  it('names the holiday that a date is skipped for', () => {
    const { dates, skipped } = datesOf({
      ...FISCAL_2025,
      monthly: ['2 tuesday', '4 tuesday'],
      except: { holidays: true },
    });
    expect(dates).toHaveLength(23);
    expect(dates).not.toContain('2025-09-23');
    expect(skipped.map(({ date, reason, holiday }) => [date, reason, holiday?.name])).toEqual([
      ['2025-09-23', 'holiday', '秋分の日'],
    ]);
  });

  it('tells year end, listed dates and holidays apart', () => {
    const { dates, skipped } = datesOf({
      weekly: ['thursday'],
      from: '2025-12',
      until: '2026-01',
      except: { holidays: true, yearEnd: true, dates: ['2025-12-18'] },
    });
    expect(dates).toEqual([
      '2025-12-04',
      '2025-12-11',
      '2025-12-25',
      '2026-01-08',
      '2026-01-15',
      '2026-01-22',
      '2026-01-29',
    ]);
    expect(skipped.map(({ date, reason }) => [date, reason])).toEqual([
      ['2025-12-18', 'excepted'],
      ['2026-01-01', 'holiday'],
    ]);
    const withoutHolidays = datesOf({
      weekly: ['monday', 'saturday'],
      from: '2025-12',
      until: '2026-01',
      except: { yearEnd: true },
    });
    expect(withoutHolidays.skipped.map(({ date, reason }) => [date, reason])).toEqual([
      ['2025-12-29', 'year_end'],
      ['2026-01-03', 'year_end'],
    ]);
  });

  it('knows substitute holidays, and days between that are none', () => {
    expect(holidayOn('2025-05-06')?.name).toContain('休日');
    expect(holidayOn('2025-05-07')).toBeUndefined();
    expect(holidayOn('2025-09-23')?.nameEn).toBe('Autumnal Equinox Day');
  });
});

describe('whatever zone the process runs in', () => {
  const child = join(import.meta.dirname, 'dates-in-zone.child.mjs');
  const inZone = (TZ: string) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', child], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    });

  it('gives the same dates and instants', () => {
    const answers = ['UTC', 'Asia/Tokyo', 'America/New_York'].map(inZone);
    expect(answers.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const [utc, ...others] = answers.map(({ stdout }) => JSON.parse(stdout));
    // Each process says which zone it was in: the comparison compares different things.
    expect(new Set([utc, ...others].map(({ zone }) => zone)).size).toBe(3);
    expect(utc.found.skipped).toEqual([
      { date: '2025-09-23', reason: 'holiday', holiday: expect.anything() },
    ]);
    expect(utc.instants.startsAt).toBe('2025-04-14T01:00:00.000Z');
    for (const other of others) expect({ ...other, zone: '' }).toEqual({ ...utc, zone: '' });
  });
});
