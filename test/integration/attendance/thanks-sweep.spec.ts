import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import type { Mark } from '../../../src/attendance/domain/attendance.js';
import { putDueThanks } from '../../../src/attendance/thanks/thanks.queries.js';
import { ThanksSweep } from '../../../src/attendance/thanks/thanks-sweep.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import type { Place } from '../../../src/registrations/seats/place.entity.js';
import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ledger, makeRegistered } from '../mail/registered.js';
import { SmtpPeer } from '../mail/smtp-peer.js';

/** The first session ends on the 14th at 11:45; the rule of the programme says one day after, at ten. */
const DUE = '2025-04-15T10:00:00+09:00';
const RULE = { daysAfter: 1, at: '10:00' };

describe('the thanks sweep', () => {
  let peer: SmtpPeer;
  let app: TestApp;
  let sweep: ThanksSweep;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    app = await startTestApp({ env: { SMTP_URL: peer.url } });
    sweep = app.nest.get(ThanksSweep);
    term = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-04-28'],
      programme: { thanks: RULE },
    });
  });

  afterAll(async () => {
    await app?.close();
    await peer?.stop();
  });

  beforeEach(() => setRule(RULE));

  afterEach(async () => {
    peer.received.length = 0;
    await app.db.query('TRUNCATE messages, places, registrations CASCADE');
    await app.db.query(`UPDATE organizations SET quiet_from = '21:00', quiet_until = '08:00'`);
    await app.db.query(
      `UPDATE sessions SET status = 'scheduled', ends_on = NULL, ends_at = '2025-04-14T11:45:00+09:00',
         time_zone = 'Asia/Tokyo' WHERE number = 1`,
    );
  });

  async function setRule(thanks: { daysAfter: number; at: string } | null): Promise<void> {
    await app.db.getRepository(Programme).update(term.programme.id, { thanks });
  }

  async function registered(given: Partial<Registration> = {}, place: Partial<Place> = {}) {
    return makeRegistered(app.db, term.sessions, term.pools, given, place);
  }

  async function mark(place: Place | undefined, value: Mark, at = '2025-04-14T12:00:00+09:00') {
    await app.db.getRepository(AttendanceMark).upsert(
      {
        placeId: place?.id as string,
        organizationId: term.organization.id,
        sessionId: place?.sessionId as string,
        mark: value,
        member: 0,
        markedAt: new Date(at),
        markedBy: 'system',
      },
      ['placeId', 'member'],
    );
  }

  async function came(
    value: Mark = 'attended',
    given: Partial<Registration> = {},
    place: Partial<Place> = {},
  ) {
    const made = await registered(given, place);
    await mark(made.places[0], value);
    return made;
  }

  async function sweepAt(iso: string): Promise<number> {
    app.clock.set(iso);
    return sweep.sweep();
  }

  async function deliverAt(iso: string) {
    app.clock.set(iso);
    await app.nest.get(Delivery).deliverDue();
    const [message] = await ledger(app.db);
    return message;
  }

  it('thanks the day after, not a minute sooner, and once', async () => {
    const { places, registration } = await came();
    await expect(sweepAt('2025-04-15T09:59:00+09:00')).resolves.toBe(0);
    await expect(sweepAt(DUE)).resolves.toBe(1);
    await expect(sweepAt('2025-04-15T10:01:00+09:00')).resolves.toBe(0);
    expect(await ledger(app.db)).toMatchObject([
      {
        kind: 'thanks',
        priority: 1,
        recipient: registration.email,
        subjectId: places[0]?.id,
        organizationId: term.organization.id,
        occasion: `place:${places[0]?.id}`,
        state: 'queued',
        dueAt: new Date(DUE),
      },
    ]);
  });

  it.each(['attended', 'late', 'left_early', 'online'] as const)(
    'thanks whoever is marked %s',
    async (value) => {
      await came(value);
      await expect(sweepAt(DUE)).resolves.toBe(1);
    },
  );

  it.each(['absent', 'excused'] as const)('thanks nobody who is marked %s', async (value) => {
    await came(value);
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it('thanks nobody who is not marked', async () => {
    await registered();
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it.each<[string, Partial<Registration>, Partial<Place>]>([
    ['without a mail address', { email: null }, {}],
    ['who wants only what is needed', { mailWanted: 'needed' }, {}],
    ['who wants no mail', { mailWanted: 'none' }, {}],
    ['whose registration was cancelled', { status: 'cancelled' }, {}],
    ['who gave the place up', {}, { status: 'released' }],
  ])('thanks nobody %s', async (_who, registration, place) => {
    await came('attended', registration, place);
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it('thanks nobody where the programme does not, or by a rule that is none', async () => {
    await came();
    await setRule(null);
    await expect(sweepAt(DUE)).resolves.toBe(0);
    await setRule({ daysAfter: 1, at: '25:99' });
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it('thanks for no session that was called off', async () => {
    await came();
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE number = 1`);
    await expect(sweepAt(DUE)).resolves.toBe(0);
  });

  it('thanks whoever is marked within three days after, and nobody whose mark comes later', async () => {
    const { places } = await registered();
    await expect(sweepAt('2025-04-18T09:58:00+09:00')).resolves.toBe(0);
    await mark(places[0], 'attended', '2025-04-18T09:58:30+09:00');
    await expect(sweepAt('2025-04-18T09:59:00+09:00')).resolves.toBe(1);
    const other = await registered();
    await mark(other.places[0], 'attended', '2025-04-18T10:00:00+09:00');
    await expect(sweepAt('2025-04-18T10:00:00+09:00')).resolves.toBe(0);
  });

  it('does not thank before the session is over, whatever the rule says', async () => {
    await came();
    await setRule({ daysAfter: 0, at: '09:00' });
    await expect(sweepAt('2025-04-14T11:44:00+09:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-14T11:45:00+09:00')).resolves.toBe(1);
  });

  it('counts from the last day of a session over several days, on the clock of its venue', async () => {
    await came();
    await app.db.query(
      `UPDATE sessions SET ends_on = '2025-04-16', ends_at = '2025-04-16T11:45:00-04:00',
         time_zone = 'America/New_York' WHERE number = 1`,
    );
    await expect(sweepAt('2025-04-17T09:59:00-04:00')).resolves.toBe(0);
    await expect(sweepAt('2025-04-17T10:00:00-04:00')).resolves.toBe(1);
  });

  it('thanks once for a place, also at another address and after the mark was taken back', async () => {
    const { registration, places } = await came();
    await sweepAt(DUE);
    await app.db.getRepository(Registration).update(registration.id, { email: 'new@mail.example' });
    await mark(places[0], 'absent');
    await mark(places[0], 'late');
    await expect(sweepAt('2025-04-15T12:00:00+09:00')).resolves.toBe(0);
  });

  it.each([
    ['not_attended', 'cancelled', `UPDATE attendance_marks SET mark = 'absent'`],
    ['not_attended', 'cancelled', 'DELETE FROM attendance_marks'],
    ['released', 'cancelled', `UPDATE places SET status = 'released'`],
    ['released', 'cancelled', `UPDATE registrations SET status = 'cancelled'`],
    ['cancelled', 'cancelled', `UPDATE sessions SET status = 'cancelled' WHERE number = 1`],
    ['unsubscribed', 'cancelled', `UPDATE registrations SET mail_wanted = 'needed'`],
    ['unsubscribed', 'suppressed', `UPDATE registrations SET mail_wanted = 'none'`],
  ])('is not sent (%s, %s) after %s', async (outcome, state, change) => {
    await came();
    await sweepAt(DUE);
    await app.db.query(change);
    await expect(deliverAt(DUE)).resolves.toMatchObject({ state, outcome });
    expect(peer.received).toEqual([]);
  });

  it('waits for the morning, however soon the next session is', async () => {
    await came();
    await setRule({ daysAfter: 13, at: '22:00' });
    await expect(sweepAt('2025-04-27T22:00:00+09:00')).resolves.toBe(1);
    await expect(deliverAt('2025-04-27T22:00:30+09:00')).resolves.toMatchObject({
      state: 'queued',
      dueAt: new Date('2025-04-28T08:00:00+09:00'),
    });
    await app.db.query(`UPDATE organizations SET quiet_until = '09:30'`);
    await expect(deliverAt('2025-04-28T08:00:00+09:00')).resolves.toMatchObject({
      state: 'queued',
      dueAt: new Date('2025-04-28T09:30:00+09:00'),
    });
    await expect(deliverAt('2025-04-28T09:30:00+09:00')).resolves.toMatchObject({ state: 'sent' });
  });

  it('names the next session they hold, in whichever registration of theirs', async () => {
    const { places } = await came();
    await app.db.query('DELETE FROM places WHERE id = $1', [places[1]?.id]);
    await makeRegistered(app.db, [term.sessions[1] as Session], [term.pools[1] as SeatPool]);
    await app.db.query(`UPDATE places SET contact_key = 'hana'`);
    await sweepAt(DUE);
    await deliverAt(DUE);
    expect(peer.received[0]?.mail.text).toContain('・第2回 2025年4月28日（月） 午前10時から11時45分まで');
  });

  it.each([
    ['of a session that was called off', `UPDATE sessions SET status = 'cancelled' WHERE number = 2`],
    [
      'that they gave up',
      `UPDATE places SET status = 'released' FROM sessions s WHERE s.id = session_id AND s.number = 2`,
    ],
  ])('names no place %s', async (_what, change) => {
    await came();
    await sweepAt(DUE);
    await app.db.query(change);
    await deliverAt(DUE);
    await app.db.query(`UPDATE sessions SET status = 'scheduled'`);
    expect(peer.received[0]?.mail.text).not.toContain('第2回');
    expect(peer.received[0]?.mail.text).toContain('これですべて終わりました');
  });

  it.each([
    [
      'who still wait for a seat',
      `UPDATE places SET status = 'waitlisted' FROM sessions s WHERE s.id = session_id AND s.number = 2`,
    ],
    [
      'who are members',
      `UPDATE registrations SET membership = true; DELETE FROM places USING sessions s WHERE s.id = session_id AND s.number = 2`,
    ],
  ])('does not say that it was the last to those %s', async (_who, change) => {
    await came();
    await sweepAt(DUE);
    await app.db.query(change);
    await deliverAt(DUE);
    expect(peer.received[0]?.mail.text).toContain('お越しいただき、ありがとうございました。\n');
    expect(peer.received[0]?.mail.text).not.toMatch(/第2回|すべて終わりました/);
  });

  describe('by many at once', () => {
    const PEOPLE = 30;
    const SWEEPERS = 8;
    let others: DataSource[];

    beforeEach(async () => {
      others = await Promise.all(
        Array.from({ length: SWEEPERS }, () =>
          new DataSource({ type: 'postgres', url: app.database.url }).initialize(),
        ),
      );
      for (let person = 0; person < PEOPLE; person++) await came();
    });

    afterEach(() => Promise.all(others.map((other) => other.destroy())));

    async function sweepTogether(change: (sql: string) => string = (sql) => sql): Promise<number> {
      const range = { now: new Date(DUE), from: new Date('2025-04-12T00:00:00Z') };
      const counts = await Promise.all(
        others.map((other) =>
          putDueThanks(
            { query: (sql: string, values?: unknown[]) => other.query(change(sql), values) },
            range,
          ),
        ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    }

    /** Without the look at what is there already, which sweepers at the same moment do not see of each other. */
    const blindly = (sql: string) => sql.replace(/AND NOT EXISTS .*/, '');

    it('is one row per place', async () => {
      await expect(sweepTogether()).resolves.toBe(PEOPLE);
      await app.db.query('TRUNCATE messages');
      await expect(sweepTogether(blindly)).resolves.toBe(PEOPLE);
      expect(new Set((await ledger(app.db)).map(({ subjectId }) => subjectId)).size).toBe(PEOPLE);
    });

    it('would be more without the unique index (negative control)', async () => {
      await app.db.query('DROP INDEX uq_messages_recipient_kind_occasion');
      try {
        const unguarded = (sql: string) => blindly(sql).replace(/ON CONFLICT.*DO NOTHING/, '');
        await expect(sweepTogether(unguarded)).resolves.toBeGreaterThan(PEOPLE);
      } finally {
        await app.db.query('TRUNCATE messages');
        await app.db.query(
          'CREATE UNIQUE INDEX uq_messages_recipient_kind_occasion ON messages (recipient, kind, occasion)',
        );
      }
    });
  });
});
