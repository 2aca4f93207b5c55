import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import supertest from 'supertest';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { opened, sealed } from '../../../src/platform/sealed.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const PAGE = '/staff/account/second-factor';
const NINE = '2025-04-01T09:00:00+09:00';

let app: TestApp;
let town: Organization;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
});
afterAll(() => app.close());

const codeAt = (secret: string, seconds = 0) =>
  generateSync({ secret, epoch: app.clock.now().getTime() / 1000 + seconds });

/** Sets an application up through the pages. @returns its secret, and the codes for the paper */
async function setUp(staff: StaffBrowser): Promise<{ secret: string; codes: string[] }> {
  await staff.post(PAGE, { act: 'begin' });
  const page = (await staff.get(PAGE)).text;
  const secret = (/accounts-secret">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  expect(page).toContain('data:image/svg+xml;base64,');
  const done = await staff.post(PAGE, { act: 'confirm', code: codeAt(secret), current: STAFF_PASSWORD });
  expect(done.status).toBe(200);
  const codes = [...done.text.matchAll(/<li>([a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4})<\/li>/g)].map(
    ([, code]) => code as string,
  );
  expect(new Set(codes).size).toBe(10);
  return { secret, codes };
}

/** A fresh browser after the right password. */
async function firstStep(email: string) {
  const agent = supertest.agent(app.url);
  const form = await agent.get('/staff/sign-in');
  const answer = await agent
    .post('/staff/sign-in')
    .type('form')
    .send({ email, password: STAFF_PASSWORD, next: '/staff/account', _csrf: formTokenIn(form.text) });
  const code = async (text: string) => {
    const page = await agent.get('/staff/sign-in/second-step');
    return agent
      .post('/staff/sign-in/second-step')
      .type('form')
      .send({ code: text, _csrf: formTokenIn(page.text) });
  };
  return { agent, answer, code };
}

describe('an authenticator application', () => {
  it('is asked for after the password, takes each code once, one step early or late, and is kept sealed', async () => {
    const staff = await signInAs(app, town);
    const { secret } = await setUp(staff);
    expect((await staff.get('/staff/account')).status).toBe(200);
    const [row] = await app.db.query('SELECT secret FROM staff_totp_secrets WHERE staff_member_id = $1', [
      staff.id,
    ]);
    expect(row.secret).not.toContain(secret);

    const { agent, answer, code } = await firstStep(staff.email);
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff/sign-in/second-step']);
    expect((await agent.get('/staff/account')).status).toBe(303);
    expect((await code(codeAt(secret))).status).toBe(422);
    expect((await code(codeAt(secret, 60))).status).toBe(422);
    const next = codeAt(secret, 30);
    const done = await code(` ${next.slice(0, 3)} ${next.slice(3)} `);
    expect([done.status, done.headers.location]).toEqual([303, '/staff/account']);
    expect((await agent.get('/staff/account')).text).toContain('パスワードと認証アプリ');

    const other = await firstStep(staff.email);
    expect((await other.code(next)).status).toBe(422);
    app.clock.set('2025-04-01T09:02:00+09:00');
    const results = await Promise.all([
      other.code(codeAt(secret)),
      (await firstStep(staff.email)).code(codeAt(secret)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([303, 422]);
    app.clock.set(NINE);
  });

  it('may be lost: each code from paper opens once', async () => {
    const staff = await signInAs(app, town);
    const { codes } = await setUp(staff);
    const [first = ''] = codes;
    const one = await firstStep(staff.email);
    expect((await one.code(first.toUpperCase().replaceAll('-', ' '))).status).toBe(303);
    const two = await firstStep(staff.email);
    expect((await two.code(first)).status).toBe(422);
    const kept = await app.db.query('SELECT code_hash FROM staff_recovery_codes WHERE staff_member_id = $1', [
      staff.id,
    ]);
    expect(JSON.stringify(kept)).not.toContain(first.replaceAll('-', ''));
  });

  it('lets nobody finish who began with a password that was changed meanwhile', async () => {
    const staff = await signInAs(app, town);
    const { codes } = await setUp(staff);
    const thief = await firstStep(staff.email);
    const page = await thief.agent.get('/staff/sign-in/second-step');
    await staff.post('/staff/account/password', { former: STAFF_PASSWORD, password: 'another long word' });
    const answer = await thief.agent
      .post('/staff/sign-in/second-step')
      .type('form')
      .send({ code: codes[0], _csrf: formTokenIn(page.text) });
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff/sign-in']);
    expect((await thief.agent.get('/staff/account')).status).toBe(303);
  });

  it('is not what somebody saw on a screen left open another day', async () => {
    const staff = await signInAs(app, town);
    const shown = async () =>
      /accounts-secret">([A-Z2-7 ]+)</.exec((await staff.get(PAGE)).text)?.[1]?.replaceAll(' ', '');
    await staff.post(PAGE, { act: 'begin' });
    const seen = await shown();
    await staff.post(PAGE, { act: 'begin' });
    expect(await shown()).toBe(seen);
    app.clock.set('2025-04-01T09:31:00+09:00');
    expect(await shown()).toBeUndefined();
    await staff.post(PAGE, { act: 'confirm', code: codeAt(seen ?? ''), current: STAFF_PASSWORD });
    expect((await staff.get('/staff/account')).text).not.toContain('パスワードと認証アプリ');
    await staff.post(PAGE, { act: 'begin' });
    expect(await shown()).not.toBe(seen);
    app.clock.set(NINE);
  });

  it('is guessed at no more than five times', async () => {
    const staff = await signInAs(app, town);
    await setUp(staff);
    const { code } = await firstStep(staff.email);
    const statuses: number[] = [];
    for (let time = 0; time < 6; time++) statuses.push((await code(`00000${time}`)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    await app.db.query('DELETE FROM rate_limits');
  });

  it('ends other sessions, is taken away only with the password, and gives this session another token', async () => {
    const staff = await signInAs(app, town);
    const elsewhere = await firstStep(staff.email);
    expect((await elsewhere.agent.get('/staff/account')).status).toBe(200);
    await setUp(staff);
    expect((await elsewhere.agent.get('/staff/account')).status).toBe(303);
    expect((await staff.post(PAGE, { act: 'off', current: 'wrong' })).status).toBe(422);
    expect((await staff.post(PAGE, { act: 'off', current: STAFF_PASSWORD })).status).toBe(303);
    expect((await firstStep(staff.email)).answer.headers.location).toBe('/staff/account');
  });

  it('is led to before anything else where an organization requires it', async () => {
    const strict = await makeOrganization(app.db);
    const staff = await signInAs(app, strict, 'viewer');
    await app.db.manager.update(Organization, { id: strict.id }, { secondFactorRequired: true });
    for (const path of ['/staff', '/staff/programmes']) {
      const answer = await staff.get(path);
      expect([answer.status, answer.headers.location]).toEqual([303, PAGE]);
    }
    expect((await staff.post('/staff/calendar-feed', { act: 'renew' })).headers.location).toBe(PAGE);
    await setUp(staff);
    expect((await staff.get('/staff/programmes')).status).toBe(200);
  });

  it('is reset by an owner of all its organizations, whom the audit log names, and by no other', async () => {
    const staff = await signInAs(app, town, 'viewer');
    await setUp(staff);
    const owner = await signInAs(app, town, 'owner');
    const act = (by: StaffBrowser) =>
      by.post(`/staff/organizations/${town.slug}/members/${staff.id}`, { act: 'factors' });
    expect((await act(await signInAs(app, town, 'organizer'))).status).toBe(403);
    expect((await act(await signInAs(app, await makeOrganization(app.db)))).status).toBe(404);
    expect((await act(owner)).status).toBe(303);
    expect((await firstStep(staff.email)).answer.headers.location).toBe('/staff/account');
    const [mail] = await app.db.query(`SELECT kind FROM messages WHERE recipient = $1`, [staff.email]);
    expect(mail.kind).toBe('staff_factors_reset');
  });
});

describe('a sealed secret', () => {
  it('opens for the row, the purpose and the installation that it was sealed for, and not when it was touched', () => {
    const config = { secret: 'one secret of an installation' };
    const text = sealed(config, 'totp', 'row-1', 'ABC');
    expect(opened(config, 'totp', 'row-1', text)).toBe('ABC');
    expect(sealed(config, 'totp', 'row-1', 'ABC')).not.toBe(text);
    expect(opened(config, 'totp', 'row-2', text)).toBeUndefined();
    expect(opened(config, 'webhook', 'row-1', text)).toBeUndefined();
    expect(opened({ secret: 'another' }, 'totp', 'row-1', text)).toBeUndefined();
    expect(opened(config, 'totp', 'row-1', `${text.slice(0, -2)}AA`)).toBeUndefined();
    expect(opened(config, 'totp', 'row-1', 'v1.x')).toBeUndefined();
  });
});
