import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import {
  expectSound,
  type Registered,
  register,
  registrationOf,
  sweep,
  toldOf,
} from '../../support/registering.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('offers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));
  afterAll(() => app.close());

  /** One seat that someone holds, in a session on 14 May, and two who wait for it. */
  async function queueOfTwo(course: object = { offerHours: 48 }) {
    const term = await makeTerm(app.db, { dates: ['2025-05-14'], capacity: 1, course });
    const session = term.sessions[0]?.id;
    const holder = await register(app, { session });
    const first = await register(app, { session, email: `${newName()}@family.example` });
    const second = await register(app, { session, email: `${newName()}@family.example` });
    return { ...term, holder, first, second };
  }
  let names = 0;
  const newName = () => `parent${++names}`;
  const act = (path: string, { token }: Registered) =>
    app.http.post(`/api/v1/registrations/${token}/${path}`);
  const cancel = ({ token }: Registered) => app.http.delete(`/api/v1/registrations/${token}`).expect(200);
  const takenOf = async (id: string | undefined) =>
    (await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [id]))[0].taken;

  it('holds the freed seat for the first who waits, until they take it', async () => {
    const { holder, first, second, pools } = await queueOfTwo();
    await cancel(holder);
    const offered = await registrationOf(app, first);
    expect(offered).toMatchObject({ status: 'offered', offerExpiresAt: '2025-04-03T09:00:00+09:00' });
    expect(await takenOf(pools[0]?.id)).toBe(1);
    expect((await registrationOf(app, second)).status).toBe('waitlisted');
    await expectSound(app);

    await act('offer/accept', first).expect(200);
    await act('offer/accept', first).expect(200);
    expect((await registrationOf(app, first)).status).toBe('confirmed');
    expect(await toldOf(app, first)).toEqual(['confirmed', 'offered', 'waiting']);
    expect(await takenOf(pools[0]?.id)).toBe(1);
    await expectSound(app);
  });

  it('passes a declined seat on, and asks who declined again once another becomes free, not before', async () => {
    const { holder, first, second, sessions } = await queueOfTwo();
    await cancel(holder);
    await act('offer/decline', first).expect(200);
    expect(await registrationOf(app, first)).toMatchObject({ status: 'waitlisted', resting: 'declined' });
    expect((await registrationOf(app, second)).status).toBe('offered');
    await act('offer/decline', second).expect(200);
    await sweep(app);
    expect((await registrationOf(app, first)).status).toBe('waitlisted');
    // Nobody who waits wants it now: it is anyone's, and those who wait are sound where they are.
    await expectSound(app);
    const newcomer = await register(app, { session: sessions[0]?.id });
    expect(newcomer.status).toBe('confirmed');
    await cancel(newcomer);
    expect((await registrationOf(app, first)).status).toBe('offered');
    expect((await registrationOf(app, second)).status).toBe('waitlisted');
    await expectSound(app);
  });

  it('lets an offer run out on time, tells so, and asks again only who says that they still wait', async () => {
    const { holder, first, second } = await queueOfTwo();
    await cancel(holder);
    app.clock.set('2025-04-03T08:59:59+09:00');
    await sweep(app);
    expect((await registrationOf(app, first)).status).toBe('offered');
    app.clock.set('2025-04-03T09:00:00+09:00');
    const refusal = await act('offer/accept', first).expect(409);
    expect(refusal.body.code).toBe('expired');
    await sweep(app);
    await sweep(app);
    expect(await registrationOf(app, first)).toMatchObject({ status: 'waitlisted', resting: 'expired' });
    expect(await toldOf(app, first)).toEqual(['offer_expired', 'offered', 'waiting']);
    expect((await registrationOf(app, second)).status).toBe('offered');

    await cancel(second);
    expect((await registrationOf(app, first)).status).toBe('waitlisted');
    await act('wait', first).expect(200);
    expect((await registrationOf(app, first)).status).toBe('offered');
    await expectSound(app);
  });

  it('gives the seat on when who was offered it cancels', async () => {
    const { holder, first, second } = await queueOfTwo();
    await cancel(holder);
    await cancel(first);
    expect((await registrationOf(app, second)).status).toBe('offered');
    expect(await toldOf(app, first)).toEqual(['cancelled_registration', 'offered', 'waiting']);
    await expectSound(app);
  });

  it('neither asks nor lets run out at night or while the house is closed', async () => {
    const { holder, first, organization } = await queueOfTwo({ offerHours: 24 });
    await app.db.query(
      `UPDATE organizations SET closures = '[{"from": "2025-04-03"}]', desk_closed_on = '{saturday,sunday}' WHERE id = $1`,
      [organization.id],
    );
    // Wednesday night; Thursday is closed, Saturday and Sunday too.
    app.clock.set('2025-04-02T21:30:00+09:00');
    await cancel(holder);
    const [message] = await app.db.query(
      `SELECT due_at FROM messages WHERE subject_id = $1 AND kind = 'offered'`,
      [first.id],
    );
    expect(message.due_at).toEqual(new Date('2025-04-04T08:00:00+09:00'));
    // 24 hours later is Saturday: until the evening of Monday.
    expect((await registrationOf(app, first)).offerExpiresAt).toBe('2025-04-07T20:00:00+09:00');
  });

  it('gives the seat at once where no time is left to ask', async () => {
    const { holder, first } = await queueOfTwo();
    app.clock.set('2025-05-14T09:20:00+09:00');
    await cancel(holder);
    expect((await registrationOf(app, first)).status).toBe('confirmed');
    expect(await toldOf(app, first)).toEqual(['promoted', 'waiting']);
  });

  describe('whose session changes', () => {
    const patch = async (term: Awaited<ReturnType<typeof queueOfTwo>>, body: object) =>
      app.http
        .patch(`/api/v1/staff/sessions/${term.sessions[0]?.id}`)
        .set('Authorization', await bearer(app, term.organization))
        .send(body)
        .expect(200);

    it('ends when the session is called off, and cannot be taken any more', async () => {
      const term = await queueOfTwo();
      await cancel(term.holder);
      await patch(term, { status: 'cancelled' });
      await act('offer/accept', term.first).expect(409);
      expect(await registrationOf(app, term.first)).toMatchObject({ status: 'waitlisted', resting: null });
      expect(await toldOf(app, term.first)).toEqual(['offered', 'waiting']);
      await expectSound(app);
      await patch(term, { status: 'scheduled' });
      expect((await registrationOf(app, term.first)).status).toBe('offered');
      await expectSound(app);
    });

    it('runs out before a session that was moved nearer', async () => {
      const term = await queueOfTwo();
      await cancel(term.holder);
      await patch(term, { startsOn: '2025-04-02' });
      // Wednesday at 10:00 in Japan.
      expect((await registrationOf(app, term.first)).offerExpiresAt).toBe('2025-04-02T10:00:00+09:00');
      await expectSound(app);
    });

    it('becomes a place where it could not be answered in time any more', async () => {
      const term = await queueOfTwo();
      app.clock.set('2025-04-01T22:00:00+09:00');
      await cancel(term.holder);
      await patch(term, { startsOn: '2025-04-02', startTime: '07:30', endTime: '09:00' });
      expect((await registrationOf(app, term.first)).status).toBe('confirmed');
      await expectSound(app);
    });

    it('does not go round in a circle while others change something else', async () => {
      const term = await queueOfTwo();
      await cancel(term.holder);
      await act('offer/decline', term.first).expect(200);
      await act('offer/decline', term.second).expect(200);
      await patch(term, { topic: 'お茶の会' });
      await cancel(term.holder);
      expect((await registrationOf(app, term.first)).status).toBe('waitlisted');
      await patch(term, { pools: [{ key: 'onsite', capacity: 2 }] });
      expect((await registrationOf(app, term.first)).status).toBe('offered');
      expect((await registrationOf(app, term.second)).status).toBe('offered');
      await expectSound(app);
    });
  });

  it('does not wait for one course that is busy before it looks at the others', async () => {
    const [busy, other] = [await queueOfTwo({ offerHours: 2 }), await queueOfTwo({ offerHours: 2 })];
    await cancel(busy.holder);
    await cancel(other.holder);
    app.clock.set('2025-04-01T11:00:00+09:00');
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM seat_pools WHERE id = $1 FOR UPDATE', [busy.pools[0]?.id]);
    await sweep(app);
    await runner.rollbackTransaction();
    await runner.release();
    expect((await registrationOf(app, busy.first)).status).toBe('offered');
    expect((await registrationOf(app, other.first)).resting).toBe('expired');
    await sweep(app);
    expect((await registrationOf(app, busy.first)).resting).toBe('expired');
  });
});
