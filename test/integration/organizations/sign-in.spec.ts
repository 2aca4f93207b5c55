import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { nextPage } from '../../../src/organizations/accounts/next-page.js';
import { Passwords } from '../../../src/organizations/accounts/passwords.js';
import { StaffSession } from '../../../src/organizations/accounts/sessions/staff-session.entity.js';
import { StaffMember } from '../../../src/organizations/accounts/staff-member.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
});
afterAll(() => app.close());

/** One attempt by a fresh browser. */
async function attempt(fields: Record<string, string>, at: TestApp = app, cookie?: string) {
  const agent = supertest.agent(at.url);
  const form = await agent.get('/staff/sign-in');
  const sending = agent.post('/staff/sign-in').type('form');
  if (cookie) sending.set('cookie', [cookie, ...cookiesOf(form)].join('; '));
  return sending.send({ ...fields, _csrf: formTokenIn(form.text) });
}

function cookiesOf(answer: supertest.Response): string[] {
  return [answer.headers['set-cookie'] ?? []].flat().map((line) => String(line).split(';')[0] ?? '');
}

function sessionCookieOf(answer: supertest.Response): string | undefined {
  return [answer.headers['set-cookie'] ?? []].flat().find((line) => line.startsWith('tsudoi_staff='));
}

describe('signing in', () => {
  it('gives a cookie that scripts, other sites and public pages cannot have, and keeps only the hash of its token', async () => {
    const { email, id } = await signInAs(app, town);
    const answer = await attempt({
      email: ` ${email.toUpperCase()} `,
      password: STAFF_PASSWORD,
      next: '/staff/audit?from=2025-04-01',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/staff/audit?from=2025-04-01');
    const cookie = sessionCookieOf(answer) ?? '';
    expect(cookie).toMatch(/; Max-Age=43200; Path=\/staff; HttpOnly; SameSite=Lax$/);

    const token = decodeURIComponent(cookie).replace(/^tsudoi_staff=([^.]+)\..*$/, '$1');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const sessions = await app.db.getRepository(StaffSession).findBy({ staffMemberId: id });
    expect(sessions.map((session) => session.tokenHash)).toContain(
      createHash('sha256').update(token).digest('hex'),
    );
    expect(JSON.stringify(sessions)).not.toContain(token);
  });

  it('marks the cookie Secure where the site is https', async () => {
    const secure = await startTestApp({
      database: app.database,
      env: { PUBLIC_URL: 'https://tsudoi.example' },
    });
    try {
      const { email } = await signInAs(app, town);
      // A browser keeps Secure cookies from http for itself, so this one is carried by hand.
      const form = await secure.http.get('/staff/sign-in');
      const answer = await secure.http
        .post('/staff/sign-in')
        .set('cookie', cookiesOf(form).join('; '))
        .type('form')
        .send({ email, password: STAFF_PASSWORD, _csrf: formTokenIn(form.text) });
      expect(answer.status).toBe(303);
      expect(sessionCookieOf(answer)).toContain('; Secure');
      expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d+/);
    } finally {
      await secure.close();
    }
  });

  it('ends after twelve hours', async () => {
    const staff = await signInAs(app, town);
    app.clock.set('2025-04-01T20:59:59+09:00');
    expect((await staff.get('/staff/audit')).status).toBe(200);
    app.clock.set('2025-04-01T21:00:00+09:00');
    expect((await staff.get('/staff/audit')).status).toBe(303);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('gives a new token each time: one that was planted before is worth nothing', async () => {
    const { email, agent } = await signInAs(app, town);
    const planted = 'tsudoi_staff=planted.AAAA';
    const answer = await attempt({ email, password: STAFF_PASSWORD }, app, planted);
    expect(answer.status).toBe(303);
    expect(sessionCookieOf(answer)).not.toContain('planted');
    expect((await app.http.get('/staff/audit').set('cookie', planted)).status).toBe(303);

    const first = sessionCookieOf(await attempt({ email, password: STAFF_PASSWORD }))?.split(';')[0] ?? '';
    expect((await app.http.get('/staff/audit').set('cookie', first)).status).toBe(200);
    const form = await app.http.get('/staff/sign-in').set('cookie', first);
    const again = await app.http
      .post('/staff/sign-in')
      .set('cookie', [first, ...cookiesOf(form)].join('; '))
      .type('form')
      .send({ email, password: STAFF_PASSWORD, _csrf: formTokenIn(form.text) });
    expect(again.status).toBe(303);
    expect((await app.http.get('/staff/audit').set('cookie', first)).status).toBe(303);
    expect((await agent.get('/staff/audit')).status).toBe(200);
  });

  it('ends with sign-out, also for a copy of the cookie', async () => {
    const { email } = await signInAs(app, town);
    const cookie = sessionCookieOf(await attempt({ email, password: STAFF_PASSWORD }))?.split(';')[0] ?? '';
    const page = await app.http.get('/staff/audit').set('cookie', cookie);
    expect(page.status).toBe(200);
    const answer = await app.http
      .post('/staff/sign-out')
      .set('cookie', [cookie, ...cookiesOf(page)].join('; '))
      .type('form')
      .send({ _csrf: formTokenIn(page.text) });
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff/sign-in']);
    expect(sessionCookieOf(answer)).toMatch(/^tsudoi_staff=; Max-Age=0; Path=\/staff;/);
    expect((await app.http.get('/staff/audit').set('cookie', cookie)).status).toBe(303);
  });
});

describe('who may not come in', () => {
  it('reads the same answer for a wrong password, an unknown address, a disabled account and a malformed form', async () => {
    const known = await signInAs(app, town);
    const disabled = await signInAs(app, town);
    await app.db.getRepository(StaffMember).update({ id: disabled.id }, { disabledAt: new Date() });
    const answers = [
      await attempt({ email: known.email, password: 'wrong password' }),
      await attempt({ email: 'nobody@town.example', password: 'wrong password' }),
      await attempt({ email: disabled.email, password: STAFF_PASSWORD }),
      await attempt({ email: 'a\u0000b', password: STAFF_PASSWORD }),
    ];
    const essence = answers.map(({ status, text }) => ({
      status,
      text: text.replace(/(name="_csrf" value=|name="email"[^>]* value=)"[^"]*"/g, '$1'),
    }));
    expect(essence[0]?.status).toBe(422);
    expect(essence[0]?.text).toContain('メールアドレスかパスワードが違います。');
    for (const other of essence.slice(1)) expect(other).toEqual(essence[0]);
    expect((await disabled.get('/staff/audit')).status).toBe(303);
  });

  it('cannot tell from the work done whether an address is known', async () => {
    const passwords = app.nest.get(Passwords);
    const member = await app.db.getRepository(StaffMember).findOneByOrFail({});
    const work = async (hash: string | null | undefined) => {
      // Processor time of this process, which other load on the machine does not change.
      const before = process.cpuUsage();
      expect(await passwords.verify(hash, 'wrong password')).toBe(false);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 5; round++) {
      known.push(await work(member.passwordHash));
      unknown.push(await work(undefined));
    }
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
    expect(Math.min(...known)).toBeGreaterThan(Math.min(...unknown) / 2);
  });

  it('is led back only to staff pages of this site', async () => {
    expect(nextPage('/staff/sessions/1?x=1&lang=en')).toBe('/staff/sessions/1?x=1');
    const elsewhere = [
      undefined,
      ['/staff/audit'],
      '',
      'https://evil.example/staff',
      '//evil.example/staff',
      '/\\evil.example/staff',
      '/staff/..//evil.example',
      '/staff/%2e%2e//evil.example',
      '/staffelse',
      'javascript:alert(1)',
      '/staff\t/../../my',
      '/staff/sign-in',
      '/staff/sign-out',
    ];
    expect(elsewhere.map(nextPage)).toEqual(elsewhere.map(() => '/staff'));
    const { email } = await signInAs(app, town);
    const answer = await attempt({ email, password: STAFF_PASSWORD, next: 'https://evil.example/staff' });
    expect(answer.headers.location).toBe('/staff');
  });

  it('is asked to sign in first, in the language of the page, and comes back to it', async () => {
    const answer = await app.http.get('/staff/audit?from=2025-04-01&lang=en');
    const next = encodeURIComponent('/staff/audit?from=2025-04-01&lang=en');
    expect([answer.status, answer.headers.location]).toEqual([303, `/staff/sign-in?next=${next}&lang=en`]);
    const form = await app.http.get(answer.headers.location ?? '');
    expect(form.text).toContain('<html lang="en">');
    expect(form.text).toContain('name="next" value="/staff/audit?from=2025-04-01"');
  });
});
