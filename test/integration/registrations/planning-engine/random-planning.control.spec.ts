import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestApp } from '../../../support/test-app.js';

const QUERIES = '../../../../src/registrations/year/year-import.queries.js';

const queries: typeof import('../../../../src/registrations/year/year-import.queries.js') = await import(
  QUERIES
);
// Knows where anybody ever was, so that the database has nothing against it, but not that they still are there.
const holdsOf: typeof queries.holdsOf = async (tx, ids) =>
  new Map([...(await queries.holdsOf(tx, ids))].map(([id, hold]) => [id, { ...hold, holders: 0 }]));
jest.unstable_mockModule(QUERIES, () => ({ ...queries, holdsOf }));
const { startTestApp } = await import('../../../support/test-app.js');
const { planRandomYears } = await import('./random-planning.js');

describe('the same years, planned by one that does not look who holds places', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('do lose something: the test would see it', async () => {
    const failure: Error = await planRandomYears(app, { seed: 20_250_701, runs: 20 }).then(
      () => new Error('nothing was lost'),
      (error) => error,
    );
    expect((failure.cause as Error | undefined)?.message ?? failure.message).toMatch(/"(startTime|topic)"/);
  }, 120_000);
});
