import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { planRandomYears } from './random-planning.js';

describe('a course whose rule changes again and again, by files and on the screen', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('loses and moves nothing that is held, edited or past, unless staff decided so', async () => {
    await planRandomYears(app, { seed: 20_250_701, runs: 60 });
  }, 120_000);
});
