import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { ReminderRule } from '../../../src/programmes/domain/reminder-file.js';
import { sessionInstants } from '../../../src/programmes/domain/session-instants.js';
import { restsUntil } from '../../../src/registrations/domain/offer-times.js';
import { type QuietHours, reminderDueAt } from '../../../src/reminders/domain/reminder-schedule.js';
import { DUE } from '../../../src/reminders/reminders.queries.js';
import { addDays } from '../../../src/shared/civil-time.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

describe('when a reminder falls due', () => {
  it.each([
    ['the evening before in Japan', '2025-05-26', 1, '18:00', 'Asia/Tokyo', '2025-05-25T09:00:00Z'],
    ['a week before in the morning', '2025-05-26', 7, '10:00', 'Asia/Tokyo', '2025-05-19T01:00:00Z'],
    ['across the end of a month', '2025-03-01', 1, '18:00', 'Asia/Tokyo', '2025-02-28T09:00:00Z'],
    ['in the morning of the day', '2025-05-26', 0, '08:00', 'Asia/Tokyo', '2025-05-25T23:00:00Z'],
    [
      'the evening before summer time begins',
      '2025-03-09',
      1,
      '18:00',
      'America/New_York',
      '2025-03-08T23:00:00Z',
    ],
    [
      'the evening after summer time began',
      '2025-03-10',
      1,
      '18:00',
      'America/New_York',
      '2025-03-09T22:00:00Z',
    ],
    [
      'at a time that the clock leaves out',
      '2025-03-10',
      1,
      '02:30',
      'America/New_York',
      '2025-03-09T07:30:00Z',
    ],
    [
      'at a time that the clock shows twice',
      '2025-11-03',
      1,
      '01:30',
      'America/New_York',
      '2025-11-02T06:30:00Z',
    ],
  ])('is right %s', (_what, startsOn, daysBefore, at, timeZone, due) => {
    const given = session(startsOn, '10:00', timeZone);
    expect(reminderDueAt(given, { daysBefore, at }, never(timeZone))).toEqual(new Date(due));
  });

  it('counts hours that pass, not hours on the clock', () => {
    const given = session('2025-03-09', '08:00', 'America/New_York');
    // At 02:00 of that night the clock goes on to 03:00.
    expect(reminderDueAt(given, { hoursBefore: 12 }, never('America/New_York'))).toEqual(
      new Date('2025-03-09T00:00:00Z'),
    );
  });

  it.each<[string, string, ReminderRule, string | null]>([
    ['goes at the end of the quiet hours', '10:00', { daysBefore: 0, at: '06:30' }, '2025-05-26T08:00'],
    ['so does one in hours', '10:30', { hoursBefore: 3 }, '2025-05-26T08:00'],
    ['with two hours left exactly', '10:00', { hoursBefore: 4 }, '2025-05-26T08:00'],
    ['but not with a minute less', '09:59', { hoursBefore: 4 }, '2025-05-25T20:59'],
    ['goes the evening before where it begins early', '09:00', { hoursBefore: 2 }, '2025-05-25T20:59'],
    ['goes before the night in which it begins', '06:00', { hoursBefore: 1 }, '2025-05-25T20:59'],
    ['late in the evening, too', '09:00', { daysBefore: 1, at: '22:00' }, '2025-05-25T20:59'],
    ['late in the evening of a later start', '13:00', { daysBefore: 1, at: '22:00' }, '2025-05-26T08:00'],
    ['the first minute is quiet', '13:00', { daysBefore: 1, at: '21:00' }, '2025-05-26T08:00'],
    ['the last before it is not', '13:00', { daysBefore: 1, at: '20:59' }, '2025-05-25T20:59'],
    ['the end of the quiet hours is not', '10:00', { hoursBefore: 2 }, '2025-05-26T08:00'],
  ])('in quiet hours: %s', (_what, start, rule, due) => {
    const quiet = { timeZone: 'Asia/Tokyo', quietFrom: '21:00', quietUntil: '08:00' };
    const at = reminderDueAt(session('2025-05-26', start, 'Asia/Tokyo'), rule, quiet);
    expect(at).toEqual(due && new Date(`${due}:00+09:00`));
  });

  it.each<[string, ReminderRule, string]>([
    ['15:00', { hoursBefore: 2 }, '2025-05-26T11:59'],
    ['16:00', { hoursBefore: 3 }, '2025-05-26T14:00'],
    ['15:00', { daysBefore: 1, at: '22:00' }, '2025-05-25T22:00'],
  ])('in quiet hours at noon, of a start at %s by %j: %s', (start, rule, due) => {
    const quiet = { timeZone: 'Asia/Tokyo', quietFrom: '12:00', quietUntil: '14:00' };
    expect(reminderDueAt(session('2025-05-26', start, 'Asia/Tokyo'), rule, quiet)).toEqual(
      new Date(`${due}:00+09:00`),
    );
  });

  it('quiet hours are those of the organization, wherever the session is', () => {
    const given = session('2025-05-26', '18:00', 'America/New_York');
    const tokyo = { timeZone: 'Asia/Tokyo', quietFrom: '21:00', quietUntil: '08:00' };
    // 10:00 in New York is 23:00 in Tokyo; it begins there at 07:00, before the morning.
    expect(reminderDueAt(given, { daysBefore: 0, at: '10:00' }, tokyo)).toEqual(
      new Date('2025-05-26T20:59:00+09:00'),
    );
  });

  it('a session whose time is not known begins with its day: rules in hours say nothing of it', () => {
    const given = session('2025-05-26', null, 'Asia/Tokyo');
    expect(reminderDueAt(given, { hoursBefore: 2 }, never('Asia/Tokyo'))).toBeNull();
    expect(reminderDueAt(given, { daysBefore: 1, at: '18:00' }, never('Asia/Tokyo'))).toEqual(
      new Date('2025-05-25T18:00:00+09:00'),
    );
  });

  it('is never a moment at which the mail itself would wait for the morning', () => {
    fc.assert(
      fc.property(anyCase, ({ startsOn, startTime, timeZone, rule, quiet }) => {
        const given = session(startsOn, startTime, timeZone);
        const due = reminderDueAt(given, rule, quiet);
        if (due) expect(restsUntil(due, given.startsAt, quiet)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  describe('in the database', () => {
    let database: TestDatabase;
    let client: pg.Client;

    beforeAll(async () => {
      database = await cloneDatabase();
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
    });

    afterAll(async () => {
      await client?.end();
      await database?.drop();
    });

    it('is the same instant as in TypeScript, in every zone, on every day, by every rule', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyCase, { minLength: 200, maxLength: 200 }), async (cases) => {
          const rows = cases.map(({ rule, quiet, ...given }, position) => ({
            ...given,
            startsAt: session(given.startsOn, given.startTime, given.timeZone).startsAt,
            rule,
            quiet,
            position,
          }));
          const { rows: dues } = await client.query<{ due: Date | null }>(
            `SELECT due.at AS due
             FROM jsonb_to_recordset($1::jsonb) AS given("startsOn" date, "startTime" text, "startsAt" timestamptz,
               "timeZone" text, rule jsonb, quiet jsonb, position integer)
             CROSS JOIN LATERAL (SELECT given."startsOn" AS starts_on, given."startTime"::time AS start_time,
               given."startsAt" AS starts_at, given."timeZone" AS time_zone) s
             CROSS JOIN LATERAL (SELECT quiet ->> 'timeZone' AS time_zone, quiet ->> 'quietFrom' AS quiet_from,
               quiet ->> 'quietUntil' AS quiet_until) o
             CROSS JOIN LATERAL jsonb_to_record(given.rule) AS rule("daysBefore" integer, at text, "hoursBefore" integer)
             ${DUE}
             ORDER BY position`,
            [JSON.stringify(rows)],
          );
          const differing = cases.filter(({ startsOn, startTime, timeZone, rule, quiet }, index) => {
            const here = reminderDueAt(session(startsOn, startTime, timeZone), rule, quiet);
            return dues[index]?.due?.getTime() !== here?.getTime();
          });
          expect(dues).toHaveLength(cases.length);
          expect(differing).toEqual([]);
        }),
        { numRuns: 40, endOnFailure: true },
      );
    });
  });
});

function session(startsOn: string, startTime: string | null, timeZone: string) {
  const span = { startsOn, startTime, endsOn: null, endTime: null, timeZone };
  return { startsOn, startTime, timeZone, startsAt: sessionInstants(span).startsAt as Date };
}

function never(timeZone: string): QuietHours {
  return { timeZone, quietFrom: '00:00', quietUntil: '00:00' };
}

const ZONES = [
  'Asia/Tokyo',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'UTC',
];
/** Days on which some of these zones change their clocks, at midnight or in the small hours. */
const CLOCK_CHANGES = [
  '2025-03-09',
  '2025-11-02',
  '2025-03-30',
  '2025-10-26',
  '2025-04-06',
  '2025-10-05',
  '2018-02-18',
  '2018-11-04',
];

function clockTime(hours: { min: number; max: number }) {
  return fc
    .tuple(fc.integer(hours), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map(twoDigits).join(':'));
}

const anyZone = fc.constantFrom(...ZONES);
/** By night, by day, and none. */
const anyQuiet = fc
  .tuple(
    fc.oneof(
      fc.tuple(clockTime({ min: 17, max: 23 }), clockTime({ min: 5, max: 11 })),
      fc.tuple(clockTime({ min: 10, max: 13 }), clockTime({ min: 14, max: 18 })),
      fc.constant(['00:00', '00:00'] as const),
    ),
    anyZone,
  )
  .map(([[quietFrom, quietUntil], timeZone]): QuietHours => ({ quietFrom, quietUntil, timeZone }));

function anyRule(days: { min: number; max: number }, hours: { min: number; max: number }) {
  return fc.oneof(
    fc.record({ daysBefore: fc.integer(days), at: clockTime(hours) }),
    fc.record({ hoursBefore: fc.integer({ min: 1, max: 168 }) }),
  ) satisfies fc.Arbitrary<ReminderRule>;
}

const startTime = fc.option(clockTime({ min: 0, max: 23 }), { freq: 8 });

const anyCase = fc.oneof(
  fc.record({
    startsOn: fc.integer({ min: 0, max: 365 * 20 }).map((days) => addDays('2012-01-01', days)),
    startTime,
    timeZone: anyZone,
    rule: anyRule({ min: 0, max: 30 }, { min: 0, max: 23 }),
    quiet: anyQuiet,
  }),
  fc.record({
    startsOn: fc.constantFrom(...CLOCK_CHANGES),
    startTime,
    timeZone: anyZone,
    rule: anyRule({ min: 0, max: 1 }, { min: 0, max: 3 }),
    quiet: anyQuiet,
  }),
);

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
