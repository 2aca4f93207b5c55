import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../../support/factories.js';
import { type Route, routesOf } from '../../../support/routes.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { askFeed } from '../../calendar/ask-feed.js';

/** Pages for everybody that have something to send, or belong to somebody: kept by nobody. */
const NOT_KEPT = [/^\/my\//, /^\/register\b/, /^\/digest\b/, /^\/staff\b/, /^\/recover\b/];
/** Counts are kept for some seconds: who asks for them here takes them away from the test that counts. */
const COUNTS = '/metrics';
/** Pages that have to be found in a way of their own: what they are about is not in this town. */
const ELSEWHERE = [/^\/lotteries\//];

let app: TestApp;
let term: Awaited<ReturnType<typeof makeTerm>>;
const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  askFeed(app, path, headers, method);

beforeAll(async () => {
  app = await startTestApp();
  term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-21'] });
});
afterAll(() => app.close());

/** An address of the route about what is in this town. */
function pathOf({ path }: Route): string {
  const { organization, programme, course, sessions } = term;
  return path
    .replace(/:organization\b/, organization.slug)
    .replace(/:(slug|programme)\b/, programme.slug)
    .replace(/\/courses\/:id\b/, `/courses/${course.id}`)
    .replace(/\/sessions\/:id\b/, `/sessions/${sessions[0]?.id}`);
}

const pages = () =>
  routesOf(app).filter(
    ({ method, path, isPublicPage }) =>
      method === 'GET' && isPublicPage && !ELSEWHERE.some((one) => one.test(path)),
  );

describe('public pages', () => {
  it('are all kept but those with a form, and those of somebody', async () => {
    const others: string[] = [];
    for (const route of routesOf(app)) {
      if (route.method !== 'GET' || route.access !== 'public' || route.isPublicPage) continue;
      const path = pathOf(route);
      if (path === COUNTS || path.includes(':') || NOT_KEPT.some((one) => one.test(path))) continue;
      const { status, headers } = await ask(path);
      if (status === 200 && /html/.test(String(headers['content-type']))) others.push(path);
    }
    expect(others).toEqual([]);
    expect(pages().length).toBeGreaterThanOrEqual(11);
  });

  it('say how long they may be kept, and under which tag; they set no cookie and look at none', async () => {
    for (const route of pages()) {
      const path = pathOf(route);
      const { status, headers, body } = await ask(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-length': String(body.length),
        'cache-control': expect.stringMatching(/^public, max-age=\d+, .*stale-while-revalidate=\d+/),
        etag: expect.stringMatching(/^"[\w-]{27}"$/),
        vary: 'Accept-Encoding',
      });
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['content-encoding']).toBeUndefined();
      const known = await ask(path, { cookie: 'tsudoi_staff=a; tsudoi_form=b', authorization: 'Bearer x' });
      expect([path, known.headers.etag]).toEqual([path, headers.etag]);
      expect(known.body.equals(body)).toBe(true);
    }
  });

  it('are the same page compressed, under tags of their own; HEAD says the same without it', async () => {
    for (const route of pages()) {
      const path = pathOf(route);
      const plain = await ask(path);
      const [br, gzip] = [
        await ask(path, { 'accept-encoding': 'gzip, deflate, br' }),
        await ask(path, { 'accept-encoding': 'gzip' }),
      ];
      expect([br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip']);
      expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
      expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
      expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
      const head = await ask(path, { 'accept-encoding': 'br' }, 'HEAD');
      expect([head.status, head.body.length]).toEqual([200, 0]);
      expect(head.headers.etag).toBe(br.headers.etag);
      expect(head.headers['content-length']).toBe(String(br.body.length));
    }
  });

  it('are told to be unchanged while they are, in any coding, whatever the clock shows', async () => {
    for (const route of pages()) {
      const path = pathOf(route);
      app.clock.set('2025-04-01T09:00:00+09:00');
      const { headers } = await ask(path, { 'accept-encoding': 'br' });
      app.clock.set('2025-04-01T09:00:07+09:00');
      const tag = String(headers.etag);
      for (const inHand of [tag, `W/${tag}`, `"x", ${tag}`, '*', tag.replace('-br', '')]) {
        for (const method of ['GET', 'HEAD']) {
          const again = await ask(path, { 'accept-encoding': 'br', 'if-none-match': inHand }, method);
          expect([path, inHand, again.status]).toEqual([path, inHand, 304]);
          expect(again.body.length).toBe(0);
          expect(again.headers['content-encoding']).toBeUndefined();
          expect(again.headers['cache-control']).toBe(headers['cache-control']);
          expect(again.headers.vary).toBe('Accept-Encoding');
        }
      }
      const other = await ask(path, { 'if-none-match': '"another"' });
      expect(other.status).toBe(200);
    }
  });

  it('have the headers that protect visitors, also from what is kept', async () => {
    for (const path of ['/', `/embed/${term.organization.slug}`]) {
      // The second answer is what is kept: both must say it, whoever wrote it.
      for (const { headers } of [await ask(path), await ask(path)]) {
        expect(headers).toMatchObject({
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'cross-origin-opener-policy': 'same-origin',
          'permissions-policy': 'camera=(), geolocation=(), microphone=()',
        });
        expect(headers['x-robots-tag']).toBe(path === '/' ? undefined : 'noindex');
        expect(headers['content-security-policy']).toContain(
          path === '/' ? 'form-action' : 'frame-ancestors *',
        );
      }
    }
  });

  it('are kept for nobody where they are refused', async () => {
    for (const path of ['/?view=week', '/sessions/none', '/programmes/none']) {
      for (let time = 0; time < 2; time++) {
        const { status, headers } = await ask(path, { 'accept-encoding': 'br' });
        expect([400, 404, 410]).toContain(status);
        expect(headers['cache-control']).toMatch(/no-store|no-cache/);
        expect(headers.etag).toBeUndefined();
      }
    }
  });

  it('are counted where the process is watched', async () => {
    await ask('/');
    await ask('/');
    const { text } = await app.http.get(COUNTS).expect(200);
    expect(text).toMatch(/^tsudoi_public_pages_total\{outcome="kept"\} [1-9]/m);
    expect(text).toMatch(/^tsudoi_public_pages_total\{outcome="rendered"\} [1-9]/m);
    expect(text).toMatch(/^tsudoi_kept_pages [1-9]/m);
    expect(text).toMatch(/^tsudoi_kept_page_bytes [1-9]/m);
  });
});

describe('pages with a form, and those of somebody', () => {
  it('are not compressed: what an address puts on them must not stand beside a secret (BREACH)', async () => {
    for (const path of ['/staff/sign-in', '/my/recover']) {
      const { headers } = await ask(path, { 'accept-encoding': 'gzip, deflate, br' });
      expect([path, headers['content-encoding']]).toEqual([path, undefined]);
      expect(headers['cache-control']).toMatch(/no-store|private/);
    }
  });
});
