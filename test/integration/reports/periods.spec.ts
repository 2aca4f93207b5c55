import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Messages } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import type { Wording } from '../../../src/programmes/plans/plan-words.js';
import {
  calendarPeriod,
  fiscalPeriod,
  freePeriod,
  halfPeriod,
  type Period,
  periodsBack,
  previousPeriod,
  sincePeriod,
  wholeFiscalYears,
} from '../../../src/reports/domain/period.js';
import { periodWords } from '../../../src/reports/figures/period-words.js';
import { addDays, daysBetween } from '../../../src/shared/civil-time.js';

const directory = join(TEMPLATES, 'messages');
const messages = new Messages(directory, readdirSync(directory));
const ja: Wording = { t: messages.translator('ja'), language: 'ja' };
const en: Wording = { t: messages.translator('en'), language: 'en' };
const days = ({ from, to }: Period) => [from, to];

describe('the periods of a report', () => {
  it('are years, halves, free days and what is cumulated, by their first and last day', () => {
    expect(days(fiscalPeriod(2025))).toEqual(['2025-04-01', '2026-03-31']);
    expect(days(calendarPeriod(2020))).toEqual(['2020-01-01', '2020-12-31']);
    expect(days(halfPeriod(2024, 'first'))).toEqual(['2024-04-01', '2024-09-30']);
    expect(days(halfPeriod(2024, 'second'))).toEqual(['2024-10-01', '2025-03-31']);
    expect(days(sincePeriod('2017-06-01', '2022-02-28'))).toEqual(['2017-06-01', '2022-02-28']);
    expect(days(sincePeriod('2017-06-01', '2017-05-01'))).toEqual(['2017-06-01', '2017-06-01']);
    expect(() => freePeriod('2025-04-02', '2025-04-01')).toThrow(RangeError);
  });

  it.each([
    [fiscalPeriod(2025), ['2024-04-01', '2025-03-31']],
    [calendarPeriod(2020), ['2019-01-01', '2019-12-31']],
    [halfPeriod(2024, 'second'), ['2023-10-01', '2024-03-31']],
    [freePeriod('2018-04-01', '2018-12-31'), ['2017-04-01', '2017-12-31']],
    [freePeriod('2024-02-01', '2024-02-29'), ['2023-02-01', '2023-02-28']],
    [freePeriod('2023-02-01', '2023-02-28'), ['2022-02-01', '2022-02-28']],
    [freePeriod('2025-02-01', '2025-02-28'), ['2024-02-01', '2024-02-29']],
    [freePeriod('2019-07-01', '2021-03-31'), ['2017-07-01', '2019-03-31']],
    [freePeriod('2024-02-29', '2024-03-10'), ['2023-02-28', '2023-03-10']],
  ])('%j is compared with the same of before', (period, before) => {
    expect(days(previousPeriod(period) as Period)).toEqual(before);
  });

  it('have nothing before what is cumulated', () => {
    expect(previousPeriod(sincePeriod('2017-06-01', '2022-02-28'))).toBeNull();
    expect(periodsBack(sincePeriod('2017-06-01', '2022-02-28'), 2)).toHaveLength(1);
    expect(periodsBack(fiscalPeriod(2025), 2).map(({ fiscalYear }) => fiscalYear)).toEqual([
      2025, 2024, 2023,
    ]);
  });

  it('never touch the one before, however long', () => {
    const dates = fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 2000 }));
    fc.assert(
      fc.property(dates, ([first, length]) => {
        const from = addDays('2001-01-01', first);
        const period = freePeriod(from, addDays(from, length));
        const [, before, earlier] = periodsBack(period, 2) as [Period, Period, Period];
        expect(before.to < period.from && earlier.to < before.from).toBe(true);
        // The same days: two of its years differ by leap days only.
        const difference = daysBetween(before.from, before.to) - length;
        expect(Math.abs(difference)).toBeLessThanOrEqual(2);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('know the fiscal years that lie in them whole', () => {
    expect(wholeFiscalYears(fiscalPeriod(2025))).toEqual([2025]);
    expect(wholeFiscalYears(calendarPeriod(2025))).toEqual([]);
    expect(wholeFiscalYears(sincePeriod('2017-06-01', '2020-03-31'))).toEqual([2018, 2019]);
    expect(wholeFiscalYears(sincePeriod('2017-04-01', '2020-03-30'))).toEqual([2017, 2018]);
  });
});

describe('the names of a period', () => {
  it.each<[Period, string, string, string]>([
    [fiscalPeriod(2024), '2024(令和6)年度', '2024年度', 'R6年度'],
    [fiscalPeriod(2019), '2019(令和元)年度', '2019年度', 'R元年度'],
    [halfPeriod(2024, 'second'), '2024(令和6)年度下半期', '2024年度下半期', 'R6下半期'],
    [calendarPeriod(2020), '2020(令和2)年', '2020年', 'R2年'],
    [calendarPeriod(2019), '2019(平成31・令和元)年', '2019年', 'H31・R元年'],
    [
      freePeriod('2019-07-01', '2020-03-31'),
      '令和元年7月～令和2年3月',
      '2019年7月～2020年3月',
      'R元.7～R2.3',
    ],
    [freePeriod('2018-04-01', '2018-12-31'), '平成30年4月～12月', '2018年4月～12月', 'H30.4～12'],
    [
      freePeriod('2019-04-01', '2019-06-30'),
      '平成31年4月～令和元年6月',
      '2019年4月～2019年6月',
      'H31.4～R元.6',
    ],
    [freePeriod('2025-05-01', '2025-05-31'), '令和7年5月', '2025年5月', 'R7.5'],
    [
      freePeriod('2025-05-02', '2025-06-30'),
      '令和7年5月2日～6月30日',
      '2025年5月2日～6月30日',
      'R7.5.2～6.30',
    ],
    [sincePeriod('2017-06-01', '2022-02-28'), '平成29年6月～', '2017年6月～', 'H29.6～'],
    [sincePeriod('2017-06-15', '2022-02-28'), '平成29年6月15日～', '2017年6月15日～', 'H29.6.15～'],
  ])('%j', (period, title, western, short) => {
    expect(periodWords(period, null, ja)).toMatchObject({ title, western, short, asOf: null });
  });

  it('say as of when', () => {
    expect(periodWords(fiscalPeriod(2021), '2022-02-28', ja).asOf).toBe('令和4年2月末時点');
    expect(periodWords(fiscalPeriod(2021), '2022-02-15', ja).asOf).toBe('令和4年2月15日時点');
    expect(periodWords(fiscalPeriod(2021), '2022-02-28', en).asOf).toBe('as of the end of 2022-02');
  });

  it('have English ones', () => {
    expect(periodWords(fiscalPeriod(2024), null, en).western).toBe('FY2024');
    expect(periodWords(halfPeriod(2024, 'first'), null, en).western).toBe('FY2024, first half');
    expect(periodWords(freePeriod('2019-07-01', '2020-03-31'), null, en).title).toBe('2019-07 to 2020-03');
    expect(periodWords(sincePeriod('2017-06-01', '2022-02-28'), null, en).title).toBe('since 2017-06');
  });
});
