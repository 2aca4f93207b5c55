import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { schemaDrift } from '../../../src/platform/database/schema-drift.js';
import { entities, migrations } from '../../../src/schema.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

const [DAY, HOURS] = [{ daysBefore: 2, at: '19:00' }, { hoursBefore: 3 }];
const USUAL = { daysBefore: 1, at: '18:00' };
/** Kinds of mail that came with this version. */
const NEW_KINDS = [
  ...['thanks', 'digest', 'digest_confirm'],
  ...['staff_new_registration', 'staff_nearly_full', 'staff_below_minimum'],
];

describe('going back to the version before mail', () => {
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

  it('leaves nothing that it cannot read or write, and comes forward again', async () => {
    const terms = [];
    for (const given of [[DAY, HOURS], [HOURS], [DAY]]) {
      const term = await makeTerm(db, { dates: ['2025-04-14'] });
      terms.push(term);
      await db.query(
        `UPDATE programmes SET reminders = $2, thanks = '{"daysAfter": 1, "at": "10:00"}',
           asked = jsonb_build_object('title', title, 'reminders', $2::jsonb, 'thanks', null) WHERE id = $1`,
        [term.programme.id, JSON.stringify(given)],
      );
    }
    const [{ sessions, course, organization, programme }, only, other] = terms as [
      (typeof terms)[0] & object,
      (typeof terms)[0] & object,
      (typeof terms)[0] & object,
    ];
    await db.query(`UPDATE courses SET asked = '{"title": "期", "minimum": null}' WHERE id = $1`, [
      course.id,
    ]);
    for (const language of ['ja', 'en', 'ja-simple'] as const) {
      const { registration } = await makeParty(db, sessions, { code: language, placeStatus: 'confirmed' });
      await db.query('UPDATE registrations SET language = $2 WHERE id = $1', [registration.id, language]);
    }
    for (const kind of ['reminder', ...NEW_KINDS])
      for (const state of ['queued', 'claimed', 'delayed', 'sent'])
        await db.query(
          `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, state, due_at, created_at,
             claimed_at, claimed_until)
           VALUES (gen_random_uuid(), $1, 'hana@mail.example', $2, $3, gen_random_uuid(), $3, now(), now(), now(), now())`,
          [organization.id, kind, state],
        );

    while ((await rows('name', `migrations WHERE name = 'Mailing1763766000000'`)).length > 0)
      await db.undoLastMigration();
    expect(await rows('code, language', 'registrations')).toEqual([
      { code: 'en', language: 'en' },
      { code: 'ja', language: 'ja' },
      { code: 'ja-simple', language: 'ja' },
    ]);
    const rules = async ({ id }: { readonly id: string }) => {
      const [row] = await rows('reminders, asked', `programmes WHERE id = '${id}'`);
      return row;
    };
    const asked = (reminders: object[], title: string) => ({ reminders, asked: { title, reminders } });
    expect(await rules(programme)).toEqual(asked([DAY], programme.title));
    expect(await rules(only.programme)).toEqual(asked([USUAL], only.programme.title));
    expect(await rules(other.programme)).toEqual(asked([DAY], other.programme.title));
    expect(await rows('asked', 'courses WHERE asked IS NOT NULL')).toEqual([{ asked: { title: '期' } }]);
    expect(await rows('state, count(*)::int', `messages WHERE kind <> 'reminder' GROUP BY state`)).toEqual([
      { state: 'cancelled', count: 3 * NEW_KINDS.length },
      { state: 'sent', count: NEW_KINDS.length },
    ]);
    expect(await rows('state', `messages WHERE kind = 'reminder'`)).toEqual(
      ['claimed', 'delayed', 'queued', 'sent'].map((state) => ({ state })),
    );

    await db.runMigrations();
    expect(await schemaDrift(db)).toEqual([]);
    expect(await rows('DISTINCT mail_wanted', 'registrations')).toEqual([{ mail_wanted: 'all' }]);
  });
});
