import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { putDueReminders } from '../../../src/reminders/reminders.queries.js';
import { entities, migrations } from '../../../src/schema.js';
import { makeTerm } from '../../support/factories.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

const NOW = new Date('2025-04-13T18:00:30+09:00');
const FROM = new Date(NOW.getTime() - 3_600_000);
const LATER_SESSIONS = 80;
const PEOPLE_OF_LATER_SESSION = 1_500;
const DUE_SESSIONS = 17;
const PEOPLE_OF_DUE_SESSION = 20;

describe('a sweep for reminders in a house with many places', () => {
  let database: TestDatabase;
  let db: DataSource;

  beforeAll(async () => {
    database = await cloneDatabase();
    db = await createDataSource({ url: database.url, entities, migrations, poolSize: 2 }).initialize();
    const dates = [
      ...Array.from({ length: LATER_SESSIONS }, () => '2025-05-26'),
      ...Array.from({ length: DUE_SESSIONS }, () => '2025-04-14'),
    ];
    const { organization, programme, course, sessions } = await makeTerm(db, { dates, capacity: null });
    await db.query(
      `INSERT INTO registrations (id, organization_id, programme_id, course_id, pool_key, code, token_hash, request_hash,
         status, people, nickname, email, queued_at, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'onsite', 'N' || n, 'hash' || n, '', 'confirmed', 1, 'みどり',
         'midori' || n || '@mail.example', $4, $4 FROM generate_series(1, $5::int) n`,
      [organization.id, programme.id, course.id, new Date('2024-03-20T03:00:00Z'), PEOPLE_OF_LATER_SESSION],
    );
    const people = sessions.map((_, index) =>
      index < LATER_SESSIONS ? PEOPLE_OF_LATER_SESSION : PEOPLE_OF_DUE_SESSION,
    );
    await db.query(
      `INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, confirmed_at)
       SELECT gen_random_uuid(), $1, r.id, held.session, pool.id, 1, 'confirmed', $4
       FROM unnest($2::uuid[], $3::int[]) held (session, people)
       JOIN seat_pools pool ON pool.session_id = held.session
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM registrations) r ON r.n <= held.people`,
      [organization.id, sessions.map(({ id }) => id), people, new Date('2024-03-20T03:00:00Z')],
    );
    await db.query('ANALYZE');
  }, 120_000);

  afterAll(async () => {
    await db?.destroy();
    await database?.drop();
  });

  it('reads the places of sessions that are due, not all there are', async () => {
    let plan = '';
    const explaining = {
      async query(sql: string, values: unknown[]) {
        const rows = await db.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, values);
        plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        return [{ count: 0 }];
      },
    };
    await putDueReminders(explaining as unknown as DataSource, { now: NOW, from: FROM });
    expect(plan).toContain('ix_places_session');
    expect(plan).not.toContain('Seq Scan on places');
  });

  it('finds those who are due', async () => {
    await expect(putDueReminders(db, { now: NOW, from: FROM })).resolves.toBe(
      DUE_SESSIONS * PEOPLE_OF_DUE_SESSION,
    );
  });
});
