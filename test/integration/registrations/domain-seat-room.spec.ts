import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { fits, freeSeatsOf, withTaken } from '../../../src/registrations/domain/seat-room.js';
import { freeSeatsSql } from '../../../src/registrations/seats/seats.queries.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

const NOON = Date.UTC(2025, 3, 1, 3);

/** Counters as they can be, with the day of the kept seats around now. */
const room = fc
  .record({
    capacity: fc.option(fc.nat({ max: 12 }), { freq: 4 }),
    taken: fc.nat({ max: 14 }),
    keptUnits: fc.option(fc.nat({ max: 12 }), { freq: 3 }),
    keptUntil: fc.option(
      fc.constantFrom(-60_000, -1, 0, 1, 60_000).map((difference) => new Date(NOON + difference)),
      { freq: 4 },
    ),
    ofResidents: fc.nat({ max: 14 }),
  })
  .map(({ ofResidents, ...counters }) => ({ ...counters, takenKept: Math.min(ofResidents, counters.taken) }));

describe('seats left', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await cloneDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('are the same by the rule in TypeScript and by that in SQL', async () => {
    const asked = fc.array(fc.record({ room, isKept: fc.boolean() }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(asked, async (rows) => {
        const { rows: found } = await client.query<{ free: number | null }>(
          `SELECT ${freeSeatsSql('pool', 'pool.is_kept', '$7')} AS free
           FROM unnest($1::int[], $2::int[], $3::int[], $4::timestamptz[], $5::int[], $6::boolean[])
             WITH ORDINALITY AS pool (capacity, taken, kept_units, kept_until, taken_kept, is_kept, position)
           ORDER BY position`,
          [
            rows.map((row) => row.room.capacity),
            rows.map((row) => row.room.taken),
            rows.map((row) => row.room.keptUnits),
            rows.map((row) => row.room.keptUntil),
            rows.map((row) => row.room.takenKept),
            rows.map((row) => row.isKept),
            new Date(NOON),
          ],
        );
        expect(found.map(({ free }) => free)).toEqual(
          rows.map((row) => freeSeatsOf(row.room, row.isKept, new Date(NOON))),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are never fewer for a resident, nor fewer once the kept seats are open to all', () => {
    const many = (free: number | null) => Math.max(0, free ?? Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(room, (one) => {
        const now = new Date(NOON);
        const later = new Date(NOON + 120_000);
        expect(many(freeSeatsOf(one, true, now))).toBeGreaterThanOrEqual(many(freeSeatsOf(one, false, now)));
        expect(many(freeSeatsOf(one, false, later))).toBeGreaterThanOrEqual(
          many(freeSeatsOf(one, false, now)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('are enough for the kept ones whoever else comes first', () => {
    const parties = fc.array(fc.record({ units: fc.integer({ min: 1, max: 3 }), kept: fc.boolean() }), {
      maxLength: 12,
    });
    const empty = { capacity: 9, taken: 0, takenKept: 0, keptUntil: new Date(NOON + 1) };
    fc.assert(
      fc.property(parties, fc.nat({ max: 9 }), (all, keptUnits) => {
        const now = new Date(NOON);
        const full = all.reduce((left, one) => (fits(left, one, now) ? withTaken(left, one) : left), {
          ...empty,
          keptUnits,
        });
        expect(full.taken).toBeLessThanOrEqual(9);
        expect(full.taken - full.takenKept).toBeLessThanOrEqual(9 - keptUnits);
      }),
      { numRuns: 1000 },
    );
  });
});
