import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publicFiles, publicPlaces } from '../../e2e/public-places.js';
import { hostileQuery } from '../../support/hostile-queries.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Whatever a request line says, as no client of ours would send it: the status of the answer. */
function statusOf(app: TestApp, target: string): Promise<number> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`),
    );
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('end', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])));
    socket.on('error', reject);
  });
}

/** Whatever stands behind the question mark, a public page answers, or says what is wrong with it: never an error of ours. */
describe('any query string', () => {
  let app: TestApp;
  let pages: readonly string[];
  let files: readonly string[];
  beforeAll(async () => {
    app = await startTestApp();
    const places = await publicPlaces(app);
    pages = places.filter(({ status }) => status === undefined).map(({ path }) => path);
    files = await publicFiles(app);
  }, 60_000);
  afterAll(() => app.close());

  const withQuery = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`;

  it('of a page, a feed, a picture or a list for machines is answered with 200 or 400', async () => {
    const asked = fc.record({
      path: fc.oneof(
        { arbitrary: fc.constantFrom(...pages), weight: 4 },
        { arbitrary: fc.constantFrom(...files), weight: 1 },
      ),
      query: hostileQuery(6),
    });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(asked, async ({ path, query }) => {
        const { status } = await app.http.get(withQuery(path, query));
        seen.add(status);
        if (status !== 200 && status !== 400) throw new Error(`${status} for ${withQuery(path, query)}`);
      }),
      { seed: 20251122, numRuns: 1200 },
    );
    // Both come up: a walk that sees but one of them asks for nothing.
    expect([...seen].sort()).toEqual([200, 400]);
  }, 300_000);

  it('that a page to be printed does not know is refused before anything is printed', async () => {
    const [programme] = pages.filter((path) => /^\/programmes\/[^/?]+$/.test(path));
    for (const query of ['form=nothing', 'form=poster&form=card', 'lang=xx&form=%00']) {
      const { status } = await app.http.get(`${programme}/leaflet.pdf?${query}`);
      expect([query, status]).toEqual([query, 400]);
    }
  });

  it.each([
    '//',
    '//[',
    '/\\[',
    '///x//',
    '//[/programmes',
    'http://[/programmes/x',
    'http://[/',
    '/%',
    '/x?//[',
  ])('as the target %s is refused or answered, and no error of ours', async (target) => {
    const status = await statusOf(app, target);
    expect([200, 400, 404]).toContain(status);
  });

  it('that is no query at all is answered with 200 or 400', async () => {
    for (const query of [
      '%',
      '%zz',
      '&&&',
      '=',
      '?',
      'a=%ff',
      'q=%e3%81',
      `q=${'a'.repeat(5000)}`,
      'lang=en&lang=ja',
      'q[]=1',
      'q[a]=1',
    ]) {
      for (const path of [...pages, ...files]) {
        const { status } = await app.http.get(withQuery(path, query));
        expect([path, query, [200, 400].includes(status)]).toEqual([path, query, true]);
      }
    }
  }, 120_000);
});
