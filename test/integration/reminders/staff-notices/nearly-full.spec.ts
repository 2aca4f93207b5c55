import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Course } from '../../../../src/programmes/course.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { putNearlyFull } from '../../../../src/reminders/staff-notices/nearly-full.queries.js';
import { makeTerm } from '../../../support/factories.js';
import { makeRegistered } from '../../mail/registered.js';
import { StaffHouse } from './staff-house.js';

const NOW = '2025-04-01T10:00:00+09:00';
const LATELY = new Date('2025-04-01T09:59:00+09:00');

describe('mails to staff about seats that are nearly gone', () => {
  let house: StaffHouse;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    house = await StaffHouse.open();
    term = await makeTerm(house.app.db, { dates: ['2025-04-14', '2025-04-28', '2025-05-12'], capacity: 20 });
  });

  afterAll(() => house?.close());

  afterEach(async () => {
    await house.clear();
    await house.app.db.query(`UPDATE seat_pools SET capacity = 20; UPDATE sessions SET status = 'scheduled'`);
    await course({ registrationMode: 'session', lottery: null });
  });

  async function course(given: Partial<Course>): Promise<void> {
    await house.app.db.getRepository(Course).update(term.course.id, given as never);
  }

  /** Somebody takes a seat in these sessions, of which so many are taken now. */
  async function taken(seats: number, positions: readonly number[], confirmedAt = LATELY): Promise<void> {
    const sessions = positions.map((at) => term.sessions[at] as Session);
    const pools = positions.map((at) => term.pools[at] as SeatPool);
    await makeRegistered(house.app.db, sessions, pools, {}, { confirmedAt });
    for (const { id } of pools) await house.app.db.getRepository(SeatPool).update(id, { taken: seats });
  }

  it('are written once, when a tenth is left', async () => {
    await course({ registrationMode: 'session' });
    const { email, id } = await house.staff(term.organization);
    await taken(17, [0]);
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
    await taken(18, [0]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
    await taken(20, [0]);
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
    const [pool] = term.pools as [SeatPool];
    expect(await house.ledger()).toMatchObject([
      {
        kind: 'staff_nearly_full',
        priority: 1,
        recipient: email,
        organizationId: term.organization.id,
        occasion: `pool:${pool.id}:20`,
        subjectId: pool.id,
        facts: { member: id, course: term.course.id, key: 'onsite', pool: pool.id, capacity: 20 },
      },
    ]);
  });

  it('say how many are left, and for which session', async () => {
    await course({ registrationMode: 'session' });
    await house.staff(term.organization);
    await taken(19, [1]);
    await house.sweepAt(NOW);
    await house.deliverAt(NOW);
    const [{ mail }] = house.peer.received as [(typeof house.peer.received)[number]];
    expect(mail.subject).toBe('ひきこもり家族教室：席が残り少なくなりました（残り1）');
    expect(mail.text).toContain(
      '・第2回 2025年4月28日（月） 午前10時から11時45分まで\n　定員20人のうち19人が決まり、残り1人',
    );
    expect(mail.text).toContain(`http://tsudoi.example/staff/sessions/${term.sessions[1]?.id}`);
  });

  it('come again for another capacity', async () => {
    await course({ registrationMode: 'session' });
    await house.staff(term.organization);
    await taken(20, [0]);
    await house.sweepAt(NOW);
    await house.app.db.query('UPDATE seat_pools SET capacity = 30');
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
    await taken(30, [0]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
  });

  it('are one for a course that is registered for as a whole', async () => {
    await course({ registrationMode: 'course' });
    await house.staff(term.organization);
    await taken(18, [0, 1, 2]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
    await taken(20, [0, 1, 2]);
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
    expect(await house.ledger()).toMatchObject([
      { occasion: `course:${term.course.id}:onsite:20`, subjectId: term.course.id, facts: { pool: null } },
    ]);
    await house.deliverAt(NOW);
    expect(house.peer.received[0]?.mail.text).toMatch(/第1回.*第2回.*第3回/s);
    expect(house.peer.received[0]?.mail.text).toContain(`/staff/courses/${term.course.id}`);
  });

  it('are one for a course registered for either way whose sessions fill together, one for a single session', async () => {
    await course({ registrationMode: 'both' });
    await house.staff(term.organization);
    await taken(19, [0]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
    await taken(19, [0, 1, 2]);
    await expect(house.sweepAt(NOW)).resolves.toBe(1);
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
    expect((await house.ledger()).map(({ occasion }) => occasion.split(':')[0]).sort()).toEqual([
      'course',
      'pool',
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['with a single seat', () => house.app.db.query('UPDATE seat_pools SET capacity = 1, taken = 1')],
    ['without a limit', () => house.app.db.query('UPDATE seat_pools SET capacity = NULL')],
    ['given by lot', () => course({ lottery: {} as never })],
    ['of a course registered for elsewhere', () => course({ registrationMode: 'elsewhere' })],
    [
      'of a session that was called off',
      () => house.app.db.query(`UPDATE sessions SET status = 'cancelled'`),
    ],
  ])('are not written for seats %s', async (_what, change) => {
    await house.staff(term.organization);
    await taken(1, [0]);
    await house.app.db.query('UPDATE seat_pools SET capacity = 2, taken = 2');
    await change();
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
  });

  it('are not written for a session that has begun, nor for what was full long ago', async () => {
    await course({ registrationMode: 'session' });
    await house.staff(term.organization);
    await taken(20, [0], new Date('2025-04-14T09:00:00+09:00'));
    await expect(house.sweepAt('2025-04-14T10:00:00+09:00')).resolves.toBe(0);
    await expect(house.sweepAt('2025-04-14T09:59:00+09:00')).resolves.toBe(1);
    await house.clear();
    await house.staff(term.organization);
    await taken(20, [0], new Date('2025-03-31T09:59:00+09:00'));
    await expect(house.sweepAt(NOW)).resolves.toBe(0);
  });

  it.each([
    ['seats_free', 'UPDATE seat_pools SET taken = 17'],
    ['superseded', 'UPDATE seat_pools SET capacity = 21'],
    ['cancelled', `UPDATE sessions SET status = 'cancelled'`],
    ['unsubscribed', `UPDATE staff_roles SET notices = '{}'`],
    ['not_staff', `UPDATE staff_roles SET role = 'reception'`],
  ])('are not sent (%s) after %s', async (outcome, change) => {
    await course({ registrationMode: 'session' });
    await house.staff(term.organization);
    await taken(20, [0]);
    await house.sweepAt(NOW);
    await house.app.db.query(change);
    await expect(house.deliverAt(NOW)).resolves.toMatchObject({ state: 'cancelled', outcome });
    expect(house.peer.received).toEqual([]);
  });

  it('are not sent once the session has begun, and not at night', async () => {
    await course({ registrationMode: 'session' });
    await house.staff(term.organization);
    await taken(20, [0]);
    await house.sweepAt(NOW);
    await expect(house.deliverAt('2025-04-01T22:00:00+09:00')).resolves.toMatchObject({
      state: 'queued',
      dueAt: new Date('2025-04-02T08:00:00+09:00'),
    });
    await expect(house.deliverAt('2025-04-14T10:00:00+09:00')).resolves.toMatchObject({
      state: 'cancelled',
      outcome: 'over',
    });
  });

  it('are one each, however many sweep; and would not be without the index (negative control)', async () => {
    await course({ registrationMode: 'session' });
    for (let reader = 0; reader < 3; reader++) await house.staff(term.organization);
    await house.staff((await makeTerm(house.app.db, { dates: ['2025-04-14'] })).organization);
    await taken(20, [0, 1]);
    const put = (db: Parameters<typeof putNearlyFull>[0]) =>
      putNearlyFull(db, { now: new Date(NOW), since: new Date('2025-03-31T10:00:00+09:00') });
    await expect(house.together(put)).resolves.toBe(6);
    expect(await house.ledger()).toHaveLength(6);
    await expect(house.unguarded(put)).resolves.toBeGreaterThan(6);
  });
});
