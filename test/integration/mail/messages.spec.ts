import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import type { Message } from '../../../src/platform/mail/message.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { ReminderSweep } from '../../../src/reminders/reminder-sweep.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { putMessages } from '../../support/ledger.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';

const PEOPLE = 60;

describe('the ledger as staff see it, where mails become files', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let staff: StaffBrowser;
  let authorization: string;
  let first: Message;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-13T17:00:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    for (let person = 0; person < PEOPLE; person++) {
      const { registration } = await makeRegistered(app.db, term.sessions, term.pools);
      await app.db.transaction((tx) => putMessages(tx, [confirmation(registration)], app.clock.now()));
    }
    await app.nest.get(Delivery).deliverDue();
    app.clock.set('2025-04-13T18:00:00+09:00');
    await app.nest.get(ReminderSweep).sweep();
    staff = await signInAs(app, term.organization, 'organizer');
    authorization = await bearer(app, term.organization, 'organizer');
    [first] = (await ledger(app.db)) as [Message];
  });

  afterAll(() => app?.close());

  async function api(query: string) {
    const { body, status } = await app.http
      .get(`/api/v1/staff/messages?${query}`)
      .set('authorization', authorization);
    expect(status).toBe(200);
    return body as {
      items: { id: string; kind: string; state: string; dueAt: string }[];
      next: string | null;
    };
  }

  it('writes each mail as a whole file that only its account can read', async () => {
    const files = readdirSync(app.config.mailDirectory);
    expect(files).toHaveLength(PEOPLE);
    expect(files.every((file) => /^[\da-f-]{36}\.eml$/.test(file))).toBe(true);
    const file = join(app.config.mailDirectory, `${first.id}.eml`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const mail = await PostalMime.parse(readFileSync(file));
    expect(mail).toMatchObject({
      to: [{ address: first.recipient }],
      messageId: `<${first.id}@tsudoi.example>`,
    });
    expect(mail.html).toContain('</html>');
    expect(first).toMatchObject({ state: 'sent', outcome: `${first.id}.eml` });
  });

  it('goes through all of them, newest first, without gap or repetition', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, next } = await api(`cursor=${cursor}`);
      seen.push(...items.map(({ id }) => id));
      cursor = next;
    }
    expect(new Set(seen).size).toBe(PEOPLE * 2);
    expect(seen).toHaveLength(PEOPLE * 2);
  });

  it('filters by state, kind and session', async () => {
    const kinds = async (query: string) =>
      new Set((await api(query)).items.map(({ kind, state }) => `${kind} ${state}`));
    expect(await kinds('state=queued')).toEqual(new Set(['reminder queued']));
    expect(await kinds('kind=confirmed')).toEqual(new Set(['confirmed sent']));
    const [one, two] = term.sessions.map(({ id }) => id);
    expect(await kinds(`session=${one}&kind=reminder`)).toEqual(new Set(['reminder queued']));
    expect(await kinds(`session=${two}&kind=reminder`)).toEqual(new Set());
    expect(await kinds(`session=${two}&kind=confirmed`)).toEqual(new Set(['confirmed sent']));
    expect((await api('kind=reminder')).items[0]?.dueAt).toBe('2025-04-13T18:00:00+09:00');
    const refused = await app.http
      .get('/api/v1/staff/messages?state=lost')
      .set('authorization', authorization);
    expect(refused.status).toBe(400);
  });

  it('lists them on a page, in Japanese and English', async () => {
    const page = await staff.get('/staff/messages?kind=confirmed');
    expect(page.status).toBe(200);
    expect(page.text).toContain('送信済み');
    expect(page.text).toContain('<option value="confirmed" selected>受付</option>');
    expect(page.text).toMatch(/href="\/staff\/messages\?kind=confirmed&amp;cursor=[\da-f-]{36}" rel="next"/);
    expect(page.text).toContain('2025年4月13日（日） 午後5時');
    expect((await staff.get('/staff/messages?lang=en')).text).toContain('Waiting to be sent');
  });

  it('shows a mail: subject, text, and its HTML in a frame where nothing can act', async () => {
    const page = await staff.get(`/staff/messages/${first.id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>受付</h1>');
    expect(page.text).toMatch(/<dd>受付のお知らせ（受付番号 R\d{5}）<\/dd>/);
    expect(page.text).toMatch(
      /<a href="\/staff\/registrations\/[\da-f-]{36}">ひまわり <span class="code">R\d{5}/,
    );
    expect(page.text).toContain('席をお取りしています');
    expect(page.text).toContain('<dt>添付</dt><dd>カレンダーの予定2件（yotei.ics）</dd>');
    expect(page.text).toContain(`sandbox="" title="HTML" src="/staff/messages/${first.id}/html"`);

    const html = await staff.get(`/staff/messages/${first.id}/html`);
    expect(html.text).toContain('席をお取りしています');
    expect(html.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    );
  });

  it('shows what is known of a mail that was not written yet', async () => {
    const [reminder] = (await api('kind=reminder')).items;
    const page = await staff.get(`/staff/messages/${reminder?.id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('送信待ち');
    expect(page.text).not.toContain('<iframe');
    expect((await staff.get(`/staff/messages/${reminder?.id}/html`)).status).toBe(404);
    expect((await staff.get('/staff/messages/..%2f..%2fsecret')).status).toBe(422);
  });

  it('shows who hosts one programme the mails about it, but none that lists links of others too', async () => {
    const host = await makeOrganization(app.db);
    await app.db.getRepository(ProgrammeHost).insert({
      id: newId(),
      programmeId: term.programme.id,
      role: 'co_host',
      name: host.name,
      hostOrganizationId: host.id,
      rights: 'organizer',
      position: 0,
    });
    const { registration } = await makeRegistered(app.db, term.sessions, term.pools);
    const lost = { ...confirmation(registration), kind: 'recovery', occasion: 'recovery:1' };
    await app.db.transaction((tx) =>
      putMessages(tx, [confirmation(registration), lost], new Date('2025-04-13T18:00:01+09:00')),
    );
    const shownTo = async (headers: string) => {
      const { body } = await app.http.get('/api/v1/staff/messages').set('authorization', headers).expect(200);
      const items = body.items as { kind: string; recipient: string }[];
      return items.filter(({ recipient }) => recipient === registration.email).map(({ kind }) => kind);
    };
    expect((await shownTo(authorization)).sort()).toEqual(['confirmed', 'recovery']);
    expect(await shownTo(await bearer(app, host, 'organizer'))).toEqual(['confirmed']);
  });

  it('is for organizers', async () => {
    const reception = await signInAs(app, term.organization, 'reception');
    expect((await reception.get('/staff/messages')).status).toBe(403);
    expect((await app.http.get('/api/v1/staff/messages')).status).toBe(401);
  });
});
