import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { reminderDueAt } from '../../../src/reminders/domain/reminder-schedule.js';
import { DUE_AT } from '../../../src/reminders/reminders.queries.js';
import { addDays } from '../../../src/shared/civil-time.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

describe('when a reminder falls due', () => {
  it.each([
    ['the evening before in Japan', '2025-05-26', 1, '18:00', 'Asia/Tokyo', '2025-05-25T09:00:00Z'],
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
    expect(reminderDueAt(startsOn, { daysBefore, at }, timeZone)).toEqual(new Date(due));
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

    it('is the same instant as in TypeScript, in every zone and on every day', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyCase, { minLength: 200, maxLength: 200 }), async (cases) => {
          const rows = cases.map((given, position) => ({ ...given, position }));
          const { rows: dues } = await client.query<{ due: Date }>(
            `SELECT ${DUE_AT} AS due
             FROM jsonb_to_recordset($1::jsonb)
               AS given("startsOn" date, "timeZone" text, "daysBefore" integer, at text, position integer)
             CROSS JOIN LATERAL (SELECT given."startsOn" AS starts_on, given."timeZone" AS time_zone) s
             CROSS JOIN LATERAL (SELECT given."daysBefore", given.at) rule
             ORDER BY position`,
            [JSON.stringify(rows)],
          );
          const differing = cases.filter(
            ({ startsOn, timeZone, ...rule }, index) =>
              dues[index]?.due.getTime() !== reminderDueAt(startsOn, rule, timeZone).getTime(),
          );
          expect(differing).toEqual([]);
        }),
        { numRuns: 25, endOnFailure: true },
      );
    });
  });
});

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

const anyCase = fc.oneof(
  fc.record({
    startsOn: fc.integer({ min: 0, max: 365 * 20 }).map((days) => addDays('2012-01-01', days)),
    daysBefore: fc.integer({ min: 0, max: 30 }),
    at: clockTime({ min: 0, max: 23 }),
    timeZone: fc.constantFrom(...ZONES),
  }),
  fc.record({
    startsOn: fc.constantFrom(...CLOCK_CHANGES),
    daysBefore: fc.integer({ min: 0, max: 1 }),
    at: clockTime({ min: 0, max: 3 }),
    timeZone: fc.constantFrom(...ZONES),
  }),
);

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
