import { describe, expect, it } from '@jest/globals';
import { monthsOfFiscalYear, type Recurrence } from '../../../src/programmes/domain/recurrence.js';
import type { CivilSpan } from '../../../src/programmes/domain/session-instants.js';
import { datesInZone, PROCESS_ZONES } from './dates-in-zone.js';

interface Case {
  readonly name: string;
  readonly timeZone: 'America/New_York' | 'Europe/Berlin' | 'Asia/Tokyo';
  /** The dates of this rule, at these times, */
  readonly rule: Recurrence;
  readonly startTime?: string;
  readonly endTime?: string;
  /** over one midnight or not, */
  readonly overnight?: boolean;
  /** are these instants. */
  readonly startsAt: readonly string[];
  /** Lengths in hours; only where the case is about them. */
  readonly hours?: readonly number[];
}

const CASES: readonly Case[] = [
  {
    name: 'every other Tuesday at 9, as the RFC lists it: EDT, then EST from 26 October 1997',
    timeZone: 'America/New_York',
    rule: { weekly: ['tuesday'], everyWeeks: 2, from: '1997-09-30', until: '1997-11-11' },
    startTime: '09:00',
    startsAt: ['1997-09-30T13:00Z', '1997-10-14T13:00Z', '1997-10-28T14:00Z', '1997-11-11T14:00Z'],
  },
  {
    name: 'first Friday at 9, as the RFC lists it: EST, then EDT from 5 April 1998',
    timeZone: 'America/New_York',
    rule: { monthly: ['1 friday'], from: '1998-03', until: '1998-05' },
    startTime: '09:00',
    startsAt: ['1998-03-06T14:00Z', '1998-04-03T14:00Z', '1998-05-01T13:00Z'],
  },
  {
    name: 'a weekly evening keeps its time on the wall when summer time begins',
    timeZone: 'Europe/Berlin',
    rule: { weekly: ['sunday'], from: '2025-03-23', until: '2025-04-06' },
    startTime: '18:00',
    startsAt: ['2025-03-23T17:00Z', '2025-03-30T16:00Z', '2025-04-06T16:00Z'],
  },
  {
    name: 'and when it ends',
    timeZone: 'Europe/Berlin',
    rule: { weekly: ['sunday'], from: '2025-10-19', until: '2025-11-02' },
    startTime: '18:00',
    startsAt: ['2025-10-19T16:00Z', '2025-10-26T17:00Z', '2025-11-02T17:00Z'],
  },
  {
    name: 'a time that is skipped is read as the later one, on that day alone',
    timeZone: 'Europe/Berlin',
    rule: { daily: true, from: '2025-03-29', until: '2025-03-31' },
    startTime: '02:30',
    startsAt: ['2025-03-29T01:30Z', '2025-03-30T01:30Z', '2025-03-31T00:30Z'],
  },
  {
    name: 'a time that comes twice is the first of the two',
    timeZone: 'America/New_York',
    rule: { daily: true, from: '2025-11-01', until: '2025-11-03' },
    startTime: '01:30',
    startsAt: ['2025-11-01T05:30Z', '2025-11-02T05:30Z', '2025-11-03T06:30Z'],
  },
  {
    name: 'open round the clock: days of 24, 23 and 24 hours',
    timeZone: 'America/New_York',
    rule: { daily: true, from: '2025-03-08', until: '2025-03-10' },
    startsAt: ['2025-03-08T05:00Z', '2025-03-09T05:00Z', '2025-03-10T04:00Z'],
    hours: [24, 23, 24],
  },
  {
    name: 'open round the clock: days of 24, 25 and 24 hours',
    timeZone: 'Europe/Berlin',
    rule: { daily: true, from: '2025-10-25', until: '2025-10-27' },
    startsAt: ['2025-10-24T22:00Z', '2025-10-25T22:00Z', '2025-10-26T23:00Z'],
    hours: [24, 25, 24],
  },
  {
    name: 'a night from 22 to 6 over the change of the clock',
    timeZone: 'Europe/Berlin',
    rule: { monthly: ['last saturday'], months: [3, 5, 10], from: '2025-01', until: '2025-12' },
    startTime: '22:00',
    endTime: '06:00',
    overnight: true,
    startsAt: ['2025-03-29T21:00Z', '2025-05-31T20:00Z', '2025-10-25T20:00Z'],
    hours: [7, 8, 9],
  },
  {
    name: 'Japan has no summer time',
    timeZone: 'Asia/Tokyo',
    rule: { monthly: ['last sunday'], months: [3, 10], from: '2025-01', until: '2025-12' },
    startTime: '08:30',
    startsAt: ['2025-03-29T23:30Z', '2025-10-25T23:30Z'],
  },
];

/** The dates of each case as one process says them; that they are right is seen from their instants in the table. */
const FOUND = datesInZone('UTC', { rules: CASES.map(({ rule }) => rule) }).found;
const SPANS = CASES.map((one, index) => FOUND[index]!.dates.map((date) => spanOf(one, date)));

describe.each(PROCESS_ZONES)('sessions of rules in zones with summer time, in a process in %s', (zone) => {
  const answer = datesInZone(zone, { rules: CASES.map(({ rule }) => rule), spans: SPANS.flat() });

  it.each(CASES.map((one, index) => ({ ...one, index })))('$name', ({ index, startsAt, hours }) => {
    expect(answer.found[index]).toEqual(FOUND[index]);
    const before = SPANS.slice(0, index).flat().length;
    const instants = answer.instants.slice(before, before + SPANS[index]!.length);
    expect(instants.map((span) => span.startsAt?.replace(':00.000Z', 'Z'))).toEqual(startsAt);
    const lengths = instants.map(
      (span) => (Date.parse(span.endsAt!) - Date.parse(span.startsAt!)) / 3_600_000,
    );
    if (hours) expect(lengths).toEqual(hours);
  });
});

describe('whatever zone the process runs in', () => {
  const rules: Recurrence[] = [
    {
      ...monthsOfFiscalYear(2025),
      monthly: ['2 tuesday', '4 tuesday'],
      except: { holidays: true, yearEnd: true },
    },
    {
      ...monthsOfFiscalYear(2027),
      daily: true,
      publishedThrough: 2027,
      except: { holidays: true, yearEnd: { from: '12-28', until: '01-04' }, closedOn: ['monday'] },
    },
    {
      weekly: ['sunday', 'monday'],
      everyWeeks: 2,
      anchor: '2025-04-07',
      from: '2025-03-30',
      until: '2025-11',
    },
    { monthDays: [1, 29, -1], from: '2024-01', until: '2024-12' },
  ];
  const answers = PROCESS_ZONES.map((zone) => datesInZone(zone, { rules }));

  it('the processes differ in what they take for midnight', () => {
    expect(new Set(answers.map(({ midnight }) => midnight)).size).toBe(PROCESS_ZONES.length);
  });

  it('dates, reasons and holidays are the same', () => {
    const [first, ...others] = answers;
    expect(first!.found.map(({ dates }) => dates.length)).toEqual([23, 298, 35, 35]);
    for (const other of others) expect(other.found).toEqual(first!.found);
  });
});

function spanOf({ timeZone, startTime, endTime, overnight }: Case, date: string): CivilSpan {
  const next = new Date(Date.parse(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    timeZone,
    startsOn: date,
    startTime: startTime ?? null,
    endsOn: overnight ? next : null,
    endTime: endTime ?? null,
  };
}
