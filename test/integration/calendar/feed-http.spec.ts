import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { codingFor } from '../../../src/calendar/feeds/feed-conditions.js';
import { Feeds } from '../../../src/calendar/feeds/feeds.service.js';
import { Renderings } from '../../../src/calendar/feeds/renderings.js';
import { AUDIENCES, KINDS } from '../../../src/programmes/domain/kinds.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed, etagOf } from './ask-feed.js';
import { makeRegistration, makeYear } from './year.js';

const ALL = '/calendar/all.ics';
const MINE = '/calendar/my/mine.ics';
/** When the last of all changes was made. */
const CHANGED = 'Tue, 01 Apr 2025 03:04:05 GMT';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  const year = await makeYear(app.db);
  await makeRegistration(app.db, year, 'mine', [[year.sessions.plain, 'confirmed']]);
  await app.db.query('UPDATE feed_changes SET changed_at = $1', [new Date(CHANGED)]);
});
afterAll(() => app.close());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  askFeed(app, path, headers, method);

describe('a public feed over HTTP', () => {
  it('says what it is, how old, and how long it may be kept; plain, without a cookie, for every site', async () => {
    const { headers, body } = await ask(ALL);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'content-length': String(body.length),
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
      'last-modified': CHANGED,
      'cache-control': 'public, max-age=300',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['x-robots-tag']).toBeUndefined();
    // A script that sent the tag itself would have to ask for leave first, which is refused (OPTIONS).
    expect(headers['access-control-expose-headers']).toBeUndefined();
  });

  it.each([
    ['plain', {}],
    ['gzip', { 'accept-encoding': 'gzip' }],
  ])('answers HEAD as GET without the body, %s', async (_, headers) => {
    const [get, head] = await Promise.all([ask(ALL, headers), ask(ALL, headers, 'HEAD')]);
    const comparable = ({ date, connection, 'keep-alive': _kept, ...others }: typeof get.headers) => others;
    expect(head.status).toBe(200);
    expect(comparable(head.headers)).toEqual(comparable(get.headers));
    expect(head.headers['content-length']).toBe(String(get.body.length));
    expect(head.body.length).toBe(0);
  });

  it('is the same feed compressed, under a tag of its own', async () => {
    const [plain, packed] = [await ask(ALL), await ask(ALL, { 'accept-encoding': 'gzip, deflate, br' })];
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/calendar; charset=utf-8',
      'content-length': String(packed.body.length),
      vary: 'Accept-Encoding',
      'last-modified': CHANGED,
    });
    expect(packed.headers.etag).not.toBe(plain.headers.etag);
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  });

  it.each([
    ['POST', ALL],
    ['PUT', '/calendar/hikari/family-class.ics'],
    ['DELETE', MINE],
    ['OPTIONS', ALL],
  ])('is there to be read: %s %s is told so', async (method, path) => {
    const { status, headers } = await ask(path, {}, method);
    expect([status, headers.allow, headers['cache-control']]).toEqual([405, 'GET, HEAD', 'no-store']);
  });
});

describe('who takes which coding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['*', 'identity'],
    ['br', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['deflate, gzip;q=0.5, br', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip; q=0.000, *', 'identity'],
    ['gzip;q=0.2, identity;q=0.8', 'identity'],
    ['gzip;q=0.8, identity;q=0.2', 'gzip'],
    ['identity;q=0', 'identity'],
    ['identity;q=0, *;q=0.1', 'gzip'],
    ['gzip;q=much', 'gzip'],
    ['gzipped', 'identity'],
  ])('%s: %s', (header, coding) => {
    expect(codingFor(header)).toBe(coding);
  });
});

describe('a feed that the client has', () => {
  it.each(['GET', 'HEAD'])(
    '%s answers 304 with what a cache needs, and nothing about a body',
    async (method) => {
      const etag = await etagOf(app, ALL);
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const { status, headers, body } = await ask(ALL, { 'if-none-match': tags }, method);
        expect(`${tags} ${status}`).toBe(`${tags} 304`);
        expect(headers).toMatchObject({
          etag,
          'cache-control': 'public, max-age=300',
          vary: 'Accept-Encoding',
        });
        for (const name of ['content-type', 'content-length', 'content-encoding', 'set-cookie']) {
          expect(headers).not.toHaveProperty(name);
        }
        expect(body.length).toBe(0);
      }
      expect((await ask(ALL, { 'if-none-match': '"other"' }, method)).status).toBe(200);
    },
  );

  it('is known by the tag of the copy in hand, packed or plain, whatever could be sent now', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const plain = await etagOf(app, ALL);
    const packed = (await ask(ALL, gzip)).headers.etag ?? '';
    for (const [inHand, headers] of [
      [plain, {}],
      [plain, gzip],
      [packed, gzip],
      [packed, {}],
    ] as const) {
      const answer = await ask(ALL, { ...headers, 'if-none-match': inHand });
      expect([answer.status, answer.headers.etag]).toEqual([304, inHand]);
    }
    const both = await ask(ALL, { ...gzip, 'if-none-match': `${plain}, ${packed}` });
    expect(both.headers.etag).toBe(packed);
  });

  it.each([
    [CHANGED, 304],
    ['Wed, 02 Apr 2025 00:00:00 GMT', 304],
    ['Tue, 01 Apr 2025 03:04:04 GMT', 200],
    ['last week', 200],
  ])('If-Modified-Since: %s answers %d', async (date, status) => {
    expect((await ask(ALL, { 'if-modified-since': date })).status).toBe(status);
  });

  it('is judged by the tag before the date', async () => {
    const late = 'Mon, 01 Jan 2035 00:00:00 GMT';
    const early = 'Sat, 01 Jan 2000 00:00:00 GMT';
    expect((await ask(ALL, { 'if-none-match': '"other"', 'if-modified-since': late })).status).toBe(200);
    const etag = await etagOf(app, ALL);
    expect((await ask(ALL, { 'if-none-match': etag, 'if-modified-since': early })).status).toBe(304);
  });
});

describe('a personal feed over HTTP', () => {
  it('is nobody else’s to keep, to find or to read, and does not pass its address on', async () => {
    const { headers } = await ask(MINE);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      'content-disposition': 'inline; filename="calendar.ics"',
      vary: 'Accept-Encoding',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('answers 304 and packs like the others', async () => {
    const plain = await ask(MINE);
    const again = await ask(MINE, { 'if-none-match': plain.headers.etag ?? '' });
    expect([again.status, again.headers['cache-control']]).toEqual([304, 'private, no-cache']);
    const packed = await ask(MINE, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  });
});

describe('what is wrong with an address', () => {
  it.each([
    '/calendar/nowhere.ics',
    '/calendar/hikari/nothing.ics',
    '/calendar/harbor/family-class.ics',
    '/calendar/nowhere/family-class.ics',
    '/calendar/my/guessed.ics',
    '/calendar/my/.ics',
    '/calendar/%00.ics',
    '/calendar/%00/x.ics',
    '/calendar/hikari/%00.ics',
    '/calendar/hikari%00/family-class.ics',
    '/calendar/hikari.txt',
  ])('%s answers 404', async (path) => {
    const { status, headers } = await ask(path);
    expect(status).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
  });

  async function faultsOf(path: string) {
    const { status, headers, body } = await ask(path);
    expect(`${path} ${status}`).toBe(`${path} 400`);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
    });
    const problem: {
      code: string;
      faults: { field: string; code: string; params: { allowed: string }; detail: string; remedy: string }[];
    } = JSON.parse(body.toString());
    expect(problem.code).toBe('invalid_query');
    return problem.faults;
  }

  const kinds = expect.stringContaining('class_series, family_meeting, womens_gathering, ');
  it.each([
    ['kind=party', 'kind', kinds],
    ['kind=lecture,party', 'kind', kinds],
    ['kind=', 'kind', kinds],
    ['kind=lecture,', 'kind', kinds],
    ['audience=%27%3B', 'audience', 'self, family, women, over40, supporter, anyone'],
    ['lang=fr', 'lang', 'ja, ja-simple, en'],
    ['lang=ja&lang=en', 'lang', 'ja, ja-simple, en'],
    ['organization=hikari,nowhere', 'organization', 'harbor, hikari'],
    ['organization=', 'organization', 'harbor, hikari'],
    ['organization=%00', 'organization', 'harbor, hikari'],
    ['organization=hikari,%00', 'organization', 'harbor, hikari'],
  ])('?%s is refused with what is allowed', async (query, field, allowed) => {
    const [fault, ...others] = await faultsOf(`${ALL}?${query}`);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ field, code: 'isIn', params: { allowed } });
    expect(fault?.remedy).toContain(fault?.params.allowed);
  });

  it.each([
    [`${ALL}?kinds=lecture`, 'kinds', 'audience, kind, lang, organization'],
    ['/calendar/hikari.ics?organization=harbor', 'organization', 'audience, kind, lang'],
    ['/calendar/hikari/family-class.ics?kind[]=lecture', 'kind[]', 'audience, kind, lang'],
    [`${MINE}?kind=lecture`, 'kind', 'lang'],
    [`${ALL}?__proto__=x`, '__proto__', 'audience, kind, lang, organization'],
  ])('%s: the unknown name is refused with those that there are', async (path, field, allowed) => {
    const [fault] = await faultsOf(path);
    expect(fault).toMatchObject({ field, code: 'whitelistValidation', params: { allowed } });
    expect(fault?.remedy).toContain(allowed);
  });

  it('names at most 20 organizations', async () => {
    const named = (count: number) =>
      `organization=${Array.from({ length: count }, (_, index) => `town-${index}`)}`;
    expect(await faultsOf(`${ALL}?${named(20)}`)).toMatchObject([{ code: 'isIn' }]);
    expect(await faultsOf(`${ALL}?${named(21)}`)).toMatchObject([
      { field: 'organization', code: 'arrayMaxSize', params: { max: 20 } },
    ]);
  });

  it('names every fault at once', async () => {
    const faults = await faultsOf(`${ALL}?kind=party&audience=cats&lang=fr&colour=red`);
    expect(faults.map(({ field }) => field).sort()).toEqual(['audience', 'colour', 'kind', 'lang']);
  });
});

describe('more to render than can be', () => {
  it('is refused for a while, and not at the cost of those who ask for plain feeds', async () => {
    const renderings = app.nest.get(Renderings);
    const ends: (() => void)[] = [];
    const occupy = () => renderings.run(() => new Promise<void>((resolve) => ends.push(resolve)), 'filtered');
    const crowd = Array.from({ length: 52 }, occupy);
    const run = jest.spyOn(renderings, 'run');
    const plain = ask(`${ALL}?lang=en`);
    const refused = await ask(`${ALL}?kind=sports`);
    expect([refused.status, refused.headers['cache-control']]).toEqual([503, 'no-store']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const soon = () => new Promise((resolve) => setImmediate(resolve));
    while (!run.mock.calls.some(([, lane]) => lane === 'plain')) await soon();
    run.mockRestore();
    // Two turns are over, and most of the crowd waits still.
    for (const end of ends.splice(0)) end();
    expect((await plain).status).toBe(200);
    expect(ends.length).toBeLessThan(3);
    for (let left = crowd.length; left > 0; left--) {
      for (const end of ends.splice(0)) end();
      await soon();
    }
    await Promise.all(crowd);
    expect((await ask(`${ALL}?kind=sports`)).status).toBe(200);
  });
});

describe('filters', () => {
  const bytes = async (query: string) => (await ask(`${ALL}${query}`)).body;
  const uids = async (query: string) =>
    [...(await bytes(query)).toString().matchAll(/^UID:(.+)\r$/gm)].map(([, uid]) => uid);

  it('take several values, in any order and either way of writing them', async () => {
    const asked = await bytes('?kind=lecture,club&audience=anyone,self&organization=harbor,hikari');
    for (const other of [
      '?audience=self&audience=anyone&kind=club,lecture&organization=hikari&organization=harbor',
      '?organization=hikari,harbor,hikari&kind=club&kind=lecture&kind=club&audience=self,anyone',
    ]) {
      expect((await bytes(other)).equals(asked)).toBe(true);
    }
  });

  it.each([
    ['', 'true'],
    ['?kind=lecture', `kind = 'lecture'`],
    ['?kind=lecture,club', `kind IN ('lecture', 'club')`],
    ['?kind=lecture,club&audience=self,women', `kind IN ('lecture', 'club') AND audiences && '{self,women}'`],
    ['?audience=self,family', `audiences && '{self,family}'`],
    ['?organization=hikari,harbor', 'true'],
    ['?organization=hikari&audience=over40', 'false'],
  ])('%s lets through what has any of the values of each', async (query, condition) => {
    const rows: { id: string }[] = await app.db.query(
      `SELECT session.id FROM sessions session JOIN programmes ON programmes.id = programme_id
       WHERE date_state = 'dated' AND ${condition}`,
    );
    expect((await uids(query)).sort()).toEqual(rows.map(({ id }) => `${id}@tsudoi`).sort());
  });

  it('with all that there is chosen do not restrict, and are not said to', async () => {
    const all = await bytes('');
    expect((await bytes(`?kind=${KINDS}`)).equals(all)).toBe(true);
    expect((await bytes(`?audience=${AUDIENCES}&kind=${KINDS}`)).equals(all)).toBe(true);
    const { plain, filtered } = app.nest.get(Feeds).kept;
    const before = [plain.feeds, filtered.feeds];
    await bytes(`?audience=${AUDIENCES}`);
    expect([plain.feeds, filtered.feeds]).toEqual(before);
  });

  it('are kept where they take no plain feed away', async () => {
    const { plain, filtered } = app.nest.get(Feeds).kept;
    const before = [plain.feeds, filtered.feeds, plain.bytes] as const;
    for (const query of ['?kind=forum', '?audience=women', '?organization=hikari,harbor&lang=en'])
      await bytes(query);
    expect([plain.feeds, filtered.feeds, plain.bytes]).toEqual([before[0], before[1] + 3, before[2]]);
  });

  it('one organization in the query is the feed of that organization', async () => {
    const own = (await ask('/calendar/harbor.ics?kind=club&lang=en')).body;
    expect((await bytes('?lang=en&kind=club&organization=harbor')).equals(own)).toBe(true);
  });

  it('show in the name of the calendar', async () => {
    const text = (await bytes('?organization=hikari,harbor&kind=lecture,club&audience=self')).toString();
    expect(text.replaceAll('\r\n ', '')).toContain(
      '\r\nNAME:つどい（Harbor City・ひかり市・サークル・講演会・本人）\r\n',
    );
  });
});
