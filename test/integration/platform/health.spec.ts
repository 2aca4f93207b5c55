import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('says alive and ready', async () => {
    await app.http.get('/healthz').expect(200, { status: 'ok' });
    await app.http.get('/readyz').expect(200, { status: 'ready' });
  });
});
