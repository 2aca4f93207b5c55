import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Renderings } from '../../../src/calendar/feeds/renderings.js';
import { Sitemaps } from '../../../src/calendar/sitemap/sitemap.service.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed, etagOf } from './ask-feed.js';
import { fillLane } from './fill-lane.js';

const MAP = '/sitemap.xml';
const NOW = '2025-06-30T12:00:00+09:00';

let app: TestApp;
let course: Awaited<ReturnType<typeof makeCourse>>;

beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  const town = await makeOrganization(app.db, { slug: 'hikari' });
  course = await makeCourse(app.db, await makeProgramme(app.db, town));
});
afterAll(() => app.close());
beforeEach(() => app.clock.set(NOW));

/** How often the pages are read from the database while `act` runs, and how many statements that takes. */
async function readings(act: () => Promise<unknown>): Promise<{ passes: number; fetches: number }> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await act();
    const asked = query.mock.calls.map(([one]) => (typeof one === 'string' ? one : JSON.stringify(one)));
    return {
      passes: asked.filter((sql) => sql.includes('DECLARE site_pages')).length,
      fetches: asked.filter((sql) => sql.includes('FROM site_pages')).length,
    };
  } finally {
    query.mockRestore();
  }
}

describe('the site map over HTTP', () => {
  it('is not sent to whoever has it, in either coding', async () => {
    const plain = await askFeed(app, MAP);
    const packed = await askFeed(app, MAP, { 'accept-encoding': 'gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    for (const { headers } of [plain, packed]) {
      expect(headers['cache-control']).toBe('public, max-age=300');
      const coding: Record<string, string> = headers['content-encoding'] ? { 'accept-encoding': 'gzip' } : {};
      for (const path of [MAP, '/sitemaps/1.xml']) {
        const again = await askFeed(app, path, { ...coding, 'if-none-match': headers.etag! });
        expect([again.status, again.body.length]).toEqual([304, 0]);
      }
    }
    const head = await askFeed(app, MAP, {}, 'HEAD');
    expect([head.status, head.body.length, head.headers.etag]).toEqual([200, 0, plain.headers.etag]);
  });

  it('is written once for all who ask, and not again while nothing has changed', async () => {
    await makeSession(app.db, course, { startsOn: '2025-07-01' });
    const ask = () => Promise.all(Array.from({ length: 8 }, () => etagOf(app, MAP)));
    expect(await readings(ask)).toMatchObject({ passes: 1 });
    expect(await readings(ask)).toEqual({ passes: 0, fetches: 0 });
  });

  it('reads each page once, however many there are', async () => {
    await app.db.query(
      `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, date_state, starts_on, time_zone, changed_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'many-' || n, 'dated', '2025-12-01', 'Asia/Tokyo', now()
       FROM generate_series(1, 2500) n`,
      [course.organizationId, course.programmeId, course.id],
    );
    // A thousand at a time, and one that finds no more.
    expect(await readings(() => etagOf(app, MAP))).toEqual({ passes: 1, fetches: 4 });
    await app.db.query("DELETE FROM sessions WHERE key LIKE 'many-%'");
  });

  it('is another as soon as a page is, and on the day on which one leaves', async () => {
    const session = await makeSession(app.db, course, { startsOn: '2025-04-01' });
    const body = async () => (await askFeed(app, MAP)).body.toString('utf8');
    const before = await etagOf(app, MAP);
    expect(await body()).toContain(session.id);
    app.clock.set('2025-06-30T23:59:59+09:00');
    expect(await etagOf(app, MAP)).toBe(before);
    app.clock.set('2025-07-01T00:00:00+09:00');
    const { status, headers } = await askFeed(app, MAP, { 'if-none-match': before });
    expect(status).toBe(200);
    expect(Date.parse(headers['last-modified']!)).toBeGreaterThanOrEqual(Date.parse('2025-06-30T15:00:00Z'));
    expect(await body()).not.toContain(session.id);
    await app.db.query('UPDATE programmes SET slug = $1 WHERE id = $2', ['renamed', course.programmeId]);
    expect(await body()).toContain('/programmes/renamed');
  });

  it('fails whole where the database does, and is whole the next time: half a map would take pages away', async () => {
    let isAway = true;
    const rows = async (sql: string) => {
      if (!sql.startsWith('FETCH')) return [];
      if (isAway) throw new Error('gone away');
      return [];
    };
    const db = {
      query: async () => [{ organizations: [], revision: 'one', changedAt: null }],
      transaction: (_level: string, work: (tx: unknown) => Promise<unknown>) => work({ query: rows }),
    };
    const renderings = app.nest.get(Renderings);
    const sitemaps = new Sitemaps(db as unknown as DataSource, app.config, app.clock, renderings);
    await expect(sitemaps.whole()).rejects.toThrow('gone away');
    isAway = false;
    const map = gunzipSync((await sitemaps.whole()).bytes).toString('utf8');
    expect(map.match(/<loc>/g)).toHaveLength(12);
  });

  it('is refused for a moment where too many wait for it already, and never to whom nothing need be written', async () => {
    await etagOf(app, MAP);
    const release = fillLane(app.nest.get(Renderings), 'site map');
    expect((await askFeed(app, MAP)).status).toBe(200);
    await makeSession(app.db, course, { startsOn: '2025-07-03' });
    const { status, headers } = await askFeed(app, MAP);
    expect([status, Number(headers['retry-after'])]).toEqual([503, expect.any(Number)]);
    await release();
    expect((await askFeed(app, MAP)).status).toBe(200);
  });
});
