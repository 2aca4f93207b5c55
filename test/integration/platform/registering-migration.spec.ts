import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { violationsOf } from '../../../src/platform/database/check.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { schemaDrift } from '../../../src/platform/database/schema-drift.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { entities, migrations } from '../../../src/schema.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

describe('going back to the version before registering', () => {
  let database: TestDatabase;
  let db: DataSource;
  beforeAll(async () => {
    database = await cloneDatabase();
    db = createDataSource({ url: database.url, entities, migrations, poolSize: 2 });
    await db.initialize();
  });
  afterAll(async () => {
    await db?.destroy();
    await database.drop();
  });

  const rows = (columns: string, table: string): Promise<Record<string, unknown>[]> =>
    db.query(`SELECT ${columns} FROM ${table} ORDER BY 1`);

  it('keeps what people hold, ends what nobody could decide any more, and comes forward again', async () => {
    const { sessions, course } = await makeTerm(db, { dates: ['2025-04-14', '2025-05-12'], capacity: 2 });
    for (const status of ['applied', 'confirmed', 'offered', 'waitlisted'] as const)
      await makeParty(db, sessions, { code: status, placeStatus: status, contactKey: status });
    await makeParty(db, sessions, { code: 'declined', placeStatus: 'released', status: 'declined' });
    const member = await makeParty(db, sessions, { code: 'member', placeStatus: 'waitlisted' });
    await db.query('DELETE FROM places WHERE registration_id = $1', [member.registration.id]);
    await db.query(`UPDATE registrations SET membership = true, status = 'confirmed' WHERE id = $1`, [
      member.registration.id,
    ]);
    await db.query(
      `INSERT INTO offers (id, organization_id, registration_id, made_at, arrives_at, expires_at)
       SELECT gen_random_uuid(), organization_id, id, now(), now(), now() + interval '1 day'
       FROM registrations WHERE status = 'offered'`,
    );
    await db.query(`UPDATE courses SET asked = '{"title": "期", "approval": true}' WHERE id = $1`, [
      course.id,
    ]);

    while ((await rows('name', `migrations WHERE name = 'Registering1763748000000'`)).length > 0)
      await db.undoLastMigration();
    expect(await rows('code, status, cancelled_at IS NULL AS lives', 'registrations')).toEqual([
      { code: 'applied', status: 'cancelled', lives: false },
      { code: 'confirmed', status: 'confirmed', lives: true },
      { code: 'declined', status: 'cancelled', lives: false },
      { code: 'member', status: 'cancelled', lives: false },
      { code: 'offered', status: 'confirmed', lives: true },
      { code: 'waitlisted', status: 'waitlisted', lives: true },
    ]);
    expect(await rows('status, count(*)::int', 'places GROUP BY status')).toEqual([
      { status: 'confirmed', count: 4 },
      { status: 'released', count: 4 },
      { status: 'waitlisted', count: 2 },
    ]);
    expect(await rows('asked', 'courses')).toEqual([{ asked: { title: '期' } }]);
    expect(await rows('taken', 'seat_pools')).toEqual([{ taken: 2 }, { taken: 2 }]);

    await db.runMigrations();
    expect(await schemaDrift(db)).toEqual([]);
    expect(await rows('DISTINCT contact_key', 'registrations WHERE contact_key IS NOT NULL')).toEqual(
      ['applied', 'confirmed', 'offered', 'waitlisted'].map((contact_key) => ({ contact_key })),
    );
    expect(await violationsOf(db.manager, SEAT_CHECKS, new Date('2025-04-01T00:00:00Z'))).toEqual([]);
  });
});
