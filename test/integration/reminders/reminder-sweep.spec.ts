import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import type { Registration } from '../../../src/registrations/registration.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { ReminderSweep } from '../../../src/reminders/reminder-sweep.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTerm } from '../../support/factories.js';
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
    await app.db.query(
      `UPDATE sessions SET status = 'scheduled', starts_on = '2025-04-14', start_time = '10:00',
         starts_at = '2025-04-14T10:00:00+09:00', ends_at = '2025-04-14T11:45:00+09:00' WHERE number = 1`,
    );
    await app.db
      .getRepository(Programme)
      .update(term.programme.id, { reminders: [{ daysBefore: 1, at: '18:00' }] });
  });

  async function registered(given: Partial<Registration> = {}, place: Partial<Place> = {}) {
    return makeRegistered(app.db, term.sessions, term.pools, given, place);
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
    expect(mail.subject).toMatch(/^ご予定のお知らせ（受付番号 R\d{5}）$/);
    expect(mail.text).toContain('・第1回 2025年4月14日（月）午前10時から11時45分まで');
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

  it('follows every rule of the programme, and no rule that is none', async () => {
    await registered();
    const reminders = [
      { daysBefore: 1, at: '18:00' },
      { daysBefore: 1, at: '25:99' },
      { daysBefore: 0, at: '07:00' },
    ];
    await app.db.getRepository(Programme).update(term.programme.id, { reminders });
    await expect(sweepAt('2025-04-14T08:00:00+09:00')).resolves.toBe(2);
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
  });
});
