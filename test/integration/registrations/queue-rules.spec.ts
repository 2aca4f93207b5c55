import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makePool, makeTerm } from '../../support/factories.js';
import { expectSound, register, registrationOf, sweep } from '../../support/registering.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('who gets a seat', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));
  afterAll(() => app.close());

  const cancel = (token: string) => app.http.delete(`/api/v1/registrations/${token}`).expect(200);

  describe('a queue that holds', () => {
    it('lets nobody pass a party that does not fit, neither from the queue nor from the street', async () => {
      const { sessions } = await makeTerm(app.db, {
        dates: ['2025-05-14'],
        capacity: 3,
        course: { queueHolds: true },
      });
      const session = sessions[0]?.id;
      const one = await register(app, { session, people: 1 });
      await register(app, { session, people: 1 });
      const pair = await register(app, { session, people: 2 });
      expect(pair.status).toBe('waitlisted');
      const single = await register(app, { session });
      expect(single).toMatchObject({ status: 'waitlisted', waitingPosition: 2 });
      await expectSound(app);
      await cancel(one.token);
      expect((await registrationOf(app, pair)).status).toBe('confirmed');
      expect((await registrationOf(app, single)).status).toBe('waitlisted');
      await expectSound(app);
    });

    it('is held by nobody for whom not even all seats would be enough', async () => {
      const { sessions, pools } = await makeTerm(app.db, {
        dates: ['2025-05-14'],
        capacity: 3,
        course: { queueHolds: true },
      });
      const session = sessions[0]?.id;
      const { body } = await app.http
        .post('/api/v1/registrations')
        .send({ session, nickname: 'そら', people: 4 })
        .expect(422);
      expect(body.faults).toEqual([expect.objectContaining({ field: 'people', code: 'max' })]);
      await register(app, { session });
      const three = await register(app, { session, people: 3 });
      const one = await register(app, { session });
      expect([three.status, one.status]).toEqual(['waitlisted', 'waitlisted']);
      await app.db.query('UPDATE seat_pools SET capacity = 2 WHERE id = $1', [pools[0]?.id]);
      await sweep(app);
      expect((await registrationOf(app, one)).status).toBe('confirmed');
      await expectSound(app);
    });

    it('frees those behind when who held them leaves', async () => {
      const { sessions } = await makeTerm(app.db, {
        dates: ['2025-05-14'],
        capacity: 2,
        course: { queueHolds: true },
      });
      const session = sessions[0]?.id;
      await register(app, { session });
      const pair = await register(app, { session, people: 2 });
      const single = await register(app, { session });
      expect([pair.status, single.status]).toEqual(['waitlisted', 'waitlisted']);
      await cancel(pair.token);
      expect((await registrationOf(app, single)).status).toBe('confirmed');
      expect((await register(app, { session })).status).toBe('waitlisted');
      await expectSound(app);
    });

    it('lets the single person pass where the queue does not hold', async () => {
      const { sessions } = await makeTerm(app.db, { dates: ['2025-05-14'], capacity: 2 });
      const session = sessions[0]?.id;
      await register(app, { session });
      expect((await register(app, { session, people: 2 })).status).toBe('waitlisted');
      expect((await register(app, { session })).status).toBe('confirmed');
      await expectSound(app);
    });
  });

  describe('seats kept for a municipality', () => {
    async function keptTerm(kept: object) {
      const term = await makeTerm(app.db, { dates: ['2025-05-14'], capacity: 3 });
      const pool = await makePool(app.db, term.sessions[0]!, { key: 'joint', capacity: 3, ...kept });
      return { pool, session: term.sessions[0]?.id };
    }
    const until = { keptFor: ['ひかり市'], keptUntil: new Date('2025-04-20T00:00:00+09:00') };

    it('keeps a share until its day, then lets in who waits for it', async () => {
      const { session, pool } = await keptTerm({ ...until, keptUnits: 2 });
      const want = (municipality?: string) => register(app, { session, pool: 'joint', municipality });
      expect((await want('となり市')).status).toBe('confirmed');
      const outsider = await want('となり市');
      expect(outsider.status).toBe('waitlisted');
      expect((await want(' ひかり市 ')).status).toBe('confirmed');
      expect((await want()).status).toBe('waitlisted');
      const { body } = await app.http.get(`/api/v1/sessions/${session}`).expect(200);
      expect(body.pools.find(({ key }: { key: string }) => key === 'joint')).toMatchObject({
        remaining: 0,
        kept: { for: ['ひかり市'], until: '2025-04-20T00:00:00+09:00', remaining: 1 },
      });
      await sweep(app);
      await expectSound(app);
      app.clock.set('2025-04-20T00:00:00+09:00');
      await sweep(app);
      expect((await registrationOf(app, outsider)).status).toBe('confirmed');
      const [counted] = await app.db.query('SELECT taken, taken_kept FROM seat_pools WHERE id = $1', [
        pool.id,
      ]);
      expect(counted).toEqual({ taken: 3, taken_kept: 1 });
      await expectSound(app);
    });

    it('lets nobody who comes on that day pass who has waited for it', async () => {
      const { session } = await keptTerm({ ...until, keptUnits: 2 });
      await register(app, { session, pool: 'joint' });
      const waiting = [
        await register(app, { session, pool: 'joint' }),
        await register(app, { session, pool: 'joint' }),
      ];
      app.clock.set('2025-04-20T00:00:00+09:00');
      // No worker has looked yet.
      expect((await register(app, { session, pool: 'joint' })).status).toBe('waitlisted');
      for (const one of waiting) expect((await registrationOf(app, one)).status).toBe('confirmed');
      await expectSound(app);
    });

    it('keeps them all where no number is named', async () => {
      const { session } = await keptTerm(until);
      expect((await register(app, { session, pool: 'joint' })).status).toBe('waitlisted');
      const resident = await register(app, {
        session,
        pool: 'joint',
        municipality: 'ヒカリ市'.replace('ヒカリ', 'ひかり'),
      });
      expect(resident.status).toBe('confirmed');
      await cancel(resident.token);
      await expectSound(app);
    });
  });

  it('takes a request that staff decide on without a seat', async () => {
    const { sessions, pools } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      capacity: 1,
      course: { approval: true },
    });
    const asked = await register(app, { session: sessions[0]?.id, email: 'asks@family.example' });
    expect(asked).toMatchObject({ status: 'applied', places: [{ status: 'applied' }] });
    const [{ taken }] = await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pools[0]?.id]);
    expect(taken).toBe(0);
    await expectSound(app);
    await cancel(asked.token);
    expect((await registrationOf(app, asked)).status).toBe('cancelled');
  });

  it('makes someone a member once, without a place', async () => {
    const { course } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      course: { registrationMode: 'members' },
    });
    const member = await register(app, { course: course.id, email: 'member@family.example' });
    expect(member).toMatchObject({ status: 'confirmed', scope: 'membership', places: [] });
    await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: 'みどり', email: 'member@family.example' })
      .expect(409)
      .expect(({ body }) => expect(body.code).toBe('duplicate'));
    expect(await registrationOf(app, member)).toMatchObject({ status: 'confirmed' });
    await cancel(member.token);
    await register(app, { course: course.id, email: 'member@family.example' });
    await expectSound(app);
  });

  it('takes members of a course that has no session yet, within its window', async () => {
    const { course } = await makeTerm(app.db, {
      dates: [],
      course: {
        registrationMode: 'members',
        approval: true,
        closesAt: new Date('2025-04-10T17:00:00+09:00'),
      },
    });
    expect(await register(app, { course: course.id })).toMatchObject({ status: 'applied', places: [] });
    app.clock.set('2025-04-10T17:00:00+09:00');
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: 'そら' })
      .expect(409);
    expect(body.code).toBe('closed');
    await expectSound(app);
  });

  it('ends registration when full where the course says so, also when a seat becomes free again', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      capacity: 1,
      course: { closesWhenFull: true, waitingList: false },
    });
    const session = sessions[0]?.id;
    const holder = await register(app, { session });
    const refused = async () =>
      (await app.http.post('/api/v1/registrations').send({ session, nickname: 'そら' }).expect(409)).body
        .code;
    expect(await refused()).toBe('closed');
    await cancel(holder.token);
    expect(await refused()).toBe('closed');
    await app.db.query('UPDATE sessions SET registration_closed_at = NULL WHERE id = $1', [session]);
    await register(app, { session });
  });
});
