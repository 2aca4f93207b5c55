import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { FeedChange } from '../../../src/calendar/feeds/feed-change.entity.js';
import { FeedChangeSweep } from '../../../src/calendar/feeds/feed-change-sweep.js';
import { selectFeedRevision } from '../../../src/calendar/feeds/feed-revision.queries.js';
import { Venue } from '../../../src/programmes/venue.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed } from './ask-feed.js';
import { makeYear } from './year.js';

const HIKARI = '/calendar/hikari.ics';
const CROWD = 100;
let app: TestApp;
let year: Awaited<ReturnType<typeof makeYear>>;

beforeAll(async () => {
  app = await startTestApp();
  year = await makeYear(app.db);
});
afterAll(() => app.close());

const rename = (name: string, db: Pick<DataSource, 'query'> = app.db) =>
  db.query('UPDATE venues SET name = $1 WHERE id = $2', [name, year.centre.id]);
const marks = () => app.db.getRepository(FeedChange).findBy({ organizationId: year.hikari.id });
const revision = async () => (await selectFeedRevision(app.db, { organizations: ['hikari'] })).revision;
const fold = () => app.nest.get(FeedChangeSweep).sweep();

/** Marks as an import leaves them, the newest so many minutes ago. */
async function makeMarks(count = CROWD, minutes = 60): Promise<void> {
  await app.db.query(
    `INSERT INTO feed_changes (id, organization_id, changed_at)
     SELECT gen_random_uuid(), $1, date_trunc('second', now()) - interval '1 minute' * $3 * number
     FROM generate_series(1, $2) number`,
    [year.hikari.id, count, minutes],
  );
}

async function isShown(name: string): Promise<boolean> {
  const { body } = await askFeed(app, HIKARI);
  return body.toString().replaceAll('\r\n ', '').includes(name);
}

describe('folding the marks of changes', () => {
  beforeEach(async () => {
    await app.db.query('DELETE FROM feed_changes WHERE organization_id = $1', [year.hikari.id]);
    await makeMarks();
  });

  it('leaves one where there were many, with the time of the newest, and few as they are', async () => {
    const harbor = await app.db.getRepository(FeedChange).findBy({ organizationId: year.harbor.id });
    const before = await marks();
    const newest = Math.max(...before.map(({ changedAt }) => changedAt.getTime()));
    expect(await fold()).toBe(CROWD);
    const after = await marks();
    expect(after.map(({ changedAt }) => changedAt.getTime())).toEqual([newest]);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
    expect(await app.db.getRepository(FeedChange).findBy({ organizationId: year.harbor.id })).toEqual(harbor);
    expect(await fold()).toBe(0);
  });

  it('leaves one also where there were few, once it is quiet', async () => {
    const few = async (minutes: number) => {
      await app.db.query('DELETE FROM feed_changes WHERE organization_id = $1', [year.hikari.id]);
      await makeMarks(3, minutes);
      return [await fold(), (await marks()).length];
    };
    expect(await few(1)).toEqual([0, 3]);
    expect(await few(60)).toEqual([3, 1]);
  });

  it('changes the revision, and neither feed nor date', async () => {
    const [answer, before] = [await askFeed(app, HIKARI), await revision()];
    await fold();
    expect(await revision()).not.toBe(before);
    const again = await askFeed(app, HIKARI);
    expect([again.headers.etag, again.headers['last-modified']]).toEqual([
      answer.headers.etag,
      answer.headers['last-modified'],
    ]);
  });

  it('does not take away the mark of a change that is committed later', async () => {
    const late = app.db.createQueryRunner();
    await late.startTransaction();
    try {
      await rename('遅い変更', late);
      expect(await isShown('遅い変更')).toBe(false);
      expect(await fold()).toBe(CROWD);
      expect(await isShown('遅い変更')).toBe(false);
      await late.commitTransaction();
    } finally {
      await late.release();
    }
    expect((await marks()).length).toBe(2);
    expect(await isShown('遅い変更')).toBe(true);
  });

  it('is safe where several workers do it, while changes come', async () => {
    for (let round = 0; round < 5; round++) {
      await makeMarks();
      const before = await revision();
      const name = `会場 ${round}`;
      const [first, second, third] = await Promise.all([fold(), fold(), fold(), rename(name)]);
      expect(first + second + third).toBeGreaterThanOrEqual(CROWD);
      expect(await revision()).not.toBe(before);
      expect((await marks()).length).toBeLessThanOrEqual(4);
      expect(await isShown(name)).toBe(true);
    }
  });

  it('without a fresh mark would bring an old answer back', async () => {
    const first = await marks();
    await rename('前の名前');
    await app.db.query('DELETE FROM feed_changes WHERE organization_id = $1 AND NOT id = ANY($2::uuid[])', [
      year.hikari.id,
      first.map(({ id }) => id),
    ]);
    expect(await isShown('前の名前')).toBe(true);
    await rename('今の名前');
    // What the sweep must not do: take marks away and add none.
    await app.db.query('DELETE FROM feed_changes WHERE organization_id = $1 AND NOT id = ANY($2::uuid[])', [
      year.hikari.id,
      first.map(({ id }) => id),
    ]);
    expect(await isShown('今の名前')).toBe(false);
    await makeMarks();
    expect(await isShown('今の名前')).toBe(true);
  });
});

describe('the look-up of a revision', () => {
  const ORGANIZATIONS = 400;
  let slug: string;

  beforeAll(async () => {
    await app.db.query(
      `WITH made AS (
         INSERT INTO organizations SELECT (jsonb_populate_record(organization,
           jsonb_build_object('id', gen_random_uuid(), 'slug', 'town-' || number))).*
         FROM organizations organization, generate_series(1, $2) number WHERE organization.id = $1 RETURNING id
       ), programmes AS (
         INSERT INTO programmes SELECT (jsonb_populate_record(programme, jsonb_build_object('id', gen_random_uuid(),
           'organization_id', made.id, 'key', 'key-' || number, 'slug', made.id || '-' || number))).*
         FROM made, generate_series(1, 20) number, programmes programme WHERE programme.id = $3 RETURNING 1
       )
       INSERT INTO feed_changes SELECT gen_random_uuid(), made.id, now() FROM made, generate_series(1, 30)`,
      [year.hikari.id, ORGANIZATIONS, year.family.id],
    );
    slug = 'town-7';
  });

  /** Nodes of the plan by which it is found, with their tables: the plan for any values, as a prepared statement has it. */
  async function planOf(scope: Parameters<typeof selectFeedRevision>[1]): Promise<string[]> {
    return app.db.transaction(async (tx) => {
      await tx.query('SET LOCAL plan_cache_mode = force_generic_plan');
      let plan: string[] = [];
      const explaining = {
        query: async (sql: string, values: (string | string[] | null)[]) => {
          await tx.query(`PREPARE asked AS ${sql}`);
          const given = values.map((value) =>
            value === null ? 'NULL' : `'${Array.isArray(value) ? `{${value}}` : value}'`,
          );
          const rows = await tx.query(`EXPLAIN EXECUTE asked${given.length > 0 ? `(${given})` : ''}`);
          await tx.query('DEALLOCATE asked');
          plan = rows.map((row: Record<string, string>) => String(row['QUERY PLAN']).trim());
          return [{}];
        },
      };
      await selectFeedRevision(explaining as unknown as DataSource, scope);
      return plan;
    });
  }

  it('goes by indexes alone', async () => {
    await app.db.query('ANALYZE organizations, programmes, feed_changes');
    const plan = (await planOf({ organizations: [slug], programme: 'key-7' })).join('\n');
    expect(plan).not.toContain('Seq Scan');
    for (const index of ['uq_organizations_slug', 'uq_programmes_slug', 'ix_feed_changes_organization']) {
      expect(plan).toContain(index);
    }
    expect(plan).not.toContain('sessions');
  });

  it('of all reads the marks and nothing else', async () => {
    const tables = (await planOf({})).flatMap(
      (line) => /(?:Seq|Index|Only|Heap) Scan.* on (\w+)/.exec(line)?.[1] ?? [],
    );
    expect(tables).toEqual(['feed_changes']);
  });

  it('says which organizations and programmes there are', async () => {
    const of = (organizations: string[], programme?: string) =>
      selectFeedRevision(app.db, { organizations, programme });
    expect(await of(['hikari', 'nowhere'])).toMatchObject({ organizations: ['hikari'], programme: null });
    for (const name of ['family-class', 'hikari-family-class'])
      expect(await of(['hikari'], name)).toMatchObject({ programme: year.family.id });
    expect(await of(['harbor'], 'family-class')).toMatchObject({ programme: null });
    expect(await of(['nowhere'])).toEqual({
      ...{ organizations: [], programme: null, revision: '0.0', changedAt: null },
    });
  });

  it('differs by every mark, also one of an organization that is gone, for the feed of all', async () => {
    const all = async () => (await selectFeedRevision(app.db, {})).revision;
    const before = await all();
    await app.db.query('INSERT INTO feed_changes VALUES ($1, $2, now())', [newId(), newId()]);
    expect(await all()).not.toBe(before);
    const own = await revision();
    await app.db.getRepository(Venue).update(year.room.id, { name: '別の部屋' });
    expect(await revision()).not.toBe(own);
  });
});
