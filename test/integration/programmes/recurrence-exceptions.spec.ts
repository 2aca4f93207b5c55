import { describe, expect, it } from '@jest/globals';
import type { ClosedPeriod } from '../../../src/programmes/domain/date-exceptions.js';
import { datesOf, monthsOfFiscalYear, type Recurrence } from '../../../src/programmes/domain/recurrence.js';

const FISCAL_2025 = monthsOfFiscalYear(2025);

/** Dates left out as `date reason words`. */
function skippedBy(rule: Recurrence): string[] {
  return datesOf(rule).skipped.map(({ date, reason, holiday, words }) =>
    [date, reason, holiday?.name ?? words].filter(Boolean).join(' '),
  );
}

describe('dates left out', () => {
  it('names the holiday: second and fourth Tuesday lose one date of 24', () => {
    const { dates, skipped } = datesOf({
      ...FISCAL_2025,
      monthly: ['2 tuesday', '4 tuesday'],
      except: { holidays: true },
    });
    expect(dates).toHaveLength(23);
    expect(dates).not.toContain('2025-09-23');
    expect(skipped).toEqual([
      {
        date: '2025-09-23',
        reason: 'holiday',
        holiday: { name: '秋分の日', nameEn: 'Autumnal Equinox Day' },
      },
    ]);
  });

  it('tells year end, listed dates and holidays apart', () => {
    const rule: Recurrence = {
      weekly: ['thursday'],
      from: '2025-12',
      until: '2026-01',
      except: { holidays: true, yearEnd: true, dates: ['2025-12-18'] },
    };
    expect(datesOf(rule).dates).toEqual([
      '2025-12-04',
      '2025-12-11',
      '2025-12-25',
      '2026-01-08',
      '2026-01-15',
      '2026-01-22',
      '2026-01-29',
    ]);
    expect(skippedBy(rule)).toEqual(['2025-12-18 excepted', '2026-01-01 holiday 元日']);
  });

  it.each<[string, NonNullable<Recurrence['except']>['yearEnd'], string[]]>([
    ['as offices keep it', true, ['12-29', '12-30', '12-31', '01-01', '01-02', '01-03']],
    [
      'longer, over New Year',
      { from: '12-28', until: '01-04' },
      ['12-28', '12-29', '12-30', '12-31', '01-01', '01-02', '01-03', '01-04'],
    ],
    ['within December', { from: '12-29', until: '12-31' }, ['12-29', '12-30', '12-31']],
    ['within January', { from: '01-01', until: '01-03' }, ['01-01', '01-02', '01-03']],
    ['one day', { from: '12-31', until: '12-31' }, ['12-31']],
    ['not at all', false, []],
  ])('year end %s', (_name, yearEnd, days) => {
    const rule = { daily: true, from: '2025-12-20', until: '2026-01-10', except: { yearEnd } };
    const expected = days.map((day) => `${day.startsWith('12') ? 2025 : 2026}-${day} year_end`);
    expect(skippedBy(rule)).toEqual(expected);
    expect(datesOf(rule).dates).toHaveLength(22 - days.length);
  });

  it('closures of house and venue, periods and closed weekdays with the words given for them', () => {
    const rule: Recurrence = {
      daily: true,
      from: '2025-08-12',
      until: '2025-08-19',
      except: {
        periods: [
          { from: '2025-08-13', until: '2025-08-14', reason: '夏季休業', kind: 'closure' },
          { from: '2025-08-15', reason: '空調工事', kind: 'venue_closure' },
          { from: '2025-08-16', until: '2025-08-16', kind: 'period' },
        ],
        closedOn: ['monday'],
      },
    };
    expect(datesOf(rule)).toEqual({
      dates: ['2025-08-12', '2025-08-17', '2025-08-19'],
      skipped: [
        { date: '2025-08-13', reason: 'closure', words: '夏季休業' },
        { date: '2025-08-14', reason: 'closure', words: '夏季休業' },
        { date: '2025-08-15', reason: 'venue_closure', words: '空調工事' },
        { date: '2025-08-16', reason: 'period' },
        { date: '2025-08-18', reason: 'venue_closed_weekday' },
      ],
      onHolidays: [],
    });
  });

  it('a period without a kind is one of the rule itself', () => {
    const periods = [{ from: '2025-08-16', reason: 'お盆' }];
    const rule = { daily: true, from: '2025-08-16', until: '2025-08-16', except: { periods } };
    expect(skippedBy(rule)).toEqual(['2025-08-16 period お盆']);
  });

  it('one date, one reason: the one that says most', () => {
    // 元日 2029 is a Monday within the year end, on which everything else holds too.
    const date = '2029-01-01';
    const period = (kind: ClosedPeriod['kind']) => ({ from: date, kind, reason: kind });
    const all: NonNullable<Recurrence['except']> = {
      dates: [date],
      holidays: true,
      yearEnd: true,
      periods: [period('period'), period('venue_closure'), period('closure')],
      closedOn: ['monday'],
    };
    const reasonWithout = (...reasons: string[]) => {
      const except = {
        ...Object.fromEntries(Object.entries(all).filter(([key]) => !reasons.includes(key))),
        periods: reasons.includes('periods')
          ? []
          : all.periods?.filter(({ kind }) => kind === undefined || !reasons.includes(kind)),
      };
      return datesOf({ daily: true, from: date, until: date, except }).skipped.map(({ reason }) => reason);
    };
    expect(reasonWithout()).toEqual(['excepted']);
    expect(reasonWithout('dates')).toEqual(['holiday']);
    expect(reasonWithout('dates', 'holidays')).toEqual(['year_end']);
    expect(reasonWithout('dates', 'holidays', 'yearEnd')).toEqual(['closure']);
    expect(reasonWithout('dates', 'holidays', 'yearEnd', 'closure')).toEqual(['venue_closure']);
    expect(reasonWithout('dates', 'holidays', 'yearEnd', 'closure', 'venue_closure')).toEqual(['period']);
    expect(reasonWithout('dates', 'holidays', 'yearEnd', 'periods')).toEqual(['venue_closed_weekday']);
    expect(reasonWithout('dates', 'holidays', 'yearEnd', 'periods', 'closedOn')).toEqual([]);
  });

  it('a month that is not named leaves nothing out, and neither does a date that the rule never gave', () => {
    const except = { holidays: true, dates: ['2025-09-24', '2025-10-14'] };
    expect(skippedBy({ ...FISCAL_2025, monthly: ['4 tuesday'], exceptMonths: [9], except })).toEqual([]);
  });
});

describe('so many dates', () => {
  const rule: Recurrence = {
    weekly: ['tuesday'],
    from: '2025-09',
    until: '2025-12',
    count: 4,
    except: { holidays: true, dates: ['2025-09-09', '2025-10-07'] },
  };

  it('counts those kept, and lists what is left out up to the last of them', () => {
    expect(datesOf(rule).dates).toEqual(['2025-09-02', '2025-09-16', '2025-09-30', '2025-10-14']);
    expect(skippedBy(rule)).toEqual([
      '2025-09-09 excepted',
      '2025-09-23 holiday 秋分の日',
      '2025-10-07 excepted',
    ]);
    expect(skippedBy({ ...rule, count: 3 })).toEqual(['2025-09-09 excepted', '2025-09-23 holiday 秋分の日']);
  });

  it('lists everything where the period ends before they are reached', () => {
    const { dates, skipped } = datesOf({ ...rule, until: '2025-10-07' });
    expect(dates).toHaveLength(3);
    expect(skipped.at(-1)?.date).toBe('2025-10-07');
  });
});

describe('holidays', () => {
  const rule: Recurrence = { daily: true, from: '2026-12-31', until: '2027-01-02', publishedThrough: 2026 };

  it('that are not left out are named beside the date', () => {
    const found = datesOf({ ...FISCAL_2025, monthly: ['2 tuesday', '4 tuesday'] });
    expect(found.dates).toHaveLength(24);
    expect(found.skipped).toEqual([]);
    expect(found.onHolidays).toEqual([
      { date: '2025-09-23', holiday: { name: '秋分の日', nameEn: 'Autumnal Equinox Day' }, forecast: false },
    ]);
  });

  it('of years not yet published are forecasts', () => {
    expect(datesOf(rule).onHolidays).toEqual([
      { date: '2027-01-01', holiday: { name: '元日', nameEn: "New Year's Day" }, forecast: true },
    ]);
    expect(datesOf({ ...rule, except: { holidays: true } }).skipped).toEqual([
      { date: '2027-01-01', reason: 'holiday', holiday: expect.anything(), forecast: true },
    ]);
  });

  it('of published years are none, nor where nobody says', () => {
    for (const publishedThrough of [2027, undefined]) {
      const published = { ...rule, publishedThrough };
      expect(datesOf(published).onHolidays[0]?.forecast).toBe(false);
      const [skipped] = datesOf({ ...published, except: { holidays: true } }).skipped;
      expect(skipped).toEqual({ date: '2027-01-01', reason: 'holiday', holiday: expect.anything() });
    }
  });
});
