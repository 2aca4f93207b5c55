import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import type { Course } from '../../../src/programmes/course.entity.js';
import { ChangesOfMind } from '../../../src/registrations/my/changes-of-mind.service.js';
import { placeRegistration, placesInPools } from '../../../src/registrations/my/places.queries.js';
import { lockPools } from '../../../src/registrations/seats/pool-locks.queries.js';
import { makeCourse, makePool, makeSession, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectSound, type Registrant, registrants, takenIn, tokenIn } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];

describe('changing one’s mind at the same moment as others', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(() => expectSound(app));
  afterAll(() => app.close());

  const codesOf = (answers: readonly { status: number; body: { code?: string } }[]) =>
    answers.map(({ status, body }) => (status < 300 ? 'done' : body.code)).sort();

  /** Holds the pools of a course until as many others wait as asked for. */
  async function whileAllWait<T>(
    courseIds: readonly string[],
    waiting: number,
    acts: () => Promise<T>,
  ): Promise<T> {
    const holder = app.db.createQueryRunner();
    await holder.startTransaction();
    await lockPools(holder.manager, { courseIds });
    const done = acts();
    await untilSomeWait(waiting);
    await holder.commitTransaction();
    await holder.release();
    return done;
  }

  async function untilSomeWait(wanted: number): Promise<void> {
    for (;;) {
      const [{ waiting }] = await app.db.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting >= wanted) return;
    }
  }

  it('gives the last seat to one of two who come back to it', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
    const both = [await by.register({ course: course.id }), await by.register({ course: course.id })];
    const last = sessions[1]?.id as string;
    for (const one of both) await by.release(one, last).expect(200);
    await by.register({ session: last });
    const answers = await whileAllWait([course.id], 2, () =>
      Promise.all(both.map(async (one) => by.return(one, last))),
    );
    expect(codesOf(answers)).toEqual(['done', 'full']);
    expect(await takenIn(app, pools)).toEqual([2, 2, 2]);
  });

  /** Two come back to the one seat left; each decides before it takes, with or without the lock. */
  async function twoReturn(lock: (tx: EntityManager, courseId: string) => Promise<void>): Promise<number> {
    const { course, sessions, pools, organization } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
    const both = [await by.register({ course: course.id }), await by.register({ course: course.id })];
    const sessionId = sessions[1]?.id as string;
    for (const one of both) await by.release(one, sessionId).expect(200);
    await app.db.query('UPDATE seat_pools SET capacity = 1 WHERE id = $1', [pools[1]?.id]);
    const come = async ({ id }: Registrant, others: () => Promise<unknown>) =>
      app.db.transaction(async (tx) => {
        await lock(tx, course.id);
        const place = (await placesInPools(tx, id)).find((one) => one.sessionId === sessionId);
        await others();
        if (!place || place.taken >= 1) return;
        const seat = { sessionId, poolId: place.poolId, units: 1, kept: false };
        await placeRegistration(
          tx,
          { id, organizationId: organization.id },
          { seats: [seat], status: 'confirmed', now: app.clock.now() },
        );
      });
    // Without the lock both have read before either writes; with it the second reads when the first is done.
    let arrived = 0;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const meet = async () => {
      arrived += 1;
      if (arrived === 2) open();
      await Promise.race([gate, untilSomeWait(1)]);
    };
    await Promise.all(both.map((one) => come(one, meet)));
    return (await takenIn(app, pools))[1] as number;
  }

  it('would give it to both without the lock (negative control), and the check on the table is the wall behind it', async () => {
    expect(await twoReturn((tx, courseId) => lockPools(tx, { courseIds: [courseId] }))).toBe(1);
    await expect(twoReturn(async () => undefined)).rejects.toThrow('ck_seat_pools_not_oversold');
  });

  it('gives the seats to who takes more people or to who registers, whole', async () => {
    const { course, pools } = await makeTerm(app.db, {
      dates: THREE,
      capacity: 3,
      course: { waitingList: false },
    });
    const hana = await by.register({ course: course.id });
    const answers = await whileAllWait([course.id], 2, () =>
      Promise.all([
        by.people(hana, { people: 3 }).then((answer) => answer),
        app.http
          .post('/api/v1/registrations')
          .send({ course: course.id, nickname: 'けん', people: 2 })
          .then((answer) => answer),
      ]),
    );
    expect(codesOf(answers)).toEqual(['done', 'full']);
    expect(await takenIn(app, pools)).toEqual([3, 3, 3]);
  });

  const twoCourses = async (capacity: number) => {
    const { course, pools } = await makeTerm(app.db, { dates: THREE, capacity });
    const programme = { id: course.programmeId, organizationId: course.organizationId };
    const other: Course = await makeCourse(app.db, programme as never);
    const there = [];
    for (const startsOn of ['2025-10-06', '2025-10-20', '2025-11-10'])
      there.push(await makePool(app.db, await makeSession(app.db, other, { startsOn }), { capacity }));
    return { course, other, pools, there };
  };

  it('lets ten move each way at once between two courses, and nobody loses a place', async () => {
    const { course, other, pools, there } = await twoCourses(20);
    const register = (id: string) =>
      Promise.all(Array.from({ length: 10 }, () => by.register({ course: id })));
    const [here, yonder] = [await register(course.id), await register(other.id)];
    const answers = await Promise.all([
      ...here.map(async (one) => by.move(one, { course: other.id })),
      ...yonder.map(async (one) => by.move(one, { course: course.id })),
    ]);
    expect(codesOf(answers)).toEqual(Array(20).fill('done'));
    expect([await takenIn(app, pools), await takenIn(app, there)]).toEqual([
      Array(3).fill(10),
      Array(3).fill(10),
    ]);
  });

  it('leaves everybody where they are when two full courses want to change places, or lets the queue settle it', async () => {
    const { course, other, pools, there } = await twoCourses(1);
    const [hana, ken] = [await by.register({ course: course.id }), await by.register({ course: other.id })];
    const answers = await Promise.all([
      by.move(hana, { course: other.id }).then((answer) => answer),
      by.move(ken, { course: course.id }).then((answer) => answer),
    ]);
    expect(codesOf(answers)).toEqual(['full', 'full']);
    expect([await takenIn(app, pools), await takenIn(app, there)]).toEqual([
      Array(3).fill(1),
      Array(3).fill(1),
    ]);
  });

  it('acts on a registration where it is by then: skipping while it is moved', async () => {
    const { course, other, pools, there } = await twoCourses(2);
    const hana = await by.register({ course: course.id });
    const { places } = await by.see(hana);
    const answers = await whileAllWait([course.id], 2, () =>
      Promise.all([
        by.move(hana, { course: other.id }).then((answer) => answer),
        by.people(hana, { people: 2 }).then((answer) => answer),
        by.release(hana, places[0].session).then((answer) => answer),
      ]),
    );
    expect(answers[0]?.status).toBe(200);
    expect(answers[1]?.status).toBe(200);
    expect([await takenIn(app, pools), await takenIn(app, there)]).toEqual([
      Array(3).fill(0),
      Array(3).fill(2),
    ]);
  });

  it('hands over once, to the one of two who came first', async () => {
    const { course, pools } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ course: course.id });
    const answers = await whileAllWait([course.id], 2, () =>
      Promise.all(
        ['けん', 'りん'].map((nickname) =>
          by.transfer(hana, { nickname }, nickname.at(0) === 'け' ? 'k' : 'r').then((answer) => answer),
        ),
      ),
    );
    expect(codesOf(answers)).toEqual(['conflict', 'done']);
    const same = await by.register({ course: course.id });
    const twice = await whileAllWait([course.id], 2, () =>
      Promise.all(
        [1, 2].map(() => by.transfer(same, { nickname: '母' }, 'double-tap').then((answer) => answer)),
      ),
    );
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(twice.map(({ body }) => tokenIn(body.receiver.manageUrl))).size).toBe(1);
    expect(await takenIn(app, pools)).toEqual([2, 2, 2]);
  });

  it('takes an offer or gives it back, never half of each', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, {
      dates: THREE,
      capacity: 1,
      course: { offerHours: 24 },
    });
    const first = await by.register({ course: course.id });
    const hana = await by.register({ course: course.id });
    const ken = await by.register({ course: course.id });
    await by.cancel(first).expect(200);
    expect(await by.see(hana)).toMatchObject({ status: 'offered' });
    const answers = await whileAllWait([course.id], 3, () =>
      Promise.all([
        by.accept(hana).then((answer) => answer),
        by.release(hana, sessions[2]?.id as string).then((answer) => answer),
        by.cancel(ken).then((answer) => answer),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { status, places } = await by.see(hana);
    expect(status).toBe('confirmed');
    expect(places.map((place: { status: string }) => place.status)).toEqual([
      'confirmed',
      'confirmed',
      'released',
    ]);
    expect(await takenIn(app, pools)).toEqual([1, 1, 0]);
  });

  it('ends a registration that is cancelled while it comes back, with no seat left behind', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ course: course.id });
    const changes = app.nest.get(ChangesOfMind);
    await by.release(hana, sessions[0]?.id as string).expect(200);
    await whileAllWait([course.id], 2, () =>
      Promise.allSettled([changes.cancel(hana.token), changes.return(hana.token, sessions[0]?.id as string)]),
    );
    expect(await by.see(hana)).toMatchObject({ status: 'cancelled' });
    expect(await takenIn(app, pools)).toEqual([0, 0, 0]);
  });
});
