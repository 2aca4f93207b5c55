import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Renderings } from '../../../../src/calendar/feeds/renderings.js';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { bearer } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { askFeed } from '../ask-feed.js';
import { fillLane } from '../fill-lane.js';
import { CITY, GROUP, importTowns, PREFECTURE } from './towns.js';

const ALL = '/opendata/events.csv';
let app: TestApp;
let authorization: string;

beforeAll(async () => {
  app = await startTestApp({ env: { PUBLIC_URL: 'https://tsudoi.example' } });
  await importTowns(app, CITY, PREFECTURE, GROUP);
  const city = await app.db.getRepository(Organization).findOneByOrFail({ slug: 'hikari' });
  authorization = await bearer(app, city, 'organizer');
});
afterAll(() => app.close());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  askFeed(app, path, headers, method);

describe('the list over HTTP', () => {
  it('may be kept by anybody and read by any site, and sets no cookie', async () => {
    const { headers } = await ask('/opendata/hikari/events.csv');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="events-hikari.csv"',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
      vary: 'Accept-Encoding',
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers.link).toBeUndefined();
  });

  it.each(['identity', 'gzip'])('is not sent to whoever has it, %s', async (coding) => {
    const { headers, body } = await ask(ALL, { 'accept-encoding': coding });
    const plain = (await ask(ALL)).body;
    expect(coding === 'gzip' ? gunzipSync(body) : body).toEqual(plain);
    const again = await ask(ALL, { 'accept-encoding': coding, 'if-none-match': headers.etag! });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await ask(ALL, { 'accept-encoding': coding }, 'HEAD');
    expect([head.status, head.body.length, head.headers.etag]).toEqual([200, 0, headers.etag]);
  });

  it('is another as soon as anything in it is, and the same again with the same data', async () => {
    const path = '/opendata/pref/events.csv';
    const [first, elsewhere] = [await ask(path), await ask('/opendata/group/events.csv')];
    await app.db.query(`UPDATE programmes SET title_kana = 'コウエンカイ' WHERE title = '講演会'`);
    const changed = await ask(path, { 'if-none-match': first.headers.etag! });
    expect(changed.status).toBe(200);
    expect(changed.body.toString('utf8')).toContain('コウエンカイ');
    expect((await ask('/opendata/group/events.csv')).headers.etag).toBe(elsewhere.headers.etag);
    await app.db.query(`UPDATE programmes SET title_kana = NULL WHERE title = '講演会'`);
    expect((await ask(path)).headers.etag).toBe(first.headers.etag);
  });

  it.each([
    ['capacity', { capacity: 21 }, ',31,'],
    ['its lack', { capacity: null }, '定員：会場 なし'],
    ['a capacity again', { capacity: 20 }, ',30,'],
  ])('is another as soon as %s is', async (_, change, words) => {
    const path = '/opendata/hikari/events.csv';
    const { etag } = (await ask(path)).headers;
    const [{ id }] = await app.db.query(`SELECT id FROM sessions WHERE list_number = '2026-001'`);
    await app.http
      .patch(`/api/v1/staff/sessions/${id}`)
      .set('authorization', authorization)
      .send({ pools: [{ key: 'onsite', ...change }] })
      .expect(200);
    const changed = await ask(path, { 'if-none-match': etag! });
    expect(changed.status).toBe(200);
    expect(changed.body.toString('utf8')).toMatch(new RegExp(words));
  });

  it.each([
    [
      `INSERT INTO seat_pools (id, organization_id, session_id, key, label, capacity, position)
      SELECT gen_random_uuid(), organization_id, id, 'balcony', '桟敷', 7, 9 FROM sessions WHERE list_number = '2026-001'`,
    ],
    [`UPDATE seat_pools SET label = '二階' WHERE key = 'balcony'`],
    [`UPDATE seat_pools SET unit = 'parties' WHERE key = 'balcony'`],
    [`UPDATE seat_pools SET position = -1 WHERE key = 'balcony'`],
    [`DELETE FROM seat_pools WHERE key = 'balcony'`],
  ])('is written anew after %s', async (sql) => {
    const writings = await countWritings(async () => {
      await ask(ALL);
      await app.db.query(sql);
      await ask(ALL);
      await ask(ALL);
    });
    expect(writings).toBe(1);
  });

  it('stays as it is when seats are taken and given back', async () => {
    await ask(ALL);
    const writings = await countWritings(async () => {
      for (const change of ['taken = taken + 1', 'taken = taken - 1', 'held = NOT held', 'held = NOT held']) {
        await app.db.query(`UPDATE seat_pools SET ${change} WHERE key = 'onsite'`);
        await ask(ALL);
      }
    });
    expect(writings).toBe(0);
  });

  it.each([
    ['event lists', '/opendata/group/events.csv', `${ALL}?kind=lecture`],
    ['filtered event lists', `${ALL}?kind=lecture`, '/opendata/group/events.csv'],
    ['atom', '/feed.atom', ALL],
  ])('is refused for a moment where too many wait among %s, and only there', async (lane, path, other) => {
    await ask(other);
    await app.db.query('UPDATE organizations SET name = name');
    const release = fillLane(app.nest.get(Renderings), lane);
    const { status, headers } = await ask(path);
    expect([status, Number(headers['retry-after'])]).toEqual([503, expect.any(Number)]);
    const elsewhere = ask(other);
    await release();
    expect([(await elsewhere).status, (await ask(path)).status]).toEqual([200, 200]);
  });
});

/** How many lists are written while `act` runs; the list of all is known before. */
async function countWritings(act: () => Promise<unknown>): Promise<number> {
  await ask(ALL);
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await act();
    return query.mock.calls.filter(([one]) => JSON.stringify(one)?.includes('DECLARE event_list')).length;
  } finally {
    query.mockRestore();
  }
}
