import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { StaffRole } from '../../../src/organizations/accounts/staff-role.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { askOutward } from '../../../src/platform/http/outward.js';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { openTownAccounts, type TownAccounts, type TownPerson } from '../../support/town-accounts.js';

const BACK = 'http://tsudoi.example/staff/sign-in/openid/hikari';

let app: TestApp;
let town: Organization;
let owner: StaffBrowser;
let accounts: TownAccounts;
const people: Record<string, TownPerson> = {};

beforeAll(async () => {
  app = await startTestApp({ env: { OUTGOING_HOSTS: '127.0.0.1' } });
  accounts = await openTownAccounts(BACK, people);
  town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
  owner = await signInAs(app, town, 'owner');
  expect((await setRules({})).status).toBe(303);
});
afterAll(async () => {
  await accounts.close();
  await app.close();
});

function setRules(more: Record<string, string>) {
  const { issuer, clientId, clientSecret } = accounts;
  const rules = { act: 'save', issuer, clientId, clientSecret, mailDomains: '', isOffered: '1', ...more };
  return owner.post(`/staff/organizations/${town.slug}/sign-in`, rules);
}

/** A fresh browser that goes by the town's button. */
async function come(account: string, agent = supertest.agent(app.url)) {
  const away = await agent.get(`/staff/sign-in/with/${town.slug}?next=/staff/account`);
  expect(away.status).toBe(303);
  const back = new URL(await accounts.signIn(away.headers.location ?? '', account));
  const answer = await agent.get(`${back.pathname}${back.search}`);
  return { agent, answer, back };
}

describe('a town’s own accounts', () => {
  it('are offered on the sign-in page, set up and tested by the owner, their secret shown to nobody', async () => {
    expect((await app.http.get('/staff/sign-in')).text).toContain('ひかり市でサインイン');
    const rules = `/staff/organizations/${town.slug}/sign-in`;
    const page = (await owner.get(rules)).text;
    expect(page).toContain(BACK);
    expect(page).not.toContain(accounts.clientSecret);
    const [kept] = await app.db.query('SELECT client_secret FROM identity_providers');
    expect(kept.client_secret).not.toContain(accounts.clientSecret);
    expect((await owner.post(rules, { act: 'test' })).text).toContain('相手は正しく応答しました');
    expect((await setRules({ issuer: 'http://idp.example' })).status).toBe(422);
    expect((await setRules({ mailDomains: 'not a domain!' })).text).toContain('id="mailDomains-error"');
    expect((await (await signInAs(app, town, 'organizer')).get(rules)).status).toBe(403);
  });

  it('sign in who is staff there, found by the verified address once and by the account from then on', async () => {
    const staff = await signInAs(app, town, 'reception');
    people.hana = { email: staff.email.toUpperCase(), email_verified: true };
    const { agent, answer } = await come('hana');
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff/account']);
    const page = (await agent.get('/staff/account')).text;
    expect(page).toContain('団体のアカウントでサインインしています');
    people.hana = { email: 'renamed@town.example', email_verified: true };
    expect((await come('hana')).answer.status).toBe(303);
    people.newcomer = { email: staff.email, email_verified: true };
    expect((await come('newcomer')).answer.text).toContain('もう別の団体アカウントと結び付いています');
  });

  it('open nothing of another organization, and nothing of the account itself', async () => {
    const elsewhere = await makeOrganization(app.db, { name: 'よその市' });
    const both = await signInAs(app, elsewhere, 'owner');
    await app.db.manager.insert(StaffRole, {
      staffMemberId: both.id,
      organizationId: town.id,
      role: 'viewer',
    });
    people.both = { email: both.email, email_verified: true };
    const { agent } = await come('both');
    expect((await agent.get('/staff/programmes')).status).toBe(200);
    expect((await agent.get('/staff/members')).status).toBe(403);
    expect((await agent.get(`/staff/organizations/${elsewhere.slug}/sign-in`)).status).toBe(403);
    expect((await agent.get('/staff/account/second-factor')).status).toBe(403);
    expect((await agent.get('/staff/calendar-feed')).status).toBe(403);
    const form = await agent.get('/staff/account');
    const post = (path: string, fields: object) =>
      agent
        .post(path)
        .type('form')
        .send({ ...fields, _csrf: formTokenIn(form.text) });
    const change = { former: STAFF_PASSWORD, password: 'taken over by a town' };
    expect((await post('/staff/account/password', change)).status).toBe(403);
    expect((await post('/staff/account/passkeys/options', {})).status).toBe(403);
    expect((await both.get('/staff/members')).status).toBe(200);

    people.stranger = { email: (await signInAs(app, elsewhere, 'owner')).email, email_verified: true };
    const refused = await come('stranger');
    expect(refused.answer.status).toBe(403);
    expect(refused.answer.text).toContain('登録も招待もされていません');
  });

  it('accept an invitation of their town, and speak for no address that is not theirs', async () => {
    const email = 'new@town.example';
    await owner.post(`/staff/organizations/${town.slug}/invitations`, {
      email,
      name: '新人',
      role: 'viewer',
    });
    people.new = { email };
    expect((await come('new')).answer.text).toContain('確かめられていません');
    people.new = { email, email_verified: false };
    await setRules({ mailDomains: 'town.example', clientSecret: '' });
    expect((await come('new')).answer.text).toContain('確かめられていません');
    people.new = { email };
    expect((await come('new')).answer.status).toBe(303);
    people.other = { email: 'x@elsewhere.example', email_verified: true };
    expect((await come('other')).answer.text).toContain('この団体のものとして登録されていません');
    await setRules({ clientSecret: '' });
  });

  it('take nobody in who acts for another town, before that person has said so', async () => {
    const elsewhere = await signInAs(app, await makeOrganization(app.db), 'viewer');
    const invitation = { email: elsewhere.email, name: '兼務', role: 'viewer' };
    await owner.post(`/staff/organizations/${town.slug}/invitations`, invitation);
    people.shared = { email: elsewhere.email, email_verified: true };
    expect((await come('shared')).answer.status).toBe(403);
    expect(await app.db.manager.countBy(StaffRole, { staffMemberId: elsewhere.id })).toBe(1);
  });

  it('may be the only way, also for who has just accepted an invitation by mail', async () => {
    expect((await setRules({ isOnlyWay: '1', clientSecret: '' })).status).toBe(303);
    const email = 'by-mail@town.example';
    const invitation = { email, name: '新人', role: 'viewer' };
    await owner.post(`/staff/organizations/${town.slug}/invitations`, invitation);
    const message = await app.db.manager.findOneByOrFail(Message, { recipient: email });
    const mail = await app.nest.get(MailComposers).compose(message);
    const path = /\/staff\/invitations\/[\w-]+/.exec('text' in mail ? mail.text : '')?.[0] ?? '';
    const agent = supertest.agent(app.url);
    const page = await agent.get(path);
    const form = { name: '新人', password: 'quite long enough', _csrf: formTokenIn(page.text) };
    const answer = await agent.post(path).type('form').send(form);
    expect(answer.text).toContain('団体のアカウントでサインイン」から入ってください');
    expect((await agent.get('/staff/account')).status).toBe(303);
    people.byMail = { email, email_verified: true };
    expect((await come('byMail')).answer.status).toBe(303);
    await setRules({ clientSecret: '' });
  });

  it('may be the only way for staff who own nothing', async () => {
    const staff = await signInAs(app, town, 'viewer');
    expect((await setRules({ isOnlyWay: '1', clientSecret: '' })).status).toBe(303);
    const attempt = async (email: string) => {
      const agent = supertest.agent(app.url);
      const form = await agent.get('/staff/sign-in');
      return agent
        .post('/staff/sign-in')
        .type('form')
        .send({ email, password: STAFF_PASSWORD, _csrf: formTokenIn(form.text) });
    };
    expect((await attempt(staff.email)).text).toContain('団体のアカウントでサインイン」から入ってください');
    expect((await attempt(owner.email)).status).toBe(303);
    expect((await setRules({ isOnlyWay: '1', isOffered: '' })).status).toBe(422);
    await setRules({ clientSecret: '' });
  });

  it('are believed only in the browser that began, once, and with the state that was sent', async () => {
    const staff = await signInAs(app, town, 'viewer');
    people.mai = { email: staff.email, email_verified: true };
    const { agent, back } = await come('mai');
    const again = await agent.get(`${back.pathname}${back.search}`);
    expect([again.status, again.text.includes('最初からお試しください')]).toEqual([403, true]);
    const thief = await app.http.get(`${back.pathname}${back.search}`);
    expect(thief.status).toBe(403);
    const other = supertest.agent(app.url);
    await other.get(`/staff/sign-in/with/${town.slug}`);
    const planted = await other.get(`${back.pathname}${back.search}`);
    expect([planted.status, planted.text.includes('正しい答えが返りませんでした')]).toEqual([403, true]);
    expect((await app.http.get('/staff/sign-in/with/nowhere')).status).toBe(404);
  });

  it('are not believed at the address of another town, whose provider may have led the browser there', async () => {
    const staff = await signInAs(app, town, 'viewer');
    people.led = { email: staff.email, email_verified: true };
    const greedy = await makeOrganization(app.db, { slug: 'greedy', name: 'よくばり市' });
    const agent = supertest.agent(app.url);
    const away = await agent.get(`/staff/sign-in/with/${town.slug}`);
    const back = new URL(await accounts.signIn(away.headers.location ?? '', 'led'));
    const answer = await agent.get(`/staff/sign-in/openid/${greedy.slug}${back.search}`);
    expect([answer.status, answer.text.includes('最初からお試しください')]).toEqual([403, true]);
    expect((await agent.get('/staff/account')).status).toBe(303);
  });

  it('that do not answer get a page that says so; replaced, they end what they opened', async () => {
    const staff = await signInAs(app, town, 'viewer');
    people.last = { email: staff.email, email_verified: true };
    const { agent } = await come('last');
    expect((await agent.get('/staff/account')).status).toBe(200);
    const closed = await freePort();
    await setRules({ issuer: `http://127.0.0.1:${closed}` });
    expect((await agent.get('/staff/account')).status).toBe(303);
    const answer = await app.http.get(`/staff/sign-in/with/${town.slug}`);
    expect([answer.status, answer.text.includes('いま応答していません')]).toEqual([503, true]);
  });
});

describe('a server that somebody has named', () => {
  const ask = (url: string, trustedHosts: readonly string[] = []) =>
    askOutward(url, { method: 'GET', timeoutMs: 2000, trustedHosts });

  it.each([
    ['https://127.0.0.1/', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://169.254.169.254/latest', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://0x7f.1/', 'private'],
    ['https://localhost/', 'private'],
    ['http://example.com/', 'insecure'],
    ['ftp://example.com/', 'address'],
    ['https://user:pass@example.com/', 'address'],
    ['nonsense', 'address'],
  ])('%s is not asked: %s', async (url, reason) => {
    await expect(ask(url)).rejects.toMatchObject({ reason });
  });

  it('is asked where the operator trusts it; a redirect is not followed, and a long answer not read', async () => {
    const server = createServer((request, answer) => {
      if (request.url === '/long') answer.end(Buffer.alloc(2 * 1024 * 1024));
      else answer.writeHead(302, { location: 'https://10.0.0.1/' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await ask(url, ['127.0.0.1'])).status).toBe(302);
    await expect(ask(`${url}/long`, ['127.0.0.1'])).rejects.toThrow('too long');
    await new Promise((resolve) => server.close(resolve));
  });
});

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
