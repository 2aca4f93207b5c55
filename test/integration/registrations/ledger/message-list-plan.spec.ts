import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../../src/platform/database/data-source.js';
import type { MessageFilter } from '../../../../src/registrations/ledger/message.dto.js';
import { countOf, pageOf } from '../../../../src/registrations/ledger/message-list.queries.js';
import { entities, migrations } from '../../../../src/schema.js';
import { makeTerm } from '../../../support/factories.js';
import { cloneDatabase, type TestDatabase } from '../../../support/test-database.js';

const NOW = new Date('2025-04-13T09:00:00Z');
/** Messages of each of two towns; a page has 50. */
const MESSAGES = 20_000;
const ENOUGH_READ = 600;

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

describe('a page of a long ledger', () => {
  let database: TestDatabase;
  let db: DataSource;
  let organizations: string[];
  let session: string;
  let registration: string;

  beforeAll(async () => {
    database = await cloneDatabase();
    db = await createDataSource({ url: database.url, entities, migrations, poolSize: 2 }).initialize();
    const towns = [];
    for (const prefix of ['A', 'B']) {
      const { organization, programme, course, sessions } = await makeTerm(db, {
        dates: ['2025-04-14', '2025-04-28'],
        capacity: null,
      });
      towns.push({ organization, sessions });
      await db.query(
        `INSERT INTO registrations (id, organization_id, programme_id, course_id, pool_key, code, token_hash, request_hash,
           status, people, nickname, email, queued_at, created_at)
         SELECT gen_random_uuid(), $1, $2, $3, 'onsite', $5 || n, $5 || n, '', 'confirmed', 1, 'みどり',
           'midori' || n || '@mail.example', $4, $4 FROM generate_series(1, 2000) n`,
        [organization.id, programme.id, course.id, NOW, prefix],
      );
      await db.query(
        `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, state, due_at, created_at)
         SELECT gen_random_uuid(), $1, r.email, 'confirmed', $3 || n, r.id, 'sent', $2::timestamptz, $2 - n * interval '1 second'
         FROM generate_series(1, ${MESSAGES}) n
         JOIN (SELECT id, email, row_number() OVER (ORDER BY id) AS number FROM registrations WHERE organization_id = $1) r
           ON r.number = 1 + n % 2000`,
        [organization.id, NOW, prefix],
      );
    }
    organizations = towns.map(({ organization }) => organization.id);
    session = towns[0]!.sessions[0]!.id;
    [{ registration }] = await db.query('SELECT id AS registration FROM registrations ORDER BY id LIMIT 1');
    // Ten people of the first session.
    await db.query(
      `INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, confirmed_at)
       SELECT gen_random_uuid(), r.organization_id, r.id, $1, pool.id, 1, 'confirmed', $2
       FROM seat_pools pool, (SELECT id, organization_id FROM registrations WHERE organization_id = $3
         ORDER BY id LIMIT 10) r WHERE pool.session_id = $1`,
      [session, NOW, organizations[0]],
    );
    await db.query('ANALYZE');
  }, 120_000);

  afterAll(async () => {
    await db?.destroy();
    await database?.drop();
  });

  /** Rows of the ledger that the statement looked at. */
  async function read(statement: string, values: unknown[]): Promise<number> {
    const [row] = await db.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`, values);
    const sum = (plan: Plan): number =>
      (plan['Relation Name'] === 'messages'
        ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
        : 0) + (plan.Plans ?? []).reduce((total, one) => total + sum(one), 0);
    return sum(row['QUERY PLAN'][0].Plan);
  }
  const asked = ({ state, kind, session, course, programme, registration, undelivered }: MessageFilter) => [
    ...[organizations, []],
    ...[state, kind, session, course, programme, registration].map((value) => value ?? null),
    ...[undelivered ?? false, NOW],
  ];
  const page = (filter: MessageFilter, after: string | null = null) =>
    read(pageOf(filter), [...asked(filter), after, 51]);

  it('reads as many messages of each town as it shows', async () => {
    expect(await page({})).toBeLessThan(ENOUGH_READ);
    const [{ id }] = await db.query(
      'SELECT id FROM messages WHERE organization_id = $1 ORDER BY created_at DESC OFFSET 30 LIMIT 1',
      [organizations[0]],
    );
    expect(await page({}, id)).toBeLessThan(ENOUGH_READ);
  });

  it('reads only what is about the session or the registration that is asked for', async () => {
    expect(await page({ session })).toBeLessThan(ENOUGH_READ);
    expect(await page({ registration })).toBeLessThan(ENOUGH_READ);
    const filter = { session, undelivered: true };
    expect(await read(countOf(filter), asked(filter))).toBeLessThan(ENOUGH_READ);
  });

  it('would have read the whole ledger by one order over all towns (negative control)', async () => {
    const whole = `SELECT id FROM messages WHERE organization_id = ANY ($1) ORDER BY created_at DESC, id DESC LIMIT 51`;
    expect(await read(whole, [organizations])).toBeGreaterThanOrEqual(2 * MESSAGES);
  });
});
