import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import type { Course } from '../../../src/programmes/course.entity.js';
import { SentEntries } from '../../../src/registrations/mails/sent-entries.js';
import { makeCourse, makePool, makeSession, makeTerm } from '../../support/factories.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { filesOf, MailCalendar } from './mail-calendar.js';
import { SmtpPeer } from './smtp-peer.js';

const HANA = 'hana@family.example';
const CUT = '一部だけ';

type Term = Awaited<ReturnType<typeof makeTerm>>;

describe('what mails take out of a calendar', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url }, now: '2025-04-01T09:00:00+09:00' });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, offers, places, registrations CASCADE');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  function later(): void {
    app.clock.set(new Date(app.clock.now().getTime() + 600_000).toISOString());
  }

  async function register(body: object): Promise<{ id: string; token: string }> {
    const { body: made } = await app.http
      .post('/api/v1/registrations')
      .send({ nickname: 'はな', email: HANA, ...body })
      .expect(201);
    return { id: made.id, token: made.manageUrl.split('/').at(-1) };
  }

  async function staff(
    { organization }: Term,
    method: 'post' | 'patch',
    path: string,
    body: object,
  ): Promise<void> {
    await app.http[method](`/api/v1/staff/${path}`)
      .set('authorization', await bearer(app, organization, 'owner'))
      .send(body)
      .expect(200);
  }

  /** Delivers what is due. @returns the one mail, with the content of its file */
  async function arrived() {
    await app.nest.get(Delivery).deliverDue();
    later();
    const mails = peer.received.splice(0);
    expect(mails).toHaveLength(1);
    const [{ raw, mail }] = mails as [(typeof mails)[number]];
    const [[file]] = await filesOf(raw);
    if (file) expect(lintICalendar(Buffer.from(file.content), 'sent')).toEqual([]);
    return { subject: mail.subject ?? '', text: mail.text ?? '', content: file?.content };
  }

  const weeks = (count: number, first = Date.UTC(2025, 3, 7)) =>
    Array.from({ length: count }, (_, week) =>
      new Date(first + week * 7 * 86_400_000).toISOString().slice(0, 10),
    );

  async function add(course: Course, dates: readonly string[]): Promise<void> {
    for (const [index, startsOn] of dates.entries())
      await makePool(app.db, await makeSession(app.db, course, { startsOn, number: index + 1 }));
  }

  const uidsOf = (content = '', status: string) =>
    content
      .replaceAll('\r\n ', '')
      .split('BEGIN:VEVENT')
      .filter((event) => event.includes(`STATUS:${status}`))
      .map((event) => /^UID:(.*)\r$/m.exec(event)?.[1]);

  it('stands before what is new where not all has room, and the mail says where the rest is', async () => {
    const { course, programme } = await makeTerm(app.db, { dates: weeks(40, Date.UTC(2025, 9, 6)) });
    const other = await makeCourse(app.db, programme, { title: '別の曜日' });
    await add(other, weeks(40));
    const calendar = new MailCalendar();
    const { id, token } = await register({ course: course.id });
    const first = await arrived();
    calendar.open(first.content ?? '');
    expect(first.text).not.toContain(CUT);

    await app.http.post(`/api/v1/registrations/${token}/move`).send({ course: other.id }).expect(200);
    const moved = await arrived();
    calendar.open(moved.content ?? '');
    expect(uidsOf(moved.content, 'CANCELLED')).toHaveLength(40);
    expect(uidsOf(moved.content, 'CONFIRMED')).toHaveLength(20);
    expect(moved.text).toContain(CUT);
    const held: { uid: string }[] = await app.db.query(
      `SELECT place.id || '@tsudoi' AS uid FROM places place JOIN sessions session ON session.id = place.session_id
       WHERE place.registration_id = $1 AND place.status = 'confirmed' ORDER BY session.starts_on LIMIT 20`,
      [id],
    );
    expect(calendar.shown.map(({ uid }) => uid)).toEqual(held.map(({ uid }) => uid));

    // And again: what the first mail took out has no room any more before what this one takes out.
    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    const given = await arrived();
    calendar.open(given.content ?? '');
    expect(calendar.shown).toEqual([]);
    expect(given.text).toContain(CUT);
  });

  it('is also what another registration left that was made by mistake and merged into this one', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const [session] = term.sessions;
    const calendar = new MailCalendar();
    // Two mail addresses that turn out to be one person's.
    const kept = await register({ session: session?.id });
    calendar.open((await arrived()).content ?? '');
    const twice = await register({ session: session?.id, email: 'hana2@family.example' });
    calendar.open((await arrived()).content ?? '');
    expect(calendar.shown).toHaveLength(2);
    await staff(term, 'post', `registrations/${kept.id}/merge`, { with: twice.id });
    later();
    await staff(term, 'patch', `sessions/${session?.id}`, { startTime: '14:00', endTime: '15:30' });
    calendar.open((await arrived()).content ?? '');
    expect(calendar.shown).toMatchObject([{ start: '20250414T140000' }]);
  });

  it('is the entry of the place whose seat went over to one that had been given up', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const [session] = term.sessions;
    const calendar = new MailCalendar();
    const kept = await register({ course: term.course.id });
    calendar.open((await arrived()).content ?? '');
    await app.http.post(`/api/v1/registrations/${kept.token}/places/${session?.id}/release`).expect(200);
    later();
    const twice = await register({ session: session?.id });
    calendar.open((await arrived()).content ?? '');
    await staff(term, 'post', `registrations/${kept.id}/merge`, { with: twice.id });
    later();
    await staff(term, 'patch', `sessions/${session?.id}`, { status: 'cancelled' });
    calendar.open((await arrived()).content ?? '');
    expect(calendar.shown).toMatchObject([{ start: '20250428T100000' }]);
  });

  it('is nothing of what its giver held, where a registration was handed over', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const { id, token } = await register({ session: term.sessions[0]?.id });
    await arrived();
    await app.http
      .post(`/api/v1/registrations/${token}/transfer`)
      .send({ nickname: 'ななこ', email: 'nana@family.example' })
      .expect(201);
    app.clock.set('2025-04-02T09:00:00+09:00');
    const { content } = await arrived();
    const [place] = await app.db.query('SELECT id FROM places WHERE registration_id = $1', [id]);
    expect(content).toContain('STATUS:CONFIRMED');
    expect(content).not.toContain(place.id);
  });

  it('does not keep the mail back that a session is called off, where the entry cannot be written', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await register({ session: term.sessions[0]?.id, nickname: 'ひみつのなまえ' });
    await arrived();
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    // What cannot be in a calendar at all, however it came there.
    jest
      .spyOn(app.nest.get(SentEntries) as unknown as { voiceOf(): object }, 'voiceOf')
      .mockImplementation(() => {
        throw new RangeError(`${HANA} ひみつのなまえ\n    at the door of ${HANA}`);
      });
    await staff(term, 'patch', `sessions/${term.sessions[0]?.id}`, { status: 'cancelled' });
    const { subject, text, content } = await arrived();
    expect(subject).toMatch(/中止/);
    expect(content).toBeUndefined();
    expect(text).not.toContain('添付');
    const said = JSON.stringify(logged.mock.calls);
    expect(said).toContain('cancelled_session');
    expect(said).not.toMatch(/ひみつ|family\.example/);
  });
});
