import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { deviceOf } from '../../../src/organizations/accounts/sessions/device.js';
import { StaffSession } from '../../../src/organizations/accounts/sessions/staff-session.entity.js';
import { StaffMember } from '../../../src/organizations/accounts/staff-member.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1';

let app: TestApp;
let town: Organization;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
});
afterAll(() => app.close());

/** Another browser of the same person. */
async function another(email: string) {
  const agent = supertest.agent(app.url);
  const form = await agent.get('/staff/sign-in');
  await agent
    .post('/staff/sign-in')
    .set('user-agent', IPHONE)
    .type('form')
    .send({ email, password: STAFF_PASSWORD, _csrf: formTokenIn(form.text) })
    .expect(303);
  return agent;
}

describe('the list of sessions', () => {
  it('names the devices, ends one, and ends all', async () => {
    const staff = await signInAs(app, town, 'viewer');
    const telephone = await another(staff.email);
    const third = await another(staff.email);
    const page = (await staff.get('/staff/account')).text;
    expect(page).toContain('iPhoneのSafari');
    expect(page.match(/name="session"/g)).toHaveLength(2);
    const [session = ''] = /(?<=name="session" value=")[^"]+/.exec(page) ?? [];
    expect((await staff.post('/staff/account/sessions', { act: 'end', session })).status).toBe(303);
    const left = [await telephone.get('/staff/account'), await third.get('/staff/account')];
    expect(left.map(({ status }) => status).sort()).toEqual([200, 303]);
    const everywhere = await staff.post('/staff/account/sessions', { act: 'everywhere' });
    expect(everywhere.headers.location).toBe('/staff/sign-in?done=everywhere');
    expect(await app.db.manager.countBy(StaffSession, { staffMemberId: staff.id })).toBe(0);
  });

  it('is nobody else’s', async () => {
    const [one, other] = [await signInAs(app, town), await signInAs(app, town)];
    await another(other.email);
    const page = (await other.get('/staff/account')).text;
    const [session = ''] = /(?<=name="session" value=")[^"]+/.exec(page) ?? [];
    await one.post('/staff/account/sessions', { act: 'end', session });
    expect(await app.db.manager.countBy(StaffSession, { staffMemberId: other.id })).toBe(2);
  });

  it('says when each was seen last, to the minute', async () => {
    const staff = await signInAs(app, town);
    const seen = async () =>
      (
        await app.db.manager.findOneByOrFail(StaffSession, { staffMemberId: staff.id })
      ).lastSeenAt.toISOString();
    app.clock.set('2025-04-01T09:00:59+09:00');
    await staff.get('/staff/account');
    expect(await seen()).toBe('2025-04-01T00:00:00.000Z');
    app.clock.set('2025-04-01T09:01:00+09:00');
    await staff.get('/staff/account');
    expect(await seen()).toBe('2025-04-01T00:01:00.000Z');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });
});

describe('one’s own account', () => {
  it('takes another password for the old one, and signs all other devices out', async () => {
    const staff = await signInAs(app, town, 'viewer');
    const telephone = await another(staff.email);
    const change = (former: string, password: string) =>
      staff.post('/staff/account/password', { former, password });
    const wrong = await change('not the password', 'a new one of length');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="former-error"');
    expect((await change(STAFF_PASSWORD, 'short')).text).toContain('id="password-error"');
    const copy = staff.agent.jar
      .getCookies({ domain: '127.0.0.1', path: '/staff', secure: false, script: false })
      .toValueString();
    expect((await change(STAFF_PASSWORD, 'a new one of length')).status).toBe(303);
    expect((await staff.get('/staff/account')).status).toBe(200);
    expect((await telephone.get('/staff/account')).status).toBe(303);
    expect((await app.http.get('/staff/account').set('cookie', copy)).status).toBe(303);
  });

  it('keeps a name and a language, and what was typed where it is refused', async () => {
    const staff = await signInAs(app, town, 'viewer');
    const refused = await staff.post('/staff/account/details', { name: 'あ'.repeat(101), language: 'en' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('あ'.repeat(101));
    expect((await staff.post('/staff/account/details', { name: '花子', language: 'en' })).status).toBe(303);
    const member = await app.db.manager.findOneByOrFail(StaffMember, { id: staff.id });
    expect(member).toMatchObject({ name: '花子', language: 'en' });
  });
});

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'edge',
      'windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-S931) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'samsung',
      'android',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox', 'linux'],
    [IPHONE, 'safari', 'iphone'],
    ['curl/8.5', 'other', 'other'],
    ['', 'other', 'other'],
  ])('%s', (userAgent, browser, system) => {
    expect(deviceOf(userAgent)).toEqual({ browser, system });
  });
});
