import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Course } from '../../../src/programmes/course.entity.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import type { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makeCourse, makePool, makeSession, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectRefused, expectSound, mailsAbout, registrants, takenIn } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];

describe('moving a registration', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(() => expectSound(app));
  afterAll(() => app.close());

  const idOf = (sessions: readonly Session[], index: number) => sessions[index]?.id as string;

  const otherCourse = async (course: Course, dates: readonly string[], capacity: number, given = {}) => {
    const programme = { id: course.programmeId, organizationId: course.organizationId };
    const other = await makeCourse(app.db, programme as never, { title: '令和7年度 後期', ...given });
    const sessions: Session[] = [];
    const pools: SeatPool[] = [];
    for (const [index, startsOn] of dates.entries()) {
      sessions.push(await makeSession(app.db, other, { startsOn, number: index + 1 }));
      pools.push(await makePool(app.db, sessions[index] as Session, { capacity }));
    }
    return { other, sessions, pools };
  };

  it('goes to another course with the same number and link, gives its seats to the queue, and says so once a move', async () => {
    const { course, pools } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
    const { other, pools: there } = await otherCourse(course, ['2025-10-06', '2025-10-20'], 1);
    const hana = await by.register({ course: course.id, email: 'hana@mail.example' });
    const ken = await by.register({ course: course.id });
    const { code } = await by.see(hana);
    for (const _again of [1, 2]) {
      const { body } = await by.move(hana, { course: other.id }).expect(200);
      expect(body).toMatchObject({
        id: hana.id,
        code,
        course: other.id,
        scope: 'course',
        status: 'confirmed',
      });
      expect(body.places.map(({ startsOn }: { startsOn: string }) => startsOn)).toEqual([
        '2025-10-06',
        '2025-10-20',
      ]);
    }
    expect(await by.see(ken)).toMatchObject({ status: 'confirmed' });
    expect([await takenIn(app, pools), await takenIn(app, there)]).toEqual([
      [1, 1, 1],
      [1, 1],
    ]);
    expect(await mailsAbout(app, hana)).toEqual(['confirmed', 'moved_registration']);
    await by.cancel(ken).expect(200);
    await by.move(hana, { course: course.id }).expect(200);
    expect(await mailsAbout(app, hana)).toEqual(['confirmed', 'moved_registration', 'moved_registration']);
    const [{ facts }] = await app.db.query(
      `SELECT facts FROM messages WHERE subject_id = $1 AND facts->'from'->>'course' = $2`,
      [hana.id, other.id],
    );
    expect(facts).toEqual({ from: { course: other.id, session: null }, by: 'holder' });
  });

  it('goes to another session, to another sort of seat, and from one session to the whole course', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
    const online = await makePool(app.db, sessions[0] as Session, {
      key: 'online',
      capacity: 1,
      position: 1,
    });
    const hana = await by.register({ session: idOf(sessions, 0) });
    await by.move(hana, { session: idOf(sessions, 1) }).expect(200);
    expect(await takenIn(app, pools)).toEqual([0, 1, 0]);
    expect((await by.see(hana)).places).toHaveLength(1);
    await by.move(hana, { session: idOf(sessions, 0), pool: 'online' }).expect(200);
    expect(await takenIn(app, [...pools, online])).toEqual([0, 0, 0, 1]);
    await by.move(hana, { session: idOf(sessions, 0), pool: 'onsite' }).expect(200);
    expect(await takenIn(app, [...pools, online])).toEqual([1, 0, 0, 0]);
    const { body } = await by.move(hana, { course: course.id }).expect(200);
    expect(body).toMatchObject({ scope: 'course', status: 'confirmed' });
    expect(await takenIn(app, [...pools, online])).toEqual([1, 1, 1, 0]);
  });

  it.each([
    ['full', { capacity: 0 }, {}],
    ['full', { capacity: 0 }, { waitingList: false }],
    ['not_offered', { capacity: 5 }, { registrationMode: 'session' }],
    ['not_offered', { capacity: 5 }, { approval: true }],
    ['closed', { capacity: 5 }, { closesAt: new Date('2025-03-31T00:00:00Z') }],
    ['not_yet_open', { capacity: 5 }, { opensAt: new Date('2025-04-30T00:00:00Z') }],
    ['too_late', { capacity: 5, dates: ['2025-03-10', '2025-10-06'] }, { joinUntil: 1 }],
    ['past', { capacity: 5, dates: ['2025-03-10'] }, {}],
  ] as const)('refuses with %s and changes nothing: %j %j', async (code, { capacity, ...given }, rules) => {
    const { course, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
    const dates = 'dates' in given ? given.dates : ['2025-10-06'];
    const { other } = await otherCourse(course, dates, capacity, rules);
    const hana = await by.register({ course: course.id });
    const before = await by.see(hana);
    expectRefused(await by.move(hana, { course: other.id }), code);
    expect(await by.see(hana)).toEqual(before);
    expect(await takenIn(app, pools)).toEqual([1, 1, 1]);
  });

  it('stays within its programme, needs a target that is there, and takes one seat of a contact in a session', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const stranger = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: idOf(sessions, 0), email: 'two@mail.example' });
    await by.register({ session: idOf(sessions, 1), email: 'two@mail.example' });
    expectRefused(await by.move(hana, { session: idOf(stranger.sessions, 0) }), 'not_offered');
    expectRefused(await by.move(hana, { session: stranger.course.id }), 'unknown', 404);
    expectRefused(await by.move(hana, {}), 'invalid', 422);
    expectRefused(await by.move(hana, { session: idOf(sessions, 1) }), 'duplicate');
    expectRefused(await by.move(hana, { session: idOf(sessions, 2), pool: 'moon' }), 'invalid', 422);
    expect((await by.see(hana)).places[0]).toMatchObject({
      session: idOf(sessions, 0),
      status: 'confirmed',
    });
  });

  it('lets who waits have a seat elsewhere, and no second queue', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
    for (const index of [0, 1]) await by.register({ session: idOf(sessions, index) });
    const hana = await by.register({ session: idOf(sessions, 0) });
    expectRefused(await by.move(hana, { session: idOf(sessions, 1) }), 'full');
    expect(await by.see(hana)).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
    await by.move(hana, { session: idOf(sessions, 2) }).expect(200);
    expect(await by.see(hana)).toMatchObject({ status: 'confirmed', course: course.id });
  });
});
