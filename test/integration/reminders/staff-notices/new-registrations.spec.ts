import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { restsUntil } from '../../../../src/registrations/domain/offer-times.js';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import {
  NOT_TOLD_YET,
  putNewRegistrations,
  toldAtSql,
} from '../../../../src/reminders/staff-notices/new-registrations.queries.js';
import { makeTerm } from '../../../support/factories.js';
import { makeRegistered } from '../../mail/registered.js';
import { ALL_KINDS, StaffHouse } from './staff-house.js';

const HOUR_MS = 3_600_000;

describe('mails to staff about new registrations', () => {
  let house: StaffHouse;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let elsewhere: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    house = await StaffHouse.open();
    term = await makeTerm(house.app.db, { dates: ['2025-04-14', '2025-04-28'] });
    elsewhere = await makeTerm(house.app.db, { dates: ['2025-04-14'] });
  });

  afterAll(() => house?.close());
  afterEach(() => house.clear());

  async function registeredAt(iso: string, given: Partial<Registration> = {}, at = term) {
    return makeRegistered(house.app.db, at.sessions, at.pools, { createdAt: new Date(iso), ...given });
  }

  const wanting = { notices: ALL_KINDS };

  it('go to those who asked for them, once for each hour and programme', async () => {
    const { email, id } = await house.staff(term.organization, wanting);
    await house.staff(term.organization);
    await registeredAt('2025-04-01T10:00:00+09:00');
    await registeredAt('2025-04-01T10:59:59+09:00');
    await expect(house.sweepAt('2025-04-01T11:01:59+09:00')).resolves.toBe(0);
    await expect(house.sweepAt('2025-04-01T11:02:00+09:00')).resolves.toBe(1);
    await expect(house.sweepAt('2025-04-01T11:03:00+09:00')).resolves.toBe(0);
    expect(await house.ledger()).toMatchObject([
      {
        kind: 'staff_new_registration',
        priority: 1,
        recipient: email,
        organizationId: term.organization.id,
        subjectId: term.programme.id,
        occasion: `programme:${term.programme.id}:2025-04-01T02:00:00Z`,
        facts: { member: id, from: '2025-04-01T01:00:00Z', until: '2025-04-01T02:00:00Z' },
        dueAt: new Date('2025-04-01T11:00:00+09:00'),
      },
    ]);
    await registeredAt('2025-04-01T11:00:00+09:00');
    await expect(house.sweepAt('2025-04-01T12:02:00+09:00')).resolves.toBe(1);
  });

  it('tell of a whole night in one mail in the morning', async () => {
    await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T20:10:00+09:00');
    await registeredAt('2025-04-02T03:00:00+09:00');
    await registeredAt('2025-04-02T07:59:00+09:00');
    await expect(house.sweepAt('2025-04-02T08:01:30+09:00')).resolves.toBe(0);
    await expect(house.sweepAt('2025-04-02T08:02:00+09:00')).resolves.toBe(1);
    await house.deliverAt('2025-04-02T08:02:00+09:00');
    expect(house.peer.received.map(({ mail }) => mail.subject)).toEqual([
      'ひきこもり家族教室：新しい申し込みが3件あります',
    ]);
  });

  it('count by course and session, and leave out what staff entered and what was cancelled', async () => {
    await house.staff(term.organization, wanting);
    const at = '2025-04-01T10:30:00+09:00';
    await registeredAt(at, { people: 2, nickname: '秘密の名', email: 'secret@mail.example' });
    await registeredAt(at, { status: 'waitlisted', sessionId: term.sessions[1]?.id as string });
    await registeredAt(at, { status: 'applied', sessionId: term.sessions[1]?.id as string });
    await registeredAt(at, { byStaff: true });
    await registeredAt(at, { status: 'cancelled' });
    await registeredAt(at, {}, elsewhere);
    await house.sweepAt('2025-04-01T11:02:00+09:00');
    await house.deliverAt('2025-04-01T11:02:00+09:00');
    const [{ mail, raw }] = house.peer.received as [(typeof house.peer.received)[number]];
    expect(mail.subject).toContain('3件');
    expect(mail.text).toContain('・令和7年度 前期 期の全体\n　1件（2人）');
    expect(mail.text).toContain(
      '・令和7年度 前期 第2回 2025年4月28日（月） 午前10時から11時45分まで\n　2件（2人）\n' +
        '　うち、キャンセル待ち1件\n　うち、受け入れるか決めていないもの1件',
    );
    expect(mail.text).toContain(`http://tsudoi.example/staff/courses/${term.course.id}`);
    expect(raw + mail.text + mail.html).not.toMatch(/秘密の名|secret@/);
  });

  it.each<[string, Partial<Registration>]>([
    ['entered by staff alone', { byStaff: true }],
    ['cancelled by then', { status: 'cancelled' }],
  ])('are not written for what was %s', async (_what, given) => {
    await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T10:30:00+09:00', given);
    await expect(house.sweepAt('2025-04-01T11:02:00+09:00')).resolves.toBe(0);
  });

  it('never go to other organizations, lower roles, disabled accounts, or who did not ask', async () => {
    await registeredAt('2025-04-01T10:30:00+09:00');
    await house.staff(elsewhere.organization, wanting);
    await house.staff(term.organization, { ...wanting, role: 'reception' });
    await house.staff(term.organization, { ...wanting, role: 'viewer' });
    await house.staff(term.organization, wanting, { disabledAt: new Date('2025-03-02T00:00:00Z') });
    await house.staff(term.organization, { notices: ['staff_nearly_full'] });
    await expect(house.sweepAt('2025-04-01T11:02:00+09:00')).resolves.toBe(0);
    await house.staff(term.organization, { ...wanting, role: 'owner' });
    await expect(house.sweepAt('2025-04-01T11:03:00+09:00')).resolves.toBe(1);
  });

  it('tell nobody of hours before they asked', async () => {
    const noticesChangedAt = new Date('2025-04-01T11:30:00+09:00');
    await house.staff(term.organization, { ...wanting, noticesChangedAt });
    await registeredAt('2025-04-01T10:30:00+09:00');
    await registeredAt('2025-04-01T11:10:00+09:00');
    await expect(house.sweepAt('2025-04-01T12:02:00+09:00')).resolves.toBe(1);
    expect(await house.ledger()).toMatchObject([{ facts: { from: '2025-04-01T02:00:00Z' } }]);
  });

  it('count what is written down a minute after its hour', async () => {
    await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T10:30:00+09:00');
    await expect(house.sweepAt('2025-04-01T11:00:00+09:00')).resolves.toBe(0);
    await registeredAt('2025-04-01T10:59:59+09:00');
    await house.sweepAt('2025-04-01T11:02:00+09:00');
    await house.deliverAt('2025-04-01T11:02:00+09:00');
    expect(house.peer.received.map(({ mail }) => mail.subject)).toEqual([
      'ひきこもり家族教室：新しい申し込みが2件あります',
    ]);
  });

  it.each([
    ['quiet hours', `UPDATE organizations SET quiet_from = '13:00', quiet_until = '16:00'`],
    ['zone', `UPDATE organizations SET time_zone = 'America/New_York'`],
  ])('tell nobody a second time after a change of %s', async (_what, change) => {
    await house.staff(term.organization, wanting);
    for (const hour of [10, 12, 13]) await registeredAt(`2025-04-01T${hour}:30:00+09:00`);
    for (const hour of [11, 13, 14]) await house.sweepAt(`2025-04-01T${hour}:02:00+09:00`);
    await expect(house.ledger()).resolves.toHaveLength(3);
    await house.app.db.query(change);
    try {
      await expect(house.sweepAt('2025-04-01T16:02:00+09:00')).resolves.toBe(0);
      await expect(house.sweepAt('2025-04-01T22:02:00+09:00')).resolves.toBe(0);
      await registeredAt('2025-04-01T22:30:00+09:00');
      await house.staff(term.organization, wanting);
      await house.sweepAt('2025-04-01T23:02:00+09:00');
      const told = (await house.ledger()).map(({ recipient }) => recipient);
      // Four for who was there before; whoever came later hears of all of it for the first time.
      expect(told.filter((recipient) => recipient === told[0])).toHaveLength(4);
    } finally {
      await house.app.db.query(
        'UPDATE organizations SET quiet_from = DEFAULT, quiet_until = DEFAULT, time_zone = DEFAULT',
      );
    }
  });

  it('catch up on a day on which no worker ran, and not on more', async () => {
    await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T10:30:00+09:00');
    await expect(house.sweepAt('2025-04-02T11:00:00+09:00')).resolves.toBe(0);
    await expect(house.sweepAt('2025-04-02T10:59:00+09:00')).resolves.toBe(1);
  });

  it.each([
    ['not_staff', 'DELETE FROM staff_roles'],
    ['not_staff', `UPDATE staff_roles SET role = 'viewer'`],
    ['not_staff', 'UPDATE staff_members SET disabled_at = now()'],
    ['unsubscribed', `UPDATE staff_roles SET notices = '{staff_nearly_full}'`],
    ['superseded', `UPDATE registrations SET status = 'cancelled'`],
  ])('are not sent (%s) after %s', async (outcome, change) => {
    await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T10:30:00+09:00');
    await house.sweepAt('2025-04-01T11:02:00+09:00');
    await house.app.db.query(change);
    await expect(house.deliverAt('2025-04-01T11:02:00+09:00')).resolves.toMatchObject({
      state: 'cancelled',
      outcome,
    });
    expect(house.peer.received).toEqual([]);
  });

  it('are one each, however many sweep; and would not be without the index (negative control)', async () => {
    for (let reader = 0; reader < 5; reader++) await house.staff(term.organization, wanting);
    await registeredAt('2025-04-01T09:30:00+09:00');
    await registeredAt('2025-04-01T10:30:00+09:00');
    const put = (db: Parameters<typeof putNewRegistrations>[0]) =>
      putNewRegistrations(db, {
        now: new Date('2025-04-01T11:02:00+09:00'),
        dueBy: new Date('2025-04-01T11:00:00+09:00'),
        from: new Date('2025-03-31T11:00:00+09:00'),
        createdFrom: new Date('2025-03-30T11:00:00+09:00'),
      });
    await expect(house.together(put)).resolves.toBe(10);
    expect(await house.ledger()).toHaveLength(10);
    await expect(house.unguarded(put, NOT_TOLD_YET)).resolves.toBeGreaterThan(10);
  });

  it('are due when the rule for quiet hours says, rounded up to a full hour', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCase, { minLength: 150, maxLength: 150 }), async (cases) => {
        const given = cases.map((one, position) => ({ ...one, position }));
        const rows = await house.app.db.query<{ due: Date }[]>(
          `SELECT due.at AS due
           FROM jsonb_to_recordset($1::jsonb) AS given(
             moment timestamptz, "timeZone" text, "quietFrom" text, "quietUntil" text, position integer)
           CROSS JOIN LATERAL (SELECT given."timeZone" AS time_zone, given."quietFrom" AS quiet_from,
             given."quietUntil" AS quiet_until) o
           ${toldAtSql('given.moment')}
           ORDER BY position`,
          [JSON.stringify(given)],
        );
        const differing = cases.filter(({ moment, ...quiet }, index) => {
          const ends = new Date((Math.floor(Date.parse(moment) / HOUR_MS) + 1) * HOUR_MS);
          const rested = restsUntil(ends, null, quiet) ?? ends;
          return rows[index]?.due.getTime() !== Math.ceil(rested.getTime() / HOUR_MS) * HOUR_MS;
        });
        expect(differing).toEqual([]);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});

const halfHours = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);

const anyCase = fc.record({
  moment: fc
    .integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') })
    .map((instant) => new Date(instant).toISOString()),
  timeZone: fc.constantFrom('Asia/Tokyo', 'UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York'),
  quietFrom: halfHours,
  quietUntil: halfHours,
});
