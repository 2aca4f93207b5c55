import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization } from '../../support/factories.js';
import { type Route, routesOf } from '../../support/routes.js';
import { formTokenIn, STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let staff: StaffBrowser;
let forms: Route[];

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
  staff = await signInAs(app, town);
  forms = routesOf(app).filter(({ method, path }) => method !== 'GET' && path.startsWith('/staff/'));
});
afterAll(() => app.close());

const addressOf = ({ path }: Route) => path.replace(/:\w+/g, () => newId());
const send = (browser: StaffBrowser, { method, path, access }: Route) =>
  browser.agent[method.toLowerCase() as 'post'](addressOf({ method, path, access })).type('form');

describe('forms of staff', () => {
  it('are refused by every route without the token of this session, and taken with it', async () => {
    expect(forms.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/staff/sign-in', '/staff/sign-out']),
    );
    const other = await signInAs(app, town);
    // Signing out ends what the others need.
    const inOrder = forms.toSorted(
      (a, b) => Number(a.path.endsWith('/sign-out')) - Number(b.path.endsWith('/sign-out')),
    );
    for (const form of inOrder) {
      const refused = [
        await send(staff, form).send({}),
        await send(staff, form).send({ _csrf: 'made-up' }),
        await send(staff, form).send({ _csrf: await other.formToken() }),
      ];
      const token = await staff.formToken();
      const taken = await send(staff, form).send({ _csrf: token });
      expect({ form, statuses: refused.map(({ status }) => status) }).toEqual({
        form,
        statuses: [403, 403, 403],
      });
      expect(refused[0]?.text).toContain('画面を開き直して');
      expect({ form, refused: taken.status === 403 }).toEqual({ form, refused: false });
    }
  });

  it('are refused where the session of the page has ended, on whatever spelling of the address', async () => {
    const browser = await signInAs(app, town);
    const token = await browser.formToken();
    await browser.post('/staff/sign-out');
    expect((await browser.agent.post('/staff/sign-out').type('form').send({ _csrf: token })).status).toBe(
      403,
    );
    for (const spelling of ['/staff/sign%2Din', '/%73taff/sign-in']) {
      expect((await browser.agent.post(spelling).type('form').send({})).status).toBe(403);
    }
  });

  it('need their token before sign-in too', async () => {
    const fields = { email: staff.email, password: STAFF_PASSWORD };
    expect((await app.http.post('/staff/sign-in').type('form').send(fields)).status).toBe(403);
    const agent = supertest.agent(app.url);
    const _csrf = formTokenIn((await agent.get('/staff/sign-in')).text);
    // The token alone, without the cookie that came with it.
    expect(
      (
        await app.http
          .post('/staff/sign-in')
          .type('form')
          .send({ ...fields, _csrf })
      ).status,
    ).toBe(403);
    expect(
      (
        await agent
          .post('/staff/sign-in')
          .type('form')
          .send({ ...fields, _csrf })
      ).status,
    ).toBe(303);
  });
});

describe('forms of anyone', () => {
  const statusOf = async (headers: Record<string, string>, path = '/sessions/none/register') =>
    (await app.http.post(path).set(headers).type('form').send({})).status;

  it('are refused from other sites, and taken from ours and from clients that say nothing', async () => {
    expect(await statusOf({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOf({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await statusOf({ origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf({ origin: 'not an origin' })).toBe(403);
    const ours = [
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
      { 'sec-fetch-site': 'none' },
      { origin: app.url },
      { origin: app.config.publicUrl },
      { origin: 'null' },
      {},
    ] as Record<string, string>[];
    for (const headers of ours) expect(await statusOf(headers)).not.toBe(403);
  });

  it('do not concern the API, which knows no cookies', async () => {
    expect(await statusOf({ 'sec-fetch-site': 'cross-site' }, '/api/v1/registrations')).not.toBe(403);
  });
});
