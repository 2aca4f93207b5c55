import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import type { ReminderRule } from '../../../src/programmes/domain/reminder-file.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import type { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { ReminderSweep } from '../../../src/reminders/reminder-sweep.js';
import { newId } from '../../../src/shared/ids.js';
import { makeCourse, makePool, makeSession, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ledger, makeRegistered } from '../mail/registered.js';
import { SmtpPeer } from '../mail/smtp-peer.js';

/** The reminder's time: the evening before the first session, which starts on the 14th at 10:00. */
const DUE = '2025-04-13T18:00:00+09:00';

describe('the reminder sweep', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let sweep: ReminderSweep;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    sweep = app.nest.get(ReminderSweep);
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  afterEach(async () => {
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, places, registrations CASCADE');
    await app.db.query('UPDATE organizations SET quiet_until = DEFAULT');
    await app.db.query(
      `UPDATE sessions SET status = 'scheduled', time_zone = 'Asia/Tokyo', starts_on = '2025-04-14', start_time = '10:00',
         starts_at = '2025-04-14T10:00:00+09:00', ends_at = '2025-04-14T11:45:00+09:00' WHERE number = 1`,
    );
    await app.db
      .getRepository(Programme)
      .update(term.programme.id, { reminders: [{ daysBefore: 1, at: '18:00' }] });
  });

  async function registered(given: Partial<Registration> = {}, place: Partial<Place> = {}) {
    return makeRegistered(app.db, term.sessions, term.pools, given, place);
  }

  async function rules(...reminders: ReminderRule[]): Promise<void> {
    await app.db.getRepository(Programme).update(term.programme.id, { reminders });
  }

  async function occasions(): Promise<string[]> {
    return (await ledger(app.db)).map(({ occasion }) => occasion);
  }

  async function sweepAt(iso: string): Promise<number> {
    app.clock.set(iso);
    return sweep.sweep();
  }

  it('reminds the evening before, not a minute sooner, and once', async () => {
    const { places, registration } = await registered();
    await expect(sweepAt('2025-04-13T17:59:00+09:00')).resolves.toBe(0);
    await expect(sweepAt(DUE)).resolves.toBe(1);
    await expect(sweepAt('2025-04-13T18:01:00+09:00')).resolves.toBe(0);
    expect(await ledger(app.db)).toMatchObject([
      {
        kind: 'reminder',
        priority: 1,
        recipient: registration.email,
        subjectId: places[0]?.id,
        organizationId: term.organization.id,
        occasion: `place:${places[0]?.id}:2025-04-14T01:00:00Z:1`,
        state: 'queued',
        dueAt: new Date(DUE),
      },
    ]);
  });

  it('says which session, when, and how to skip', async () => {
    await registered();
    await sweepAt(DUE);
    await app.nest.get(Delivery).deliverDue();
    const [{ mail }] = peer.received as [(typeof peer.received)[number]];
    expect(mail.subject).toMatch(/^ご予定のお知らせ：4月14日（月） 午前10時（受付番号 R\d{5}）$/);
    expect(mail.text).toContain('・第1回 2025年4月14日（月） 午前10時から11時45分まで');
    expect(mail.text).not.toContain('第2回');
    expect(mail.text).toMatch(/\/my\/[\w-]{43}\n\n.*この回を休む/);
  });

  it('still reminds after the house was down, until the session starts', async () => {
    await registered();
    await expect(sweepAt('2025-04-14T09:59:00+09:00')).resolves.toBe(1);
  });

  it('does not remind of a session that has started', async () => {
    await registered();
    await expect(sweepAt('2025-04-14T10:00:00+09:00')).resolves.toBe(0);
  });

  it.each<[string, Partial<Registration>, Partial<Place>]>([
    ['without a mail address', { email: null }, {}],
    ['who gave the place up', {}, { status: 'released' }],
    ['who is still waiting', { status: 'waitlisted' }, { status: 'waitlisted', confirmedAt: null }],
    [
      'whose place was confirmed after the reminder time',
      {},
      { confirmedAt: new Date('2025-04-13T18:30:00+09:00') },
    ],
  ])('does not remind someone %s', async (_who, registration, place) => {
    await registered(registration, place);
    await expect(sweepAt('2025-04-13T20:00:00+09:00')).resolves.toBe(0);
  });

  it('does not remind someone who has just heard of the change', async () => {
    const { places, registration } = await registered();
    await app.db.getRepository(Message).insert({
      id: newId(),
      organizationId: registration.organizationId,
      recipient: registration.email as string,
      kind: 'changed',
      occasion: `session:${places[0]?.sessionId}:1`,
      subjectId: places[0]?.id as string,
      dueAt: new Date('2025-04-13T19:00:00+09:00'),
      createdAt: new Date('2025-04-13T19:00:00+09:00'),
    });
    await expect(sweepAt('2025-04-13T20:00:00+09:00')).resolves.toBe(0);
  });

  it('follows every rule of the programme as its time comes, and no rule that is none', async () => {
    const { places } = await registered();
    await rules(
      { daysBefore: 7, at: '10:00' },
      { daysBefore: 1, at: '18:00' },
      { daysBefore: 1, at: '25:99' },
      { hoursBefore: 1 },
    );
    await expect(sweepAt('2025-04-07T09:59:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-07T10:00:00+09:00')).resolves.toBe(1);
    await expect(sweepAt(DUE)).resolves.toBe(1);
    await expect(sweepAt('2025-04-14T08:59:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-14T09:00:00+09:00')).resolves.toBe(1);
    const of = `place:${places[0]?.id}:2025-04-14T01:00:00Z`;
    expect((await occasions()).sort()).toEqual([`${of}:1`, `${of}:1h`, `${of}:7`]);
  });

  it('sends one reminder, not three, after the house was down', async () => {
    const { places } = await registered();
    await rules({ daysBefore: 2, at: '10:00' }, { daysBefore: 1, at: '18:00' }, { hoursBefore: 1 });
    await expect(sweepAt('2025-04-14T09:30:00+09:00')).resolves.toBe(1);
    expect(await occasions()).toEqual([`place:${places[0]?.id}:2025-04-14T01:00:00Z:1h`]);
    // A clock that is put back finds nothing that was passed over, nor does one that comes on again.
    for (const at of ['2025-04-12T10:00:00+09:00', DUE, '2025-04-14T09:45:00+09:00'])
      await expect(sweepAt(at)).resolves.toBe(0);
  });

  it('puts one row for each rule however the clock jumps', async () => {
    await registered();
    await rules({ daysBefore: 7, at: '10:00' }, { daysBefore: 1, at: '18:00' }, { hoursBefore: 1 });
    const jumps = ['07T10:00', '13T18:00', '07T10:30', '14T09:30', '13T20:00', '07T12:00', '14T09:59'];
    const put: number[] = [];
    for (const jump of jumps) put.push(await sweepAt(`2025-04-${jump}:00+09:00`));
    expect(put).toEqual([1, 1, 0, 1, 0, 0, 0]);
  });

  it('tells late comers what is still to come, and those who come after every rule nothing more', async () => {
    await rules({ daysBefore: 1, at: '18:00' }, { hoursBefore: 1 });
    await registered({}, { confirmedAt: new Date('2025-04-13T19:00:00+09:00') });
    await registered({}, { confirmedAt: new Date('2025-04-14T09:10:00+09:00') });
    await expect(sweepAt('2025-04-13T19:30:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-14T09:30:00+09:00')).resolves.toBe(1);
  });

  it('leaves out who wants no reminders, also when they say so in between', async () => {
    await registered({ mailWanted: 'needed' });
    await registered({ mailWanted: 'none' });
    await registered();
    await expect(sweepAt(DUE)).resolves.toBe(1);
    await app.db.query(`UPDATE registrations SET mail_wanted = 'needed'`);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'cancelled', outcome: 'unsubscribed' }]);
  });

  it('keeps the quiet hours of the organization: in the morning, or the evening before', async () => {
    await registered();
    await rules({ hoursBefore: 4 });
    await expect(sweepAt('2025-04-14T06:30:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-14T08:00:00+09:00')).resolves.toBe(1);
    await app.db.query(
      `TRUNCATE messages; UPDATE organizations SET quiet_until = '08:30' WHERE id = '${term.organization.id}'`,
    );
    await expect(sweepAt('2025-04-13T20:58:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-13T20:59:00+09:00')).resolves.toBe(1);
    // It goes then, though the house may be busy until the quiet hours have begun.
    app.clock.set('2025-04-13T21:02:00+09:00');
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'sent' }]);
  });

  it('makes one of two that would go out on the same morning', async () => {
    await registered();
    await rules({ daysBefore: 1, at: '18:00' }, { hoursBefore: 2 });
    // The house was down until the night; what it puts then waits for the morning.
    await expect(sweepAt('2025-04-13T23:00:00+09:00')).resolves.toBe(1);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([
      { state: 'queued', dueAt: new Date('2025-04-14T08:00:00+09:00') },
    ]);
    await expect(sweepAt('2025-04-14T08:00:00+09:00')).resolves.toBe(0);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'sent' }]);
  });

  it.each(['promoted', 'lottery_won'])(
    'does not add to a %s that waits for the same morning',
    async (kind) => {
      const { registration } = await registered({}, { confirmedAt: new Date('2025-04-13T23:00:00+09:00') });
      await rules({ hoursBefore: 2 });
      const insert = (dueAt: string) =>
        app.db.getRepository(Message).insert({
          id: newId(),
          organizationId: registration.organizationId,
          recipient: registration.email as string,
          kind,
          occasion: `turn:${registration.id}:${dueAt}`,
          subjectId: registration.id,
          dueAt: new Date(dueAt),
          createdAt: new Date('2025-04-13T23:00:00+09:00'),
        });
      await insert('2025-04-14T08:00:00+09:00');
      await expect(sweepAt('2025-04-14T08:00:00+09:00')).resolves.toBe(0);
      await app.db.query('TRUNCATE messages');
      await insert('2025-04-13T23:00:00+09:00');
      await expect(sweepAt('2025-04-14T08:00:00+09:00')).resolves.toBe(1);
    },
  );

  it('reminds in hours of no session whose time is not known, but in days until its day begins', async () => {
    await registered();
    await app.db.query(
      `UPDATE sessions SET start_time = NULL, starts_at = '2025-04-14T00:00:00+09:00' WHERE number = 1`,
    );
    await rules({ hoursBefore: 8 }, { daysBefore: 0, at: '09:00' });
    for (const at of ['13T16:30', '13T23:30', '14T09:30'])
      await expect(sweepAt(`2025-04-${at}:00+09:00`)).resolves.toBe(0);
    await rules({ daysBefore: 1, at: '18:00' });
    await expect(sweepAt(DUE)).resolves.toBe(1);
  });

  it('does not remind again after a change of zone that leaves the start where it is', async () => {
    await registered();
    await sweepAt(DUE);
    await app.db.query(`UPDATE sessions SET time_zone = 'Asia/Seoul', start_time = '10:00' WHERE number = 1`);
    await expect(sweepAt('2025-04-13T18:05:00+09:00')).resolves.toBe(0);
    // 18:00 in Bangkok comes two hours later; it is the same reminder of the same start.
    await app.db.query(
      `UPDATE sessions SET time_zone = 'Asia/Bangkok', start_time = '08:00' WHERE number = 1`,
    );
    await expect(sweepAt('2025-04-13T20:05:00+09:00')).resolves.toBe(0);
  });

  it('goes on with a session that is held after all', async () => {
    await registered();
    await rules({ daysBefore: 1, at: '18:00' }, { hoursBefore: 1 });
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE number = 1`);
    await expect(sweepAt(DUE)).resolves.toBe(0);
    await app.db.query(`UPDATE sessions SET status = 'scheduled' WHERE number = 1`);
    await expect(sweepAt('2025-04-14T09:00:00+09:00')).resolves.toBe(1);
  });

  it('knows the rows of the version that had no rules in hours', async () => {
    const { places, registration } = await registered();
    await app.db.getRepository(Message).insert({
      id: newId(),
      organizationId: registration.organizationId,
      recipient: registration.email as string,
      kind: 'reminder',
      occasion: `place:${places[0]?.id}:2025-04-14T01:00:00Z:1`,
      subjectId: places[0]?.id as string,
      facts: { startsAt: '2025-04-14T01:00:00Z' },
      state: 'sent',
      dueAt: new Date(DUE),
      createdAt: new Date('2025-04-13T18:00:20+09:00'),
    });
    await expect(sweepAt('2025-04-13T18:01:00+09:00')).resolves.toBe(0);
  });

  it('reminds of two sessions on one day by a mail each', async () => {
    const { registration } = await registered();
    const course = await makeCourse(app.db, term.programme);
    const other = await makeSession(app.db, course, { startTime: '14:00', endTime: '15:00' });
    const pool = await makePool(app.db, other);
    await makeRegistered(app.db, [other], [pool], { email: registration.email });
    await expect(sweepAt(DUE)).resolves.toBe(2);
  });

  it('names the session it is about, not the first of its course', async () => {
    const dates = ['2025-03-24', '2025-03-31', '2025-04-07', '2025-04-14'];
    const { sessions, pools } = await makeTerm(app.db, { dates });
    await makeRegistered(app.db, sessions, pools);
    await sweepAt(DUE);
    await app.nest.get(Delivery).deliverDue();
    const [{ mail }] = peer.received as [(typeof peer.received)[number]];
    expect(mail.text).toContain('第4回 2025年4月14日（月） 午前10時から11時45分まで');
    expect(mail.text).not.toMatch(/第[123]回/);
  });

  it.each([
    ['cancelled', `UPDATE sessions SET status = 'cancelled' WHERE number = 1`],
    [
      'moved',
      `UPDATE sessions SET starts_at = '2025-04-15T01:00:00Z', ends_at = '2025-04-15T02:00:00Z' WHERE number = 1`,
    ],
    ['released', `UPDATE places SET status = 'released'`],
  ])('does not send a reminder of what was %s in between', async (outcome, change) => {
    await registered();
    await sweepAt(DUE);
    await app.db.query(change);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'cancelled', outcome }]);
    expect(peer.received).toEqual([]);
  });

  it.each(['applied', 'offered', 'waitlisted', 'released'] as const)(
    'reminds nobody of a place that is %s',
    async (status) => {
      await registered(
        { status: status === 'released' ? 'declined' : status },
        { status, confirmedAt: status === 'released' ? new Date('2025-03-20T03:00:00Z') : null },
      );
      await expect(sweepAt(DUE)).resolves.toBe(0);
    },
  );

  it('does not send the reminder of a place that was offered anew in between', async () => {
    await registered();
    await sweepAt(DUE);
    await app.db.query(`UPDATE places SET status = 'offered', confirmed_at = NULL`);
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'cancelled', outcome: 'released' }]);
  });

  it('reminds no member: a membership has no place', async () => {
    await registered({ membership: true });
    await app.db.query('DELETE FROM places');
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it('does not send a reminder that waited until the session started', async () => {
    await registered();
    await sweepAt(DUE);
    app.clock.set('2025-04-14T10:00:00+09:00');
    await app.nest.get(Delivery).deliverDue();
    expect(await ledger(app.db)).toMatchObject([{ state: 'cancelled', outcome: 'over' }]);
  });

  it('reminds again of the new date when the session moved after the first reminder', async () => {
    await registered();
    await sweepAt(DUE);
    await app.db.getRepository(Session).update(
      { id: term.sessions[0]?.id as string },
      {
        startsOn: '2025-04-21',
        startsAt: new Date('2025-04-21T01:00:00Z'),
        endsAt: new Date('2025-04-21T02:00:00Z'),
      },
    );
    await expect(sweepAt('2025-04-20T18:00:00+09:00')).resolves.toBe(1);
    await app.nest.get(Delivery).deliverDue();
    expect((await ledger(app.db)).map(({ state, outcome }) => outcome ?? state)).toEqual([
      'moved',
      expect.stringContaining('250'),
    ]);
  });
});
