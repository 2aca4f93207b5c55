import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTerm } from '../../support/factories.js';
import { hostileQuery, hostileValue } from '../../support/hostile-queries.js';
import { routesOf } from '../../support/routes.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

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
    const ask = fc.record({
      route: fc.constantFrom(...routes),
      query: hostileQuery(4),
      parameter: hostileValue,
    });
    await fc.assert(
      fc.asyncProperty(ask, async ({ route, query, parameter }) => {
        const path = route.path.replace(/:\w+|\*/g, parameter || 'x');
        const address = `${path}?${query}`;
        const answer = path.startsWith('/api/')
          ? await app.http.get(address).set('Authorization', authorization)
          : await staff.get(address);
        if (answer.status >= 500) throw new Error(`${answer.status} for ${address}`);
      }),
      { seed: 20250414, numRuns: 1000 },
    );
  });
});
