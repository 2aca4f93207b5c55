import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTerm } from '../../support/factories.js';
import { routesOf } from '../../support/routes.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NAMES = [
  'lang',
  'view',
  'month',
  'from',
  'to',
  'after',
  'cursor',
  'limit',
  'organization',
  'programme',
  'kind',
  'audience',
  'q',
  'course',
  'session',
  'new',
  'done',
  'fiscalYear',
  'format',
  'state',
  'next',
  'dryRun',
  'saved',
  'furigana',
  'venue',
  'online',
  'walkIn',
  'anonymous',
  'free',
  'stepFree',
  'lookOnly',
  'radius',
  'form',
];
const VALUES = [
  '',
  '0',
  '-1',
  '1e9',
  '99999999999999999999',
  'NaN',
  'null',
  'en',
  'month',
  'csv',
  '2025-04-01',
  '0000-01-01',
  '9999-12-31',
  '2025-02-29',
  '2025-13',
  '20250401~x',
  '1e400~00000000-0000-4000-8000-000000000000',
  '00000000-0000-4000-8000-000000000000',
  "'; DROP TABLE places; --",
  '%',
  '_',
  '\\',
  '\u0000',
  '\r\nSet-Cookie: a=b',
  '<script>',
  '‮',
  '💚',
  'あ'.repeat(300),
  'eyJzdGFydHNBdCI6IngiLCJpZCI6InkifQ',
  '../../etc/passwd',
  '[object Object]',
  'class_series',
  'family',
];

/** Whatever stands in the address, the answer is an answer: never an error of ours. */
describe('any address', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('is answered or refused, on every page and call that reads', async () => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const staff = await signInAs(app, organization);
    const authorization = await bearer(app, organization);
    const routes = routesOf(app).filter(({ method }) => method === 'GET');
    expect(routes.length).toBeGreaterThan(20);
    const value = fc.constantFrom(...VALUES);
    const query = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 4 });
    const ask = fc.record({ route: fc.constantFrom(...routes), query, parameter: value });
    await fc.assert(
      fc.asyncProperty(ask, async ({ route, query: pairs, parameter }) => {
        const path = route.path.replace(/:\w+|\*/g, encodeURIComponent(parameter || 'x'));
        const address = `${path}?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
        const answer = path.startsWith('/api/')
          ? await app.http.get(address).set('Authorization', authorization)
          : await staff.get(address);
        if (answer.status >= 500) throw new Error(`${answer.status} for ${address}`);
      }),
      { seed: 20250414, numRuns: 1000 },
    );
  });
});
