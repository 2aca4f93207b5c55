import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('puts the headers that protect visitors on pages, errors, JSON and files alike', async () => {
  const style = /href="(\/assets\/style[^"]+)"/.exec((await app.http.get('/staff/sign-in')).text)?.[1] ?? '';
  for (const path of [
    '/staff/sign-in',
    '/nothing-here',
    '/healthz',
    '/api/v1/staff/audit',
    style,
    '/staff/audit',
  ]) {
    const { headers } = await app.http.get(path);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    // Plain http: a browser that were told to come back by https only would find nobody there.
    expect(headers['strict-transport-security']).toBeUndefined();
  }
});
