import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Venue } from '../../../src/programmes/venue.entity.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeRegistration, makeYear } from './year.js';

const ALL = '/calendar/all.ics';
let app: TestApp;
let year: Awaited<ReturnType<typeof makeYear>>;

beforeAll(async () => {
  app = await startTestApp();
  year = await makeYear(app.db);
  await makeRegistration(app.db, year, 'mine', [[year.sessions.plain, 'confirmed']]);
});
afterAll(() => app.close());

function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(`${app.url}${path}`, { method, headers });
}

async function etagOf(path = ALL): Promise<string> {
  return (await ask(path)).headers.get('etag') ?? '';
}

describe('a public feed over HTTP', () => {
  it('says what it is, how old, and how long it may be kept; no cookie, no compression', async () => {
    const { headers } = await ask(ALL, { 'accept-encoding': 'gzip, br' });
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(headers.get('etag')).toMatch(/^"[\w-]{27}"$/);
    expect(headers.get('last-modified')).toBe('Sun, 02 Mar 2025 03:04:05 GMT');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-encoding')).toBeNull();
  });

  it('answers HEAD as GET without the body', async () => {
    const [get, head] = await Promise.all([ask(ALL), ask(ALL, {}, 'HEAD')]);
    expect(head.status).toBe(200);
    for (const name of ['etag', 'last-modified', 'content-type', 'cache-control']) {
      expect(`${name} ${head.headers.get(name)}`).toBe(`${name} ${get.headers.get(name)}`);
    }
    expect(head.headers.get('content-length')).toBe(String((await get.arrayBuffer()).byteLength));
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  it.each(['GET', 'HEAD'])('%s with the ETag in hand answers 304', async (method) => {
    const etag = await etagOf();
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await ask(ALL, { 'if-none-match': tags }, method);
      expect(`${tags} ${answer.status}`).toBe(`${tags} 304`);
      expect(answer.headers.get('etag')).toBe(etag);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(await answer.text()).toBe('');
    }
    expect((await ask(ALL, { 'if-none-match': '"other"' }, method)).status).toBe(200);
  });

  it.each([
    ['Sun, 02 Mar 2025 03:04:05 GMT', 304],
    ['Mon, 03 Mar 2025 00:00:00 GMT', 304],
    ['Sun, 02 Mar 2025 03:04:04 GMT', 200],
    ['last week', 200],
  ])('If-Modified-Since: %s answers %d', async (date, status) => {
    expect((await ask(ALL, { 'if-modified-since': date })).status).toBe(status);
  });

  it('believes the ETag before the date', async () => {
    const late = 'Mon, 01 Jan 2035 00:00:00 GMT';
    const early = 'Sat, 01 Jan 2000 00:00:00 GMT';
    expect((await ask(ALL, { 'if-none-match': '"other"', 'if-modified-since': late })).status).toBe(200);
    expect((await ask(ALL, { 'if-none-match': await etagOf(), 'if-modified-since': early })).status).toBe(
      304,
    );
  });
});

describe('a personal feed over HTTP', () => {
  it('is nobody else’s to keep or to find', async () => {
    const { headers } = await ask('/calendar/my/mine.ics');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect((await ask('/calendar/my/mine.ics', { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(
      304,
    );
  });
});

describe('a change', () => {
  const changes: [string, () => Promise<unknown>][] = [
    [
      'of a session',
      () => app.db.getRepository(Session).update(year.sessions.plain.id, { topic: '別の内容', sequence: 1 }),
    ],
    [
      'of a session in a programme file, within one millisecond',
      () => app.db.getRepository(Session).update(year.sessions.plain.id, { startTime: '13:00' }),
    ],
    [
      'that cancels a session',
      () =>
        app.db.getRepository(Session).update(year.sessions.noEnd.id, { status: 'cancelled', sequence: 1 }),
    ],
    [
      'of a programme’s title',
      () => app.db.getRepository(Programme).update(year.family.id, { title: '家族教室' }),
    ],
    [
      'of a venue’s address',
      () => app.db.getRepository(Venue).update(year.centre.id, { address: 'ひかり市西4-5' }),
    ],
    ['that takes a session away', () => app.db.getRepository(Session).delete(year.sessions.days.id)],
  ];

  it.each(changes)(
    '%s is in the next answer, of every feed that shows it and of no other',
    async (_, change) => {
      const others = await etagOf('/calendar/harbor.ics');
      const before = await etagOf();
      expect((await ask(ALL, { 'if-none-match': before })).status).toBe(304);
      await change();
      const answer = await ask(ALL, { 'if-none-match': before });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).not.toBe(before);
      expect(await etagOf('/calendar/harbor.ics')).toBe(others);
    },
  );

  it('that nobody sees leaves the ETag as it is', async () => {
    const before = await etagOf();
    await app.db.getRepository(Programme).update(year.family.id, { sourceDoubt: ['曜日が合わない'] });
    expect(await etagOf()).toBe(before);
  });
});

describe('what a poll costs', () => {
  async function countQueries(act: () => Promise<unknown>): Promise<number> {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      await act();
      // Queue and ledger look at the database on their own.
      return query.mock.calls.filter(([sql]) =>
        /\b(organizations|programmes|sessions|venues)\b/.test(
          typeof sql === 'string' ? sql : JSON.stringify(sql),
        ),
      ).length;
    } finally {
      query.mockRestore();
    }
  }

  it('is one query while nothing has changed', async () => {
    const etag = await etagOf();
    const poll = async () => expect((await ask(ALL, { 'if-none-match': etag })).status).toBe(304);
    expect(await countQueries(poll)).toBe(1);
  });
});
