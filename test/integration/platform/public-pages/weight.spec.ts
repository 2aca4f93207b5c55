import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DemoYear } from '../../../../src/demo/demo-year.js';
import { PreparingClient } from '../../../../src/platform/database/prepared.js';
import { makePool, makeSession, makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { askFeed } from '../../calendar/ask-feed.js';

const AS_A_PHONE = { 'accept-encoding': 'gzip, deflate, br' };
/** Bytes that the first page may take over the wire, with all that it fetches but fonts. */
const MOST_BYTES = 150_000;
/** Statements that a public page may run. */
const MOST_STATEMENTS = 12;

describe('the first page, on the demo year', () => {
  let app: TestApp;
  let html: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
    await app.nest.get(DemoYear).loadIfEmpty();
    html = (await app.http.get('/').expect(200)).text;
  }, 120_000);
  afterAll(() => app.close());

  /** What a browser fetches for the page without being asked to. */
  const fetched = () => [
    ...new Set(
      [...html.matchAll(/<(?:link|script|img|source|iframe|object|embed|video|audio)\b[^>]*>/g)]
        .map(([tag]) => tag)
        .filter((tag) => !/^<link\b/.test(tag) || /rel="(?:stylesheet|icon|preload|modulepreload)"/.test(tag))
        .flatMap((tag) => [/(?:src|href)="([^"]+)"/.exec(tag)?.[1] ?? []].flat())
        .map((address) => address.replaceAll('&amp;', '&')),
    ),
  ];

  it('has thirty sessions and more', () => {
    expect(
      new Set([...html.matchAll(/href="(\/sessions\/[\w-]+)/g)].map(([, path]) => path)).size,
    ).toBeGreaterThanOrEqual(30);
  });

  it('takes less than 150 kB over the wire without fonts, all of it from here and without a cookie', async () => {
    const weights: Record<string, number> = {};
    for (const path of ['/', ...fetched()]) {
      expect(path).toMatch(/^\/(?!\/)/);
      const { status, headers, body } = await askFeed(app, path, AS_A_PHONE);
      expect([path, status]).toEqual([path, 200]);
      expect([path, headers['set-cookie']]).toEqual([path, undefined]);
      expect([path, headers['content-encoding']]).toEqual([path, 'br']);
      const head = Object.entries(headers).reduce(
        (sum, [name, value]) => sum + `${name}: ${value}\r\n`.length,
        17,
      );
      weights[path.replace(/\.[0-9a-f]{12}\./, '.')] = head + body.length;
    }
    const total = Object.values(weights).reduce((sum, bytes) => sum + bytes, 0);
    expect({ weights, total, isLight: total < MOST_BYTES }).toMatchObject({ isLight: true });
  });

  it('waits for one style sheet and for no script', () => {
    const [head = '', body = ''] = html.split('<body');
    expect(head.match(/rel="stylesheet"/g)?.length).toBe(1);
    const scripts = [...html.matchAll(/<script\b(?![^>]*application\/ld\+json)[^>]*>/g)].map(([tag]) => tag);
    for (const tag of scripts) expect(tag).toMatch(/type="module"|\bdefer\b|\basync\b/);
    // What comes last holds nothing up that is to be read.
    for (const { index } of body.matchAll(/<link rel="stylesheet"/g))
      expect(index).toBeGreaterThan(body.lastIndexOf('</footer>'));
  });

  it('may be kept for ever where the address changes with the content, and is asked for again by its tag elsewhere', async () => {
    for (const path of fetched()) {
      const { headers } = await askFeed(app, path, AS_A_PHONE);
      if (/\.[0-9a-f]{12}\.css$/.test(path)) expect(headers['cache-control']).toContain('immutable');
      else expect([path, headers.etag]).toEqual([path, expect.stringMatching(/^"/)]);
    }
    const fonts = html.match(/href="(\/assets\/fonts\.[^"]+)"/)?.[1] ?? '';
    const { body } = await askFeed(app, fonts);
    const files = [...body.toString().matchAll(/url\(([^)]+)\)\s*format\("?'?(\w+)/g)];
    expect(files.length).toBeGreaterThan(200);
    for (const [, , format] of files) expect(format).toBe('woff2');
    const font = await askFeed(app, files[0]?.[1] ?? '');
    expect(font.headers).toMatchObject({ 'content-type': 'font/woff2' });
    expect(font.headers['cache-control']).toMatch(/immutable/);
  });
});

describe('statements of a public page', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    app = await startTestApp({ env: { PAGE_CACHE_MIB: '0' } });
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-15', '2025-04-16'] });
  });
  afterAll(() => app.close());

  const pathsOf = () => [
    '/',
    '/?lang=en&view=month',
    '/programmes',
    `/programmes/${term.programme.slug}`,
    `/programmes/${term.programme.slug}/annual`,
    `/courses/${term.course.id}`,
    `/sessions/${term.sessions[0]?.id}`,
    `/embed/${term.organization.slug}`,
    '/calendar',
    '/opendata',
  ];

  async function statements(): Promise<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const path of pathsOf()) {
      const query = jest.spyOn(PreparingClient.prototype, 'query');
      await app.http.get(path).expect(200);
      counted[path] = query.mock.calls.length;
      query.mockRestore();
    }
    return counted;
  }

  it('are a few, and as many with three hundred sessions as with three', async () => {
    const few = await statements();
    for (const [path, count] of Object.entries(few)) {
      expect([path, count > 0 || !/^\/(sessions|courses|$)/.test(path)]).toEqual([path, true]);
      expect([path, count <= MOST_STATEMENTS]).toEqual([path, true]);
    }
    for (let number = 4; number <= 300; number++) {
      const startsOn = `2025-${String(4 + (number % 9)).padStart(2, '0')}-${String(10 + (number % 19)).padStart(2, '0')}`;
      const session = await makeSession(app.db, term.course, { startsOn, number, key: String(number) });
      await makePool(app.db, session);
    }
    expect(await statements()).toEqual(few);
  });
});
