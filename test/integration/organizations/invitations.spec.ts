import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { StaffSession } from '../../../src/organizations/accounts/sessions/staff-session.entity.js';
import { StaffMember } from '../../../src/organizations/accounts/staff-member.entity.js';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let owner: StaffBrowser;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db, { name: 'ひかり市' });
  owner = await signInAs(app, town, 'owner');
});
afterAll(() => app.close());

/** Path of the link in the newest mail of this kind to an address; undefined where none went. */
async function linkTo(email: string, kind: string): Promise<string | undefined> {
  const [message] = await app.db.manager.find(Message, {
    where: { recipient: email, kind },
    order: { id: 'DESC' },
    take: 1,
  });
  if (!message) return undefined;
  const mail = await app.nest.get(MailComposers).compose(message);
  if (!('text' in mail)) return undefined;
  expect(mail.subject).not.toContain('ひかり');
  return /http:\/\/tsudoi\.example(\/staff\/(?:invitations|new-password)\/[\w-]+)/.exec(mail.text)?.[1];
}

const invite = (email: string, role = 'reception', by = owner) =>
  by.post(`/staff/organizations/${town.slug}/invitations`, { email, name: '新人', role });

/** One form sent by a browser that has visited its page. */
async function send(path: string, fields: Record<string, string>, agent = supertest.agent(app.url)) {
  const page = await agent.get(path);
  return agent
    .post(path)
    .type('form')
    .send({ ...fields, _csrf: formTokenIn(page.text) });
}

describe('an invitation', () => {
  it('becomes an account in its role by a press on its page, once, and not by being looked at', async () => {
    expect((await invite('Hana@Town.example')).status).toBe(303);
    const path = (await linkTo('hana@town.example', 'staff_invitation')) ?? '';
    for (let look = 0; look < 3; look++) expect((await app.http.get(path)).status).toBe(200);
    expect((await app.http.get(path)).text).toContain('ひかり市');
    const short = await send(path, { name: '花', password: 'short' });
    expect(short.status).toBe(422);
    expect(short.text).toContain('12文字以上');
    const agent = supertest.agent(app.url);
    const answer = await send(path, { name: '花', password: 'quite long enough' }, agent);
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff']);
    expect((await agent.get('/staff/account')).text).toContain('hana@town.example');
    expect((await agent.get('/staff/audit')).status).toBe(403);
    const again = await app.http.get(path);
    expect(again.status).toBe(410);
    expect(again.text).toContain('この招待は使えなくなりました');
    const member = await app.db.manager.findOneByOrFail(StaffMember, { email: 'hana@town.example' });
    const entries = await app.db.manager.findBy(AuditEntry, { subjectId: member.id });
    expect(entries.map(({ action }) => action)).toEqual(['staff.invitation_accepted']);
    const kept = await app.db.query('SELECT * FROM staff_invitations');
    expect(JSON.stringify(kept)).not.toContain(path.split('/').at(-1));
  });

  it('is told alike for an address with an account elsewhere, whose owner joins after signing in to it', async () => {
    const elsewhere = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await invite(elsewhere.email, 'viewer')).status).toBe(303);
    expect((await owner.get('/staff/members')).text).toContain(elsewhere.email);
    const path = (await linkTo(elsewhere.email, 'staff_invitation')) ?? '';
    const stranger = await send(path, { name: 'x', password: 'quite long enough' }).catch(() => undefined);
    expect(stranger).toBeUndefined();
    const other = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await other.post(path, { act: 'join' })).status).toBe(403);
    expect((await elsewhere.post(path, { act: 'join' })).status).toBe(303);
    expect((await owner.get('/staff/members')).text).toContain('ほかの団体でも働いている人です');
    expect((await invite(elsewhere.email)).status).toBe(422);
  });

  it('is one for one address; sent again it has another link, and withdrawn or after seven days none', async () => {
    await invite('ken@town.example');
    await invite('ken@town.example');
    expect(await app.db.manager.countBy(Message, { recipient: 'ken@town.example' })).toBe(1);
    expect((await invite('ken@town.example', 'owner')).text).toContain('もう、別の権限で招待しています');
    const first = (await linkTo('ken@town.example', 'staff_invitation')) ?? '';
    const [{ id }] = await app.db.query(`SELECT id FROM staff_invitations WHERE email = 'ken@town.example'`);
    const act = (word: string) =>
      owner.post(`/staff/organizations/${town.slug}/invitations/${id}`, { act: word });
    expect((await act('again')).status).toBe(303);
    const second = (await linkTo('ken@town.example', 'staff_invitation')) ?? '';
    expect((await app.http.get(first)).status).toBe(410);
    expect((await app.http.get(second)).status).toBe(200);
    app.clock.set('2025-04-08T09:00:00+09:00');
    expect((await app.http.get(second)).status).toBe(410);
    app.clock.set('2025-04-01T09:00:00+09:00');
    expect((await act('withdraw')).status).toBe(303);
    expect((await app.http.get(second)).status).toBe(410);
    expect(await linkTo('ken@town.example', 'staff_invitation')).toBeUndefined();
  });

  it('is for owners to send, and its link for nobody but its reader', async () => {
    const organizer = await signInAs(app, town, 'organizer');
    expect((await invite('mai@town.example', 'owner', organizer)).status).toBe(403);
    await invite('mai@town.example', 'owner');
    const message = await app.db.manager.findOneByOrFail(Message, { recipient: 'mai@town.example' });
    const page = await organizer.get(`/staff/messages/${message.id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('/staff/invitations/');
    expect((await organizer.get(`/staff/messages/${message.id}/html`)).status).toBe(404);
  });
});

describe('a forgotten password', () => {
  it('gets one answer for every address, and a link that sets another once and ends all sessions', async () => {
    const staff = await signInAs(app, town, 'viewer');
    const known = await send('/staff/forgotten-password', { email: ` ${staff.email.toUpperCase()}` });
    const unknown = await send('/staff/forgotten-password', { email: 'nobody@town.example' });
    const essence = ({ text }: { text: string }) => text.replace(/name="_csrf" value="[^"]*"/g, '');
    expect([known.status, essence(known)]).toEqual([200, essence(unknown)]);
    expect(await linkTo('nobody@town.example', 'staff_password')).toBeUndefined();
    const path = (await linkTo(staff.email, 'staff_password')) ?? '';
    expect((await app.http.get(path)).status).toBe(200);
    expect((await send(path, { password: 'too short' })).status).toBe(422);
    const set = await send(path, { password: 'another long one' });
    expect([set.status, set.headers.location]).toEqual([303, '/staff/sign-in?done=password']);
    expect(await app.db.manager.countBy(StaffSession, { staffMemberId: staff.id })).toBe(0);
    expect((await app.http.get(path)).status).toBe(410);
    const signIn = (password: string) => send('/staff/sign-in', { email: staff.email, password });
    expect((await signIn(STAFF_PASSWORD)).status).toBe(422);
    expect((await signIn('another long one')).status).toBe(303);
  });

  it('sends no more than three links in an hour, and none to a disabled account', async () => {
    const staff = await signInAs(app, town, 'viewer');
    for (let time = 0; time < 5; time++) await send('/staff/forgotten-password', { email: staff.email });
    expect(await app.db.manager.countBy(Message, { recipient: staff.email })).toBe(3);
    const closed = await signInAs(app, town, 'viewer');
    await app.db.manager.update(StaffMember, { id: closed.id }, { disabledAt: new Date() });
    await send('/staff/forgotten-password', { email: closed.email });
    expect(await app.db.manager.countBy(Message, { recipient: closed.email })).toBe(0);
  });
});
