import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { MailComposers } from '../../../src/platform/mail/composers.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import type { Message } from '../../../src/platform/mail/message.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { makeCourse, makePool, makeSession, makeTerm, makeVenue } from '../../support/factories.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { filesOf, MailCalendar, methodOf } from './mail-calendar.js';
import { ledger } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const HANA = 'hana@family.example';
const NANA = 'nana@family.example';

describe('calendar entries that go with mails', () => {
  let peer: SmtpPeer;
  let app: TestApp;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, offers, places, registrations CASCADE');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  /** Moves the clock on, for each act has a moment of its own. */
  function later(minutes = 10): void {
    app.clock.set(new Date(app.clock.now().getTime() + minutes * 60_000).toISOString());
  }

  async function register(body: object): Promise<{ id: string; token: string; calendarUrl: string }> {
    const { body: made } = await app.http
      .post('/api/v1/registrations')
      .send({ nickname: 'みどり', email: HANA, ...body })
      .expect(201);
    return { ...made, token: made.manageUrl.split('/').at(-1) };
  }

  /** Delivers what is due. @returns of each mail that arrived its subject, and its file of entries where it has one */
  async function arrived() {
    await app.nest.get(Delivery).deliverDue();
    return Promise.all(
      peer.received.splice(0).map(async ({ raw, mail, to }) => {
        const [one, other] = await filesOf(raw);
        expect(one).toEqual(other);
        expect(one.length).toBeLessThanOrEqual(1);
        const [file] = other;
        if (file) {
          expect(file).toMatchObject({ fileName: 'yotei.ics', disposition: 'attachment' });
          expect(file.method).toBe(methodOf(file.content));
          expect(lintICalendar(Buffer.from(file.content), 'sent')).toEqual([]);
        }
        return { to, subject: mail.subject ?? '', text: mail.text ?? '', file };
      }),
    );
  }

  /** What the database holds for a registration, as a calendar shows it. */
  async function held(registrationId: string) {
    return app.db.query(
      `SELECT place.id || '@tsudoi' AS uid, to_char(session.starts_on, 'YYYYMMDD') || to_char(session.start_time, '"T"HH24MISS') AS start
       FROM places place JOIN sessions session ON session.id = place.session_id
       JOIN registrations registration ON registration.id = place.registration_id
       WHERE registration.id = $1 AND registration.status = 'confirmed' AND place.status = 'confirmed'
         AND session.status = 'scheduled' AND session.starts_at > $2
       ORDER BY start`,
      [registrationId, app.clock.now()],
    );
  }

  it('keep a calendar that knows nothing but the mails as the database is, through the life of a registration', async () => {
    const { sessions, organization, programme } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-04-28', '2025-05-12'],
    });
    const other = await makeCourse(app.db, programme, { title: '後期' });
    const moved = await makeSession(app.db, other, { startsOn: '2025-06-02', number: 1 });
    await makePool(app.db, moved);
    const authorization = await bearer(app, organization);
    const [first, second] = sessions as [Session, Session, Session];
    const calendar = new MailCalendar();
    const { id, token } = await register({ course: first.courseId });
    const follow = async (method: string | undefined) => {
      const [mail, ...others] = await arrived();
      expect(others).toEqual([]);
      expect(mail?.file?.method).toBe(method);
      if (mail?.file) calendar.open(mail.file.content);
      expect(calendar.shown).toEqual(await held(id));
      later();
    };
    const change = (of: string, body: object) =>
      app.http
        .patch(`/api/v1/staff/sessions/${of}`)
        .set('Authorization', authorization)
        .send(body)
        .expect(200);
    await follow('PUBLISH');
    expect(calendar.shown).toHaveLength(3);

    await change(first.id, { startsOn: '2025-04-15', startTime: '14:00', endTime: '15:30' });
    await follow('PUBLISH');
    const { uid = '' } = calendar.shown[0] ?? {};
    const numbers = [calendar.sequenceOf(uid)];
    for (const [body, method] of [
      [{ status: 'cancelled', cancelReason: '大雪のため' }, 'CANCEL'],
      [{ status: 'scheduled' }, 'PUBLISH'],
      [{ startsOn: null, startTime: null, endTime: null, dateText: '日程は後日' }, 'CANCEL'],
      [{ startsOn: '2025-05-19', startTime: '10:00', endTime: '11:30' }, 'PUBLISH'],
    ] as const) {
      await change(first.id, body);
      await follow(method);
      numbers.push(calendar.sequenceOf(uid));
    }
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => Number(a) - Number(b)));

    // Its holder's own act, of which no mail tells: the next one about the registration does.
    await app.http.post(`/api/v1/registrations/${token}/places/${second.id}/release`).expect(200);
    expect(await arrived()).toEqual([]);
    later();
    await app.http.post(`/api/v1/registrations/${token}/move`).send({ session: moved.id }).expect(200);
    await follow('PUBLISH');
    expect(calendar.shown).toHaveLength(1);

    await app.http.post(`/api/v1/registrations/${token}/move`).send({ course: first.courseId }).expect(200);
    await follow('PUBLISH');
    expect(calendar.shown).toHaveLength(3);

    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    await follow('PUBLISH');
    expect(calendar.shown).toEqual([]);
  });

  it('are cancelled by METHOD:CANCEL where one is, and only where its holder had it', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const session = sessions[0]?.id;
    const { token } = await register({ session });
    const waiting = await register({ session, email: NANA });
    expect((await arrived()).map(({ to, file }) => [to[0], file?.method])).toEqual([
      [HANA, 'PUBLISH'],
      [NANA, undefined],
    ]);
    later();
    await app.http.delete(`/api/v1/registrations/${waiting.token}`).expect(200);
    expect((await arrived()).map(({ file }) => file)).toEqual([undefined]);
    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    expect((await arrived()).map(({ file }) => file?.method)).toEqual(['CANCEL']);
  });

  it('come with a seat from the queue or by an offer, and not before it is there', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-04-14'],
      capacity: 1,
      course: { offerHours: 24 },
    });
    const session = sessions[0]?.id;
    const { token } = await register({ session });
    const next = await register({ session, email: NANA });
    await arrived();
    await app.http.delete(`/api/v1/registrations/${token}`).expect(200);
    const offered = (await arrived()).find(({ to }) => to[0] === NANA);
    expect(offered?.subject).toContain('お返事のお願い');
    expect(offered?.file).toBeUndefined();
    await app.http.post(`/api/v1/registrations/${next.token}/offer/accept`).expect(200);
    const [confirmed] = await arrived();
    expect(confirmed?.file?.method).toBe('PUBLISH');
  });

  it('go to who takes a registration over, under numbers of their own', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const { id, token } = await register({ session: sessions[0]?.id, discreet: false });
    const [mine] = await arrived();
    later();
    await app.http
      .post(`/api/v1/registrations/${token}/transfer`)
      .send({ nickname: 'ななこ', email: NANA })
      .expect(201);
    app.clock.set('2025-04-02T09:00:00+09:00');
    const mails = await arrived();
    expect(mails.map(({ to, file }) => [to[0], file?.method])).toEqual([[NANA, 'PUBLISH']]);
    const [theirs] = mails;
    const uidOf = (text = '') => /^UID:(.*)\r$/m.exec(text)?.[1];
    expect(uidOf(theirs?.file?.content)).toBeDefined();
    expect(uidOf(theirs?.file?.content)).not.toBe(uidOf(mine?.file?.content));
    // As discreet as its new reader asked for, not as its former one did.
    expect(mine?.file?.content).toContain('家族教室');
    expect(theirs?.file?.content).not.toContain('家族教室');
    expect(await held(id)).toEqual([]);
  });

  it('leave out what is over, what has no date, and memberships', async () => {
    const { sessions, course, programme } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const undated = await makeSession(app.db, course, { startsOn: null, number: 3 });
    await makePool(app.db, undated);
    await register({ course: course.id });
    app.clock.set('2025-04-20T09:00:00+09:00');
    const [mail] = await arrived();
    expect(mail?.file?.content.match(/^DTSTART;TZID.*$/gm)).toEqual([
      'DTSTART;TZID=Asia/Tokyo:20250428T100000',
    ]);
    expect(sessions).toHaveLength(2);

    const members = await makeCourse(app.db, programme, { registrationMode: 'members' });
    await register({ course: members.id, email: NANA });
    const later = await makeCourse(app.db, programme, { title: '日程は後日' });
    await makePool(app.db, await makeSession(app.db, later, { startsOn: null }));
    await register({ course: later.id, email: 'kaori@family.example' });
    const mails = await arrived();
    expect(mails.map(({ file }) => file)).toEqual([undefined, undefined]);
    for (const { text } of mails) expect(text).not.toContain('添付');
  });

  it('are the entries of the personal feed, word for word', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    for (const [discreet, language, email] of [
      [true, 'ja', HANA],
      [false, 'en', NANA],
      [false, 'ja-simple', 'kaori@family.example'],
    ] as const) {
      const { calendarUrl } = await register({ course: course.id, discreet, language, email });
      const [mail] = await arrived();
      const feed = await (await fetch(new URL(new URL(calendarUrl).pathname, app.url))).text();
      const eventsOf = (text = '') =>
        text
          .replaceAll('\r\n ', '')
          .replace(/^ORGANIZER.*\r\n/gm, '')
          .match(/BEGIN:VEVENT.*?END:VEVENT/gs);
      expect(eventsOf(mail?.file?.content)).toEqual(eventsOf(feed));
      expect(eventsOf(feed)).toHaveLength(2);
    }
  });

  it('are understood by two programs that know nothing of each other', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await register({ session: sessions[0]?.id, discreet: false });
    const [mail] = await arrived();
    const content = mail?.file?.content ?? '';
    const component = new ICAL.Component(ICAL.parse(content));
    expect(component.getFirstPropertyValue('method')).toBe('PUBLISH');
    const event = component.getFirstSubcomponent('vevent');
    const organizer = event?.getFirstProperty('organizer');
    expect(organizer?.getFirstParameter('cn')).toBe('ひかり市');
    expect(organizer?.getFirstValue()).toBe('mailto:noreply@tsudoi.example');
    expect(event?.getFirstPropertyValue('summary')).toBe('ひきこもり家族教室 第1回');
    expect(event?.getFirstPropertyValue('attendee')).toBeNull();
    const [read] = Object.values(nodeIcal.sync.parseICS(content)).filter(
      (one): one is VEvent => one?.type === 'VEVENT',
    );
    expect(read?.start.toISOString()).toBe('2025-04-14T01:00:00.000Z');
    expect(read?.method).toBe('PUBLISH');
    expect(read?.organizer).toMatchObject({ params: { CN: 'ひかり市' } });
  });

  it('say nothing telling to who asked for discretion, also where the neutral title and the address would', async () => {
    const { sessions, programme, organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const venue = await makeVenue(app.db, organization, {
      name: 'ひきこもり地域支援センター',
      address: 'ひかり市中央1-2-3',
      url: 'https://rooms.example/hikikomori-kazoku',
    });
    await app.db.query('UPDATE sessions SET venue_id = $1, topic = $2 WHERE id = $3', [
      venue.id,
      '親の気持ち',
      sessions[0]?.id,
    ]);
    const told = async (neutralTitle: string | null, address: string, email: string) => {
      await app.db.query('UPDATE programmes SET neutral_title = $1 WHERE id = $2', [
        neutralTitle,
        programme.id,
      ]);
      await app.db.query('UPDATE venues SET address = $1 WHERE id = $2', [address, venue.id]);
      await register({ session: sessions[0]?.id, email });
      const [mail] = await arrived();
      const text = (mail?.file?.content ?? '').replaceAll('\r\n ', '');
      expect(text).not.toMatch(/ひきこもり|引きこもり|hikikomori|家族教室|支援センター|親の気持ち/i);
      expect(text).toContain('ORGANIZER;CN="お知らせ":mailto:noreply@tsudoi.example\r\n');
      return [/^SUMMARY:(.*)\r$/m.exec(text)?.[1], /^LOCATION:(.*)\r$/m.exec(text)?.[1]];
    };
    expect(await told(null, 'ひかり市中央1-2-3', HANA)).toEqual(['予定', 'ひかり市中央1-2-3']);
    expect(await told('月曜の集まり', 'ひかり市中央1-2-3', NANA)).toEqual([
      '月曜の集まり',
      'ひかり市中央1-2-3',
    ]);
    expect(
      await told('家族教室のこと', 'ひかり市中央1-2-3 ひきこもり地域支援センター内', 'kaori@family.example'),
    ).toEqual(['予定', 'ひかり市中央1-2-3']);
    expect(await told(null, 'ひかり市ひきこもり地域支援センター1-2-3', 'sora@family.example')).toEqual([
      '予定',
      undefined,
    ]);
  });

  it('are few and short enough for the mailbox of a phone, however long the course and its words', async () => {
    const start = Date.UTC(2025, 3, 7);
    const dates = Array.from({ length: 80 }, (_, week) =>
      new Date(start + week * 7 * 86_400_000).toISOString().slice(0, 10),
    );
    const { course } = await makeTerm(app.db, { dates });
    await app.db.query(
      `UPDATE sessions SET topic = repeat('👪,家族;', 1200), title = repeat('長い題', 800)
      WHERE course_id = $1`,
      [course.id],
    );
    await register({ course: course.id, discreet: false });
    const [mail] = await arrived();
    const content = mail?.file?.content ?? '';
    expect(content.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(60);
    expect(content).toContain('DTSTART;TZID=Asia/Tokyo:20250407T100000');
    expect(Buffer.byteLength(content)).toBeLessThan(700_000);
    expect(content).toContain('…');
  });

  it('are the same bytes when the mail goes again, and as the data is by then', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    await register({ session: sessions[0]?.id });
    const [first] = await arrived();
    const [message] = (await ledger(app.db)) as [Message];
    const authorization = await bearer(app, organization);
    const again = async () => {
      later(60);
      await app.http
        .post(`/api/v1/staff/messages/${message.id}/resend`)
        .set('Authorization', authorization)
        .expect(200);
      return arrived();
    };
    const [second] = await again();
    expect(second?.file).toEqual(first?.file);
    await app.http
      .patch(`/api/v1/staff/sessions/${sessions[0]?.id}`)
      .set('Authorization', authorization)
      .send({ startTime: '13:00', endTime: '14:30' })
      .expect(200);
    await arrived();
    const [third] = await again();
    expect(third?.file?.content).toContain('T130000');
  });

  it('cost one query where they go along, and none where they do not', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const session = sessions[0]?.id;
    await register({ session });
    await register({ session, email: NANA });
    const queries = jest.spyOn(app.db, 'query');
    try {
      const asked: Record<string, number> = {};
      for (const message of await ledger(app.db)) {
        queries.mockClear();
        await app.nest.get(MailComposers).compose(message);
        asked[message.kind] = queries.mock.calls.filter(([sql]) => /"registrationMode"/.test(sql)).length;
      }
      expect(asked).toEqual({ confirmed: 1, waiting: 0 });
    } finally {
      queries.mockRestore();
    }
  });
});
