import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Session } from '../../../src/programmes/session.entity.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectRefused, expectSound, mailsAbout, registrants, takenIn } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];

describe('changing one’s mind', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(() => expectSound(app));
  afterAll(() => app.close());

  const idOf = (sessions: readonly Session[], index: number) => sessions[index]?.id as string;

  it('may be changed on its day where nobody knows the time, until that is over', async () => {
    const { course } = await makeTerm(app.db, { dates: [] });
    const day = { startsOn: '2025-04-14', startTime: null, endTime: null };
    const sessions = [
      await makeSession(app.db, course, day),
      await makeSession(app.db, course, { ...day, startsOn: '2025-05-12' }),
    ];
    const pools = [await makePool(app.db, sessions[0]!), await makePool(app.db, sessions[1]!)];
    const hana = await by.register({ course: course.id });
    app.clock.set('2025-04-14T09:00:00+09:00');
    const page = async () => (await app.http.get(`/my/${hana.token}`).expect(200)).text;
    expect(await page()).toContain(`/places/${idOf(sessions, 0)}/release`);
    await by.people(hana, { people: 2 }).expect(200);
    expect(await takenIn(app, pools)).toEqual([2, 2]);
    await by.release(hana, idOf(sessions, 0)).expect(200);
    expect(await takenIn(app, pools)).toEqual([0, 2]);
    await by.return(hana, idOf(sessions, 0)).expect(200);
    app.clock.set('2025-04-15T00:00:00+09:00');
    expectRefused(await by.release(hana, idOf(sessions, 0)), 'past');
    expect(await page()).not.toContain(`/places/${idOf(sessions, 0)}/release`);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  describe('coming back to a session', () => {
    it('takes the seat again if there is room, and once however often it is asked', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
      const hana = await by.register({ course: course.id, people: 2 });
      await by.release(hana, idOf(sessions, 1)).expect(200);
      expect(await takenIn(app, pools)).toEqual([2, 0, 2]);
      for (const _again of [1, 2]) {
        const { body } = await by.return(hana, idOf(sessions, 1)).expect(200);
        expect(body.places.map(({ status }: { status: string }) => status)).toEqual(
          Array(3).fill('confirmed'),
        );
        expect(await takenIn(app, pools)).toEqual([2, 2, 2]);
      }
    });

    it('refuses what is full, over, called off, another’s or of an ended registration', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
      const hana = await by.register({ course: course.id, email: 'hana@mail.example' });
      const [first, second, third] = [0, 1, 2].map((index) => idOf(sessions, index)) as [
        string,
        string,
        string,
      ];
      for (const session of [first, second, third].slice(0, 2)) await by.release(hana, session).expect(200);
      const ken = await by.register({ session: second });
      expectRefused(await by.return(hana, second), 'full');
      expect(await takenIn(app, pools)).toEqual([0, 1, 1]);
      await by.cancel(ken).expect(200);
      const same = await by.register({ session: second, email: 'hana@mail.example' });
      await app.db.getRepository(SeatPool).update({ sessionId: second }, { capacity: 2 });
      expectRefused(await by.return(hana, second), 'duplicate');
      await by.cancel(same).expect(200);
      await app.db.getRepository(Session).update({ id: second }, { status: 'cancelled' });
      expectRefused(await by.return(hana, second), 'cancelled');
      await app.db.getRepository(Session).update({ id: second }, { status: 'scheduled' });
      app.clock.set('2025-04-15T09:00:00+09:00');
      expectRefused(await by.return(hana, first), 'past');
      app.clock.set('2025-04-01T09:00:00+09:00');
      expectRefused(await by.return(hana, course.id), 'unknown', 404);
      await by.cancel(hana).expect(200);
      expectRefused(await by.return(hana, first), 'conflict');
    });

    it('judges seats kept for residents, and a queue that is held, as registering does', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, {
        dates: THREE,
        capacity: 3,
        course: { queueHolds: true },
      });
      const local = await by.register({ course: course.id, municipality: 'ひかり市' });
      const guest = await by.register({ course: course.id, municipality: 'みなと市' });
      for (const one of [local, guest]) await by.release(one, idOf(sessions, 0)).expect(200);
      const kept = { keptFor: ['ひかり市'], keptUntil: new Date('2025-04-10T00:00:00Z'), keptUnits: 3 };
      await app.db.getRepository(SeatPool).update({ sessionId: idOf(sessions, 0) }, kept);
      expectRefused(await by.return(guest, idOf(sessions, 0)), 'full');
      await by.return(local, idOf(sessions, 0)).expect(200);
      const [{ takenKept }] = (await app.db
        .getRepository(SeatPool)
        .findBy({ sessionId: idOf(sessions, 0) })) as [SeatPool];
      expect(takenKept).toBe(1);
      await by.release(guest, idOf(sessions, 2)).expect(200);
      expect(await by.register({ session: idOf(sessions, 2), people: 3 })).toMatchObject({
        status: 'waitlisted',
      });
      expectRefused(await by.return(guest, idOf(sessions, 2)), 'full');
      expect(await takenIn(app, pools)).toEqual([1, 2, 1]);
    });

    it('lets who waits leave the full session out, and want it again', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
      const first = await by.register({ session: idOf(sessions, 1) });
      const hana = await by.register({ course: course.id });
      expect(hana.status).toBe('waitlisted');
      await by.release(hana, idOf(sessions, 1)).expect(200);
      expect(await by.see(hana)).toMatchObject({ status: 'confirmed' });
      expectRefused(await by.return(hana, idOf(sessions, 1)), 'full');
      await by.cancel(first).expect(200);
      await by.return(hana, idOf(sessions, 1)).expect(200);
      expect(await takenIn(app, pools)).toEqual([1, 1, 1]);
    });
  });

  describe('other people', () => {
    it('takes more seats in every session to come where people count, and none where parties do', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, {
        dates: ['2025-03-10', ...THREE],
        capacity: 3,
      });
      await app.db.getRepository(SeatPool).update({ id: pools[2]?.id }, { unit: 'parties' });
      const hana = await by.register({ course: course.id });
      const companions = [{ nickname: 'けん', relation: 'self' }];
      for (const _again of [1, 2]) {
        const { body } = await by.people(hana, { people: 3, companions }).expect(200);
        expect(body).toMatchObject({ people: 3, companions });
        expect(await takenIn(app, pools)).toEqual([0, 3, 1, 3]);
      }
      expect(sessions).toHaveLength(4);
      await by.people(hana, { companions: [] }).expect(200);
      expect(await by.see(hana)).toMatchObject({ people: 3, companions: [] });
    });

    it('refuses more than there is room for in one of the sessions, and changes nothing', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
      const hana = await by.register({ course: course.id });
      await by.register({ session: idOf(sessions, 2) });
      expectRefused(await by.people(hana, { people: 2, companions: [{ nickname: 'けん' }] }), 'full');
      expect(await takenIn(app, pools)).toEqual([1, 1, 2]);
      expect(await by.see(hana)).toMatchObject({ people: 1, companions: [] });
    });

    it('is not kept from more by a session that is called off, and full', async () => {
      const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
      const hana = await by.register({ course: course.id });
      await by.register({ session: idOf(sessions, 1) });
      await app.db.getRepository(Session).update({ id: idOf(sessions, 1) }, { status: 'cancelled' });
      await by.people(hana, { people: 2 }).expect(200);
      expect(await takenIn(app, pools)).toEqual([2, 3, 2]);
      await by.people(hana, { people: 1 }).expect(200);
      expect(await takenIn(app, pools)).toEqual([1, 2, 1]);
    });

    it('gives the seats of fewer people to who waits', async () => {
      const { course, pools } = await makeTerm(app.db, { dates: THREE, capacity: 3 });
      const hana = await by.register({ course: course.id, people: 3 });
      const ken = await by.register({ course: course.id, people: 2, email: 'ken@mail.example' });
      await by.people(hana, { people: 2 }).expect(200);
      expect(await by.see(ken)).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
      await by.people(hana, { people: 1 }).expect(200);
      expect(await by.see(ken)).toMatchObject({ status: 'confirmed' });
      expect(await takenIn(app, pools)).toEqual([3, 3, 3]);
      expect(await mailsAbout(app, ken)).toEqual(['promoted', 'waiting']);
    });

    it('keeps the position of who waits, and lets them in once they fit', async () => {
      const { course, pools } = await makeTerm(app.db, { dates: THREE, capacity: 3 });
      await by.register({ course: course.id, people: 2 });
      const hana = await by.register({ course: course.id, people: 2 });
      const ken = await by.register({ course: course.id, people: 2 });
      await by.people(hana, { people: 3 }).expect(200);
      // More than all the seats that there are could only ever wait.
      await by.people(hana, { people: 4 }).expect(409);
      expect(await by.see(hana)).toMatchObject({ waitingPosition: 1 });
      await by.people(hana, { people: 1 }).expect(200);
      expect(await by.see(hana)).toMatchObject({ status: 'confirmed' });
      expect(await by.see(ken)).toMatchObject({ status: 'waitlisted', waitingPosition: 1 });
      expect(await takenIn(app, pools)).toEqual([3, 3, 3]);
    });

    it('says what is wrong with the numbers', async () => {
      const { course } = await makeTerm(app.db, {
        dates: THREE,
        course: { maxPeople: 3 },
        programme: { asks: { companions: 'required' } },
      });
      const hana = await by.register({ course: course.id });
      const faultOf = async (body: object) => {
        const answer = await by.people(hana, body).expect(422);
        return [answer.body.faults[0].field, answer.body.faults[0].code];
      };
      expect(await faultOf({ people: 4 })).toEqual(['people', 'max']);
      expect(await faultOf({ people: 2 })).toEqual(['companions', 'companionsMissing']);
      expect(await faultOf({ people: 1, companions: [{ nickname: 'けん' }] })).toEqual([
        'people',
        'fewerThanNamed',
      ]);
      expect(await faultOf({ people: 0 })).toEqual(['people', 'min']);
      await by.cancel(hana).expect(200);
      expectRefused(await by.people(hana, { people: 1 }), 'conflict');
    });
  });

  it('keeps a reason for the organizer, and needs none', async () => {
    const { course } = await makeTerm(app.db, { dates: THREE });
    const [hana, ken] = [await by.register({ course: course.id }), await by.register({ course: course.id })];
    await by.cancel(hana, { reason: '  体調が\n すぐれません ' }).expect(200);
    await by.cancel(ken).expect(200);
    const rows = await app.db.query(
      'SELECT cancel_reason FROM registrations WHERE id = ANY($1) ORDER BY cancel_reason',
      [[hana.id, ken.id]],
    );
    expect(rows).toEqual([{ cancel_reason: '体調が すぐれません' }, { cancel_reason: null }]);
    expectRefused(await by.cancel(ken, { reason: 'あ'.repeat(501) }), 'invalid', 422);
  });
});
