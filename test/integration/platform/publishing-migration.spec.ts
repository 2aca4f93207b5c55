import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schemaDrift } from '../../../src/platform/database/schema-drift.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** As people wrote it for the version before: dates by a rule, and written out. */
const TEXT = `format: tsudoi/1
organization: {key: hikari, name: ひかり市, contact: {tel: 075-000-0000}}
venues: [{key: hall, name: 市民会館, address: 中央1-2-3}]
programmes:
  - key: meeting
    title: つどい
    kind: family_meeting
    courses:
      - {key: r7, title: 令和7年度, fiscalYear: 2025, defaults: {venue: hall, start: "10:00"}, rule: {monthly: [3 saturday]}}
      - {key: r8, title: 令和8年度, sessions: [{number: 1, date: 2026-05-13, start: "10:00", venue: hall}]}
`;
const FILE = { name: 'hikari.yaml', text: TEXT };
/** What files can ask for since. */
const NEW_KEYS: Readonly<Record<string, readonly string[]>> = {
  organizations: ['municipalityName'],
  venues: ['building', 'latitude', 'longitude', 'parking'],
  programmes: ['titleKana', 'contactTel', 'contactExtension'],
  sessions: ['listNumber'],
};
const OURS = "name = 'Publishing1763787600000'";

describe('going back to the version before publishing', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.close());

  const rows = <Row = Record<string, unknown>>(sql: string): Promise<Row[]> => app.db.query(sql);
  const triggers = () =>
    rows(`SELECT tgname, proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
      WHERE NOT tgisinternal AND (tgname LIKE '%\\_feeds\\_%' OR tgname = 'sessions_previous_starts')`);
  const functions = () =>
    rows(
      `SELECT proname FROM pg_proc WHERE proname LIKE 'mark\\_feeds%' OR proname IN ('keep_previous_start', 'date_feed_change', 'raise_revision')`,
    );
  const askedKeys = async (table: string) => {
    const found = await rows<{ key: string }>(
      `SELECT DISTINCT jsonb_object_keys(asked) AS key FROM ${table} WHERE asked IS NOT NULL`,
    );
    return found.map(({ key }) => key);
  };
  const ruledKeys = async () => {
    const found = await rows<{ key: string }>(
      'SELECT DISTINCT jsonb_object_keys(ruled) AS key FROM sessions WHERE ruled IS NOT NULL',
    );
    return found.map(({ key }) => key);
  };
  const importAgain = () =>
    app.nest.get(YearImport).run([FILE], { dryRun: true, actor: 'system', organizationIds: 'any' });

  it('leaves nothing behind, and an old file imported after coming forward again changes nothing', async () => {
    await app.nest.get(YearImport).run([FILE], { dryRun: false, actor: 'system', organizationIds: 'any' });
    expect(await triggers()).toHaveLength(22);
    expect((await importAgain()).changes).toEqual([]);
    expect(await ruledKeys()).toContain('listNumber');

    while ((await rows(`SELECT FROM migrations WHERE ${OURS}`)).length > 0) await app.db.undoLastMigration();
    expect(await triggers()).toEqual([]);
    expect(await functions()).toEqual([]);
    for (const [table, names] of Object.entries(NEW_KEYS)) {
      const keys = await askedKeys(table);
      expect(keys).not.toEqual([]);
      expect(names.filter((name) => keys.includes(name))).toEqual([]);
    }
    expect(await ruledKeys()).not.toContain('listNumber');
    // The database of the version before can be written to without what is gone.
    await rows(`UPDATE programmes SET title = title || ' '`);
    await rows(`UPDATE programmes SET title = trim(title)`);
    const columns = await rows<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name IN ('building', 'latitude', 'longitude', 'parking', 'title_kana',
         'contact_extension', 'list_number', 'previous_starts', 'municipality_name', 'calendar_token_hash', 'revised_at')`,
    );
    expect(columns).toEqual([]);

    await app.db.runMigrations();
    expect(await schemaDrift(app.db)).toEqual([]);
    expect(await triggers()).toHaveLength(22);
    for (const [table, names] of Object.entries(NEW_KEYS))
      expect(await askedKeys(table)).toEqual(expect.arrayContaining([...names]));
    expect(await ruledKeys()).toContain('listNumber');
    const { changes } = await importAgain();
    expect(changes).toEqual([]);
    const writes = await rows('SELECT count(*) FROM feed_changes');
    await app.nest.get(YearImport).run([FILE], { dryRun: false, actor: 'system', organizationIds: 'any' });
    expect(await rows('SELECT count(*) FROM feed_changes')).toEqual(writes);
  });

  it('marks the organization whose feeds show a change, whoever makes it, and keeps the starts that were announced', async () => {
    const [{ id, organization_id: organizationId }] = (await rows<{ id: string; organization_id: string }>(
      `SELECT id, organization_id FROM sessions WHERE starts_on IS NOT NULL AND start_time IS NOT NULL ORDER BY id LIMIT 1`,
    )) as [{ id: string; organization_id: string }];
    const marks = async () =>
      (await rows(`SELECT FROM feed_changes WHERE organization_id = '${organizationId}'`)).length;
    const before = await marks();
    await rows(`UPDATE sessions SET starts_on = starts_on + 7 WHERE id = '${id}'`);
    await rows(`UPDATE venues SET name = name || ' ' WHERE organization_id = '${organizationId}'`);
    expect(await marks()).toBe(before + 2);
    const [session] = await rows<{ previous_starts: string[]; former: string }>(
      `SELECT previous_starts, to_char(starts_on - 7, 'YYYY-MM-DD') || 'T' || to_char(start_time, 'HH24:MI') AS former
       FROM sessions WHERE id = '${id}'`,
    );
    expect(session?.previous_starts).toEqual([session?.former]);
  });
});
