import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { API_SCOPES, scopeOf } from '../../../src/organizations/tokens/api-scopes.js';
import { makeOrganization } from '../../support/factories.js';
import { routesOf } from '../../support/routes.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let owner: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  town = await makeOrganization(app.db, { slug: 'hikari' });
  owner = await signInAs(app, town, 'owner');
});
afterAll(() => app.close());

async function makeToken(scopes: readonly string[], more: Record<string, string> = {}): Promise<string> {
  const page = await owner.post('/staff/tokens', {
    organization: 'hikari',
    label: '台帳',
    role: 'owner',
    ...Object.fromEntries(scopes.map((scope) => [`scope.${scope}`, '1'])),
    ...more,
  });
  expect(page.status).toBe(200);
  return /tsu_[\w-]{43}/.exec(page.text)?.[0] as string;
}
const ask = (token: string, path: string) => app.http.get(path).set('authorization', `Bearer ${token}`);

describe('the scopes of an API token', () => {
  it('cover every call of the staff API', () => {
    const calls = routesOf(app).filter(({ path }) => path.startsWith('/api/v1/staff/'));
    expect(calls.length).toBeGreaterThan(50);
    for (const { method, path } of calls)
      expect([`${method} ${path}`, scopeOf(method, path)]).not.toContain(null);
    // And each scope is of some use.
    const used = new Set(calls.map(({ method, path }) => scopeOf(method, path)));
    expect(API_SCOPES.filter((scope) => !used.has(scope) && scope !== 'audit:write')).toEqual([]);
  });

  it('let it in where it may, and nowhere else, by whatever role', async () => {
    const token = await makeToken(['audit:read']);
    await ask(token, '/api/v1/staff/audit').expect(200);
    const refused = await ask(token, '/api/v1/staff/webhooks').expect(403);
    expect(refused.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="webhooks:read"',
    );
    await app.http.post('/api/v1/staff/import').set('authorization', `Bearer ${token}`).send({}).expect(403);
    const both = await makeToken(['audit:read', 'webhooks:read']);
    await ask(both, '/api/v1/staff/webhooks').expect(200);
  });

  it('cover returned letters, which are handed in beside the staff API', async () => {
    const bounce = (token: string) =>
      app.http
        .post('/api/v1/bounces')
        .set({ authorization: `Bearer ${token}`, 'content-type': 'message/rfc822' })
        .send('Subject: x\r\n\r\nx\r\n');
    expect((await bounce(await makeToken(['messages:write']))).status).toBe(422);
    expect((await bounce(await makeToken(['planning:write']))).status).toBe(403);
  });

  it('do not lift the role', async () => {
    const token = await makeToken(['webhooks:read'], { role: 'organizer' });
    await ask(token, '/api/v1/staff/webhooks').expect(403);
  });
});

describe('an API token', () => {
  it('ends on its last day, and shows when it was used', async () => {
    const token = await makeToken(['audit:read'], { expiresOn: '2025-04-01' });
    await ask(token, '/api/v1/staff/audit').expect(200);
    expect((await owner.get('/staff/tokens')).text).toContain('2025年4月1日（火） 午前9時');
    app.clock.set('2025-04-01T23:59:59.999+09:00');
    await ask(token, '/api/v1/staff/audit').expect(200);
    app.clock.set('2025-04-02T00:00:00+09:00');
    await ask(token, '/api/v1/staff/audit').expect(401);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('is shown once, kept as a hash, revoked at once, and each of that is in the log', async () => {
    const token = await makeToken(['audit:read'], { label: '一度きり' });
    const page = await owner.get('/staff/tokens');
    expect(page.text).not.toContain(token);
    const dump = await app.db.query(`SELECT t::text AS row FROM api_tokens t WHERE label = '一度きり'`);
    expect(JSON.stringify(dump)).not.toContain(token.slice(4));
    const [{ id }] = await app.db.query(`SELECT id FROM api_tokens WHERE label = '一度きり'`);
    for (let time = 0; time < 2; time++)
      expect((await owner.post(`/staff/tokens/${id}/revoke`)).status).toBe(303);
    await ask(token, '/api/v1/staff/audit').expect(401);
    const log = await app.db.query(
      'SELECT action, actor FROM audit_entries WHERE subject_id = $1 ORDER BY at, id',
      [id],
    );
    expect(log).toEqual([
      { action: 'token.created', actor: `staff:${owner.id}` },
      { action: 'token.revoked', actor: `staff:${owner.id}` },
    ]);
  });

  it('is for owners to make and end, each in their own organization', async () => {
    await makeToken(['audit:read'], { label: 'うちのもの' });
    const [{ id }] = await app.db.query(`SELECT id FROM api_tokens WHERE label = 'うちのもの'`);
    const organizer = await signInAs(app, town, 'organizer');
    expect((await organizer.get('/staff/tokens')).status).toBe(403);
    const stranger = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await stranger.get('/staff/tokens')).text).not.toContain('うちのもの');
    expect((await stranger.post(`/staff/tokens/${id}/revoke`)).status).toBe(404);
    const fields = { organization: 'hikari', label: 'よそから', role: 'owner', 'scope.audit:read': '1' };
    expect((await stranger.post('/staff/tokens', fields)).status).toBe(404);
  });

  it.each([
    [{ label: '' }, 'label'],
    [{ role: 'king' }, 'role'],
    [{ expiresOn: '2025-03-31' }, 'expiresOn'],
    [{ 'scope.audit:read': '' }, 'scope.planning:read'],
  ])('is not made with %j, and the form says where', async (wrong, field) => {
    const fields = { organization: 'hikari', label: '台帳', role: 'viewer', 'scope.audit:read': '1' };
    const page = await owner.post('/staff/tokens', { ...fields, ...wrong } as Record<string, string>);
    expect(page.status).toBe(422);
    expect(page.text).toContain(`href="#${field}"`);
    expect(page.text).not.toMatch(/tsu_/);
  });
});
