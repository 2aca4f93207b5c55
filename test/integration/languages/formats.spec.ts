import { describe, expect, it } from '@jest/globals';
import { FORMATS } from '../../../src/platform/views/formats.js';
import { LANGUAGES } from '../../../src/platform/views/messages.js';
import { expectGolden } from '../../support/golden.js';

const DATES = ['2026-11-21', '2026-01-01', '2025-02-28', '2024-02-29', '2027-03-31'];
const TIMES = [
  '00:00',
  '00:30',
  '07:05',
  '09:00',
  '11:59',
  '12:00',
  '12:30',
  '13:00',
  '18:15',
  '23:30',
  '24:00',
];
const RANGES: readonly (readonly [string, string | null])[] = [
  ['14:00', '16:00'],
  ['10:00', '11:45'],
  ['10:00', '12:00'],
  ['11:30', '13:00'],
  ['12:00', '13:30'],
  ['12:30', '14:00'],
  ['19:00', '24:00'],
  ['13:30', null],
];
/** 21 November 2026, two in the afternoon and midnight in Japan. */
const INSTANTS = ['2026-11-21T05:00:00Z', '2026-11-20T15:00:00Z', '2026-12-31T15:30:00Z'];
const ZONES = ['Asia/Tokyo', 'Europe/London'];
const NUMBERS = [0, 7, 1234, 1_234_567];

describe('dates and times', () => {
  it.each(LANGUAGES)('read in %s as the golden file shows', (language) => {
    const format = FORMATS[language];
    const lines = [
      ...DATES.flatMap((date) => [
        `date ${date}: ${format.date(date)}`,
        `shortDate ${date}: ${format.shortDate(date)}`,
        `weekday ${date}: ${format.weekday(date)}`,
        `month ${date}: ${format.month(date)}`,
      ]),
      ...[2019, 2025, 2026].map((year) => `fiscalYear ${year}: ${format.fiscalYear(year)}`),
      ...TIMES.map((time) => `time ${time}: ${format.time(time)}`),
      ...RANGES.map(([start, end]) => `timeRange ${start} ${end ?? 'open'}: ${format.timeRange(start, end)}`),
      ...INSTANTS.flatMap((instant) =>
        ZONES.flatMap((zone) => [
          `dateTime ${instant} ${zone}: ${format.dateTime(new Date(instant), zone)}`,
          `deadline ${instant} ${zone}: ${format.deadline(new Date(instant), zone)}`,
        ]),
      ),
      ...NUMBERS.map((number) => `number ${number}: ${format.number(number)}`),
    ];
    expectGolden(`languages/formats.${language}.txt`, Buffer.from(`${lines.join('\n')}\n`));
  });

  it('are those that leaflets and letters of towns use', () => {
    const when = (language: (typeof LANGUAGES)[number]) =>
      `${FORMATS[language].date('2026-11-21')} ${FORMATS[language].timeRange('14:00', '16:00')}`;
    expect(when('ja')).toBe('2026年11月21日（土） 午後2時から4時まで');
    expect(when('ja-simple')).toBe('2026年11月21日（土曜日） 午後2時から 午後4時まで');
    expect(when('en')).toBe('Saturday, 21 November 2026 14:00–16:00');
  });
});
