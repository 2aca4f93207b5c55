import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Course } from '../../../../src/programmes/course.entity.js';
import type { Registration } from '../../../../src/registrations/registration.entity.js';
import type { Place } from '../../../../src/registrations/seats/place.entity.js';
import { putBelowMinimum } from '../../../../src/reminders/staff-notices/below-minimum.queries.js';
import { makeTerm } from '../../../support/factories.js';
import { makeRegistered } from '../../mail/registered.js';
import { StaffHouse } from './staff-house.js';

/** Three days before the session of the 14th, at ten. */
const DUE = '2025-04-11T10:00:00+09:00';
const MINIMUM = { people: 5, daysBefore: 3 };

describe('mails to staff about sessions with too few people', () => {
  let house: StaffHouse;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    house = await StaffHouse.open();
    term = await makeTerm(house.app.db, {
      dates: ['2025-04-14', '2025-04-28'],
      course: { minimum: MINIMUM },
    });
  });

  afterAll(() => house?.close());

  afterEach(async () => {
    await house.clear();
    await house.app.db.query(
      `UPDATE sessions SET status = 'scheduled', starts_on = '2025-04-14', starts_at = '2025-04-14T10:00:00+09:00',
         ends_at = '2025-04-14T11:45:00+09:00', time_zone = 'Asia/Tokyo' WHERE number = 1`,
    );
    await course({ minimum: MINIMUM, registrationMode: 'both' });
  });

  async function course(given: Partial<Course>): Promise<void> {
    await house.app.db.getRepository(Course).update(term.course.id, given as never);
  }

  async function people(count: number, given: Partial<Registration> = {}, place: Partial<Place> = {}) {
    await makeRegistered(house.app.db, term.sessions, term.pools, { people: count, ...given }, place);
  }

  it('are written at ten on the day that the course names, once', async () => {
    const { email, id } = await house.staff(term.organization);
    await people(3);
    await people(1);
    await expect(house.sweepAt('2025-04-11T09:59:00+09:00')).resolves.toBe(0);
    await expect(house.sweepAt(DUE)).resolves.toBe(1);
    await expect(house.sweepAt('2025-04-11T10:01:00+09:00')).resolves.toBe(0);
    const session = term.sessions[0]?.id;
    expect(await house.ledger()).toMatchObject([
      {
        kind: 'staff_below_minimum',
        priority: 1,
        recipient: email,
        organizationId: term.organization.id,
        occasion: `minimum:${session}:2025-04-14`,
        subjectId: session,
        facts: { member: id, startsOn: '2025-04-14' },
        dueAt: new Date(DUE),
      },
    ]);
    await house.deliverAt(DUE);
    const [{ mail }] = house.peer.received as [(typeof house.peer.received)[number]];
    expect(mail.subject).toBe('ひきこもり家族教室：いまの人数は4人です（必要な人数5人）');
    expect(mail.text).toContain('第1回 2025年4月14日（月） 午前10時から11時45分まで');
    expect(mail.text).toContain(`/staff/sessions/${session}`);
  });

  it('count people with a place, not requests and not parties', async () => {
    await house.staff(term.organization);
    await people(4);
    await people(3, { status: 'waitlisted' }, { status: 'waitlisted', confirmedAt: null });
    await people(2, { status: 'applied' }, { status: 'applied', confirmedAt: null });
    await expect(house.sweepAt(DUE)).resolves.toBe(1);
    await house.deliverAt(DUE);
    expect(house.peer.received[0]?.mail.text).toContain('決まっていない申し込み: 2件');
  });

  it('are not written where there are enough, but are where somebody cancels after that', async () => {
    await house.staff(term.organization);
    await people(5);
    await expect(house.sweepAt(DUE)).resolves.toBe(0);
    await house.app.db.query(`UPDATE places SET status = 'released'`);
    await expect(house.sweepAt('2025-04-12T10:00:00+09:00')).resolves.toBe(1);
  });

  it('are written as well where that is days later, or the session moved to a day so near', async () => {
    await house.staff(term.organization);
    await course({ minimum: { people: 5, daysBefore: 10 } });
    await people(5);
    await expect(house.sweepAt('2025-04-04T10:00:00+09:00')).resolves.toBe(0);
    await house.app.db.query(`UPDATE places SET status = 'released'`);
    await expect(house.sweepAt('2025-04-08T10:00:00+09:00')).resolves.toBe(1);
    await house.app.db.query(
      `UPDATE sessions SET starts_on = '2025-04-12', starts_at = '2025-04-12T10:00:00+09:00', ends_at = NULL
       WHERE number = 1`,
    );
    await expect(house.sweepAt('2025-04-11T10:00:00+09:00')).resolves.toBe(1);
    await expect(house.sweepAt('2025-04-11T10:01:00+09:00')).resolves.toBe(0);
  });

  it('go by the clock of the venue', async () => {
    await house.staff(term.organization);
    await house.app.db.query(
      `UPDATE sessions SET time_zone = 'America/New_York', starts_at = '2025-04-14T10:00:00-04:00',
         ends_at = NULL WHERE number = 1`,
    );
    await expect(house.sweepAt('2025-04-11T09:59:00-04:00')).resolves.toBe(0);
    await expect(house.sweepAt('2025-04-11T10:00:00-04:00')).resolves.toBe(1);
  });

  it.each<[string, Partial<Course>]>([
    ['without a number that is needed', { minimum: null }],
    ['to which one comes without registering', { registrationMode: 'none' }],
    ['registered for elsewhere', { registrationMode: 'elsewhere' }],
  ])('are not written for a course %s', async (_what, given) => {
    await house.staff(term.organization);
    await course(given);
    await expect(house.sweepAt(DUE)).resolves.toBe(0);
  });

  it('are written again for a session that moved to another day', async () => {
    await house.staff(term.organization);
    await house.sweepAt(DUE);
    await house.app.db.query(
      `UPDATE sessions SET starts_on = '2025-04-15', starts_at = '2025-04-15T10:00:00+09:00',
         ends_at = NULL WHERE number = 1`,
    );
    await expect(house.deliverAt(DUE)).resolves.toMatchObject({ state: 'cancelled', outcome: 'moved' });
    await expect(house.sweepAt('2025-04-12T10:00:00+09:00')).resolves.toBe(1);
  });

  it.each([
    ['cancelled', `UPDATE sessions SET status = 'cancelled'`],
    ['reached', 'UPDATE registrations SET people = 5'],
    ['superseded', 'UPDATE courses SET minimum = NULL'],
    ['unsubscribed', `UPDATE staff_roles SET notices = '{}'`],
    ['not_staff', 'UPDATE staff_members SET disabled_at = now()'],
  ])('are not sent (%s) after %s', async (outcome, change) => {
    await house.staff(term.organization);
    await people(1);
    await house.sweepAt(DUE);
    await house.app.db.query(change);
    await expect(house.deliverAt(DUE)).resolves.toMatchObject({ state: 'cancelled', outcome });
    expect(house.peer.received).toEqual([]);
  });

  it('are not sent once it has begun, and not at night', async () => {
    await house.staff(term.organization);
    await house.sweepAt(DUE);
    await expect(house.deliverAt('2025-04-12T06:00:00+09:00')).resolves.toMatchObject({
      dueAt: new Date('2025-04-12T08:00:00+09:00'),
    });
    await expect(house.deliverAt('2025-04-14T10:00:00+09:00')).resolves.toMatchObject({
      state: 'cancelled',
      outcome: 'over',
    });
    await expect(house.sweepAt('2025-04-14T10:00:00+09:00')).resolves.toBe(0);
  });

  it('are one each, however many sweep; and would not be without the index (negative control)', async () => {
    for (let reader = 0; reader < 4; reader++) await house.staff(term.organization);
    await house.staff((await makeTerm(house.app.db, { dates: ['2025-04-14'] })).organization);
    const put = (db: Parameters<typeof putBelowMinimum>[0]) => putBelowMinimum(db, { now: new Date(DUE) });
    await expect(house.together(put)).resolves.toBe(4);
    expect(await house.ledger()).toHaveLength(4);
    await expect(house.unguarded(put)).resolves.toBeGreaterThan(4);
  });
});
