import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PublicPlace, publicPlaces } from '../../e2e/public-places.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Every parameter that a public page knows, and some that none does. */
const NAMES = [
  ...[
    'lang',
    'furigana',
    'view',
    'month',
    'from',
    'to',
    'after',
    'organization',
    'programme',
    'kind',
    'audience',
  ],
  ...[
    'venue',
    'place',
    'online',
    'walkIn',
    'anonymous',
    'free',
    'stepFree',
    'lookOnly',
    'q',
    'radius',
    'form',
  ],
  ...[
    'course',
    'session',
    'new',
    'done',
    'fiscalYear',
    'format',
    'limit',
    'entries',
    'page',
    'utm_source',
    '__proto__',
  ],
];
const VALUES = [
  ...[
    '',
    '0',
    '1',
    '-1',
    '5',
    '1e9',
    '99999999999999999999',
    'NaN',
    'null',
    'true',
    'en',
    'ja-simple',
    'month',
    'list',
  ],
  ...['2025-04-01', '0000-01-01', '9999-12-31', '2025-02-29', '2025-13', '2025-05', '20250401~x'],
  ...[
    '1e400~00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-8000-000000000000',
    'itabashi',
    'family',
  ],
  ...[
    "'; DROP TABLE places; --",
    '%',
    '_',
    '\\',
    '\u0000',
    '\ud800',
    '\r\nSet-Cookie: a=b',
    '<script>',
    '\u202e',
    '💚',
  ],
  ...[
    'あ'.repeat(300),
    'ｶｿﾞｸｶｲ',
    'かぞくかい',
    '(((',
    '[a-',
    '.*+?^$',
    '../../etc/passwd',
    '[object Object]',
    'poster',
  ],
];

/** Whatever stands behind the question mark, a public page answers, or says what is wrong with it: never an error of ours. */
describe('any query string', () => {
  let app: TestApp;
  let places: readonly PublicPlace[];
  beforeAll(async () => {
    app = await startTestApp();
    const known = await publicPlaces(app);
    places = known.filter(({ status }) => status === undefined);
  }, 60_000);
  afterAll(() => app.close());

  const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

  it('of a public page is answered with 200 or 400', async () => {
    const value = fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 20 }));
    const name = fc.oneof(
      { arbitrary: fc.constantFrom(...NAMES), weight: 9 },
      { arbitrary: fc.string(), weight: 1 },
    );
    const query = fc.array(fc.tuple(name, value), { maxLength: 6 });
    const asked = fc.record({ place: fc.constantFrom(...places), query });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(asked, async ({ place, query: pairs }) => {
        const address = `${place.path}${place.path.includes('?') ? '&' : '?'}${pairs.map((pair) => pair.map(encoded).join('=')).join('&')}`;
        const { status } = await app.http.get(address);
        seen.add(status);
        if (status !== 200 && status !== 400) throw new Error(`${status} for ${address}`);
      }),
      { seed: 20251122, numRuns: 1000 },
    );
    // Both come up: a walk that sees but one of them asks for nothing.
    expect([...seen].sort()).toEqual([200, 400]);
  }, 300_000);

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
      for (const { path } of places) {
        const { status } = await app.http.get(`${path}${path.includes('?') ? '&' : '?'}${query}`);
        expect([path, query, [200, 400].includes(status)]).toEqual([path, query, true]);
      }
    }
  }, 120_000);
});
