import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { expectRefused, expectSound, mailsAbout, registrants, takenIn, tokenIn } from './my-town.js';

const THREE = ['2025-04-14', '2025-05-12', '2025-05-26'];

describe('handing over, and links', () => {
  let app: TestApp;
  let by: ReturnType<typeof registrants>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    by = registrants(app);
  });
  afterEach(() => expectSound(app));
  afterAll(() => app.close());

  it('mails the link where there is an address, and shows it to nobody else', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id });
    const request = { nickname: 'けん', email: 'ken@mail.example', language: 'en', discreet: false };
    const { body } = await by.transfer(hana, request).expect(201);
    expect(body).toMatchObject({ status: 'cancelled', receiver: { manageUrl: null } });
    const [row] = await app.db.query(
      'SELECT id, nickname, email, language, discreet, channel, by_staff FROM registrations WHERE email = $1',
      ['ken@mail.example'],
    );
    expect(row).toMatchObject({
      nickname: 'けん',
      language: 'en',
      discreet: false,
      channel: 'web',
      by_staff: false,
    });
    expect(await mailsAbout(app, row)).toEqual(['transferred']);
  });

  it('is the same act with the same key and content, and refused with another', async () => {
    const { sessions, pools } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id });
    const first = await by.transfer(hana, { nickname: 'けん' }, 'tapped-twice').expect(201);
    const second = await by.transfer(hana, { nickname: 'けん' }, 'tapped-twice').expect(201);
    expect(second.body).toEqual(first.body);
    expectRefused(await by.transfer(hana, { nickname: 'けん' }, 'another-key'), 'conflict');
    expectRefused(await by.transfer(hana, { nickname: 'りん' }, 'tapped-twice'), 'conflict');
    expect(await takenIn(app, pools)).toEqual([1, 0, 0]);
  });

  it('cannot be hindered by a request that sends any key', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id });
    for (const key of [`transfer:${hana.id}`, `transfer%20${hana.id}`])
      await app.http
        .post('/api/v1/registrations')
        .set('Idempotency-Key', key)
        .send({ session: sessions[1]?.id, nickname: 'りん' })
        .expect(201);
    const spaced = app.http.post('/api/v1/registrations').set('Idempotency-Key', `transfer ${hana.id}`);
    expectRefused(await spaced.send({ session: sessions[1]?.id, nickname: 'りん' }), 'invalid', 422);
    await by.transfer(hana, { nickname: 'けん' }).expect(201);
    expect(await by.see(hana)).toMatchObject({ continuation: 'handed_over' });
  });

  it('does not hand out a link again that has been replaced', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id });
    const first = await by.transfer(hana, { nickname: 'けん' }, 'tapped-twice').expect(201);
    const ken = { id: '', token: tokenIn(first.body.receiver.manageUrl) };
    const fresh = (await by.link(ken).expect(200)).body;
    const second = await by.transfer(hana, { nickname: 'けん' }, 'tapped-twice').expect(201);
    expect(second.body.receiver).toEqual({ manageUrl: null });
    expect(second.text).not.toContain(tokenIn(fresh.manageUrl));
  });

  it('hands over what waits in a session that was cancelled as what it is', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 1 });
    const holder = await by.register({ session: sessions[0]?.id });
    const hana = await by.register({ course: course.id });
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [sessions[0]?.id]);
    await app.db.query('UPDATE seat_pools SET closed = true WHERE id = $1', [pools[0]?.id]);
    await app.nest.get(WaitingListSweep).sweep();
    expect(await by.see(hana)).toMatchObject({ status: 'confirmed' });
    const { body } = await by.transfer(hana, { nickname: 'けん' }).expect(201);
    const ken = await by.see({ token: tokenIn(body.receiver.manageUrl) });
    expect(ken.places.map(({ status }: { status: string }) => status)).toEqual([
      'waitlisted',
      'confirmed',
      'confirmed',
    ]);
    expect(await takenIn(app, pools)).toEqual([1, 1, 1]);
    expect(await by.see(holder)).toMatchObject({ status: 'confirmed' });
  });

  it('hands over seats beyond the capacity, and leaves registration open where the course closes when full', async () => {
    const { sessions, pools } = await makeTerm(app.db, {
      dates: THREE,
      capacity: 1,
      course: { closesWhenFull: true },
    });
    const hana = await by.register({ session: sessions[0]?.id });
    await app.db.query('UPDATE seat_pools SET taken = 2, overbooked = 1 WHERE id = $1', [pools[0]?.id]);
    await app.db.query('UPDATE places SET units = 2 WHERE registration_id = $1', [hana.id]);
    await by.transfer(hana, { nickname: 'けん' }).expect(201);
    expect(await takenIn(app, pools)).toEqual([2, 0, 0]);
    expect(
      await app.db.query('SELECT registration_closed_at FROM sessions WHERE id = $1', [sessions[0]?.id]),
    ).toEqual([{ registration_closed_at: null }]);
  });

  it('hands nothing over that is not held, and to nobody who may not come or is there already', async () => {
    const { course, sessions } = await makeTerm(app.db, {
      dates: THREE,
      capacity: 2,
      programme: {
        eligibility: [
          { rule: 'women', as: 'enforced' },
          { rule: 'family', as: 'enforced' },
        ],
      },
    });
    const met = { declares: ['women'], relation: 'family' };
    const hana = await by.register({ course: course.id, email: 'hana2@mail.example', ...met });
    await by.register({ session: sessions[1]?.id, email: 'rin@mail.example', ...met });
    const waiting = await by.register({ session: sessions[1]?.id, ...met });
    expectRefused(await by.transfer(waiting, { nickname: 'けん', ...met }), 'conflict');
    expectRefused(await by.transfer(hana, { nickname: 'けん', relation: 'family' }), 'invalid', 422);
    expectRefused(
      await by.transfer(hana, { nickname: 'けん', declares: ['women'], relation: 'self' }),
      'not_eligible',
    );
    expectRefused(
      await by.transfer(hana, { nickname: 'りん', email: 'rin@mail.example', ...met }),
      'duplicate',
    );
    expect(await by.see(hana)).toMatchObject({ status: 'confirmed' });
    // A family may share one address.
    await by.transfer(hana, { nickname: '父', email: 'hana2@mail.example', ...met }).expect(201);
  });

  it('gives a seat that is kept for residents to a resident', async () => {
    const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-05-12'], capacity: 1 });
    const kept = { keptFor: ['ひかり市'], keptUntil: new Date('2025-05-01T00:00:00Z') };
    await app.db.getRepository(SeatPool).update({ id: pools[0]?.id }, kept);
    const hana = await by.register({ session: sessions[0]?.id, municipality: 'ひかり市' });
    expectRefused(await by.transfer(hana, { nickname: 'けん', municipality: 'みなと市' }), 'full');
    await by.transfer(hana, { nickname: 'けん', municipality: 'ひかり市' }).expect(201);
    expect(await app.db.getRepository(SeatPool).findOneBy({ id: pools[0]?.id })).toMatchObject({
      taken: 1,
      takenKept: 1,
    });
  });

  it('replaces a link: the old one is as unknown as any, its calendar too, and the new one is shown', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id });
    const { body } = await by.link(hana).expect(200);
    const fresh = { ...hana, token: tokenIn(body.manageUrl) };
    expect(fresh.token).not.toBe(hana.token);
    expect((await by.see(fresh)).id).toBe(hana.id);
    const old = await app.http.get(`/my/${hana.token}`).expect(404);
    const never = await app.http.get('/my/never-was-a-token').expect(404);
    expect(old.text.replaceAll(hana.token, '')).toBe(never.text.replaceAll('never-was-a-token', ''));
    await app.http.get(`/calendar/my/${hana.token}.ics`).expect(410);
    await app.http.get(new URL(body.calendarUrl).pathname).expect(200);
    expectRefused(await by.cancel(hana), 'unknown', 404);
    // A form sent twice, and whoever else has the old link.
    expect((await by.link(hana).expect(200)).body).toEqual(body);
    expectRefused(await by.link(hana, 'not-the-same'), 'unknown', 404);
    expect((await by.see(fresh)).id).toBe(hana.id);
  });

  it('mails the new link to the address of the registration alone', async () => {
    const { sessions } = await makeTerm(app.db, { dates: THREE });
    const hana = await by.register({ session: sessions[0]?.id, email: 'hana3@mail.example' });
    for (const _again of [1, 2])
      expect((await by.link(hana).expect(200)).body).toEqual({ manageUrl: null, calendarUrl: null });
    expect(await mailsAbout(app, hana)).toEqual(['confirmed', 'recovery']);
    expectRefused(await by.cancel(hana), 'unknown', 404);
  });

  // The clock goes on from here.
  it('gives another person the places to come past the queue, and leaves those that are over', async () => {
    const { course, sessions, pools } = await makeTerm(app.db, { dates: THREE, capacity: 2 });
    const hana = await by.register({ course: course.id, people: 2, email: 'hana@mail.example' });
    const waiting = await by.register({ course: course.id });
    app.clock.set('2025-04-20T09:00:00+09:00');
    await by.release(hana, sessions[2]?.id as string).expect(200);
    const answer = await by
      .transfer(hana, { nickname: 'けん', companions: [{ nickname: 'りん' }] })
      .expect(201);
    const ken = { id: '', token: tokenIn(answer.body.receiver.manageUrl) };
    const taken = await by.see(ken);
    expect(taken).toMatchObject({
      status: 'confirmed',
      nickname: 'けん',
      people: 2,
      companions: [{ nickname: 'りん' }],
    });
    expect(taken.places.map(({ status }: { status: string }) => status)).toEqual(['confirmed', 'released']);
    expect(await takenIn(app, pools)).toEqual([2, 2, 0]);
    expect(await by.see(hana)).toMatchObject({ status: 'cancelled', continuation: 'handed_over' });
    expect((await by.see(hana)).places[0]).toMatchObject({ status: 'confirmed' });
    expect(await by.see(waiting)).toMatchObject({ status: 'waitlisted' });
    expect(await mailsAbout(app, hana)).toEqual(['confirmed']);
    await by.return(ken, sessions[2]?.id as string).expect(200);
    expect(await takenIn(app, pools)).toEqual([2, 2, 2]);
  });

  it('has nothing to hand over once all is over', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-07-01'] });
    const hana = await by.register({ session: sessions[0]?.id });
    app.clock.set('2025-07-02T09:00:00+09:00');
    expectRefused(await by.transfer(hana, { nickname: 'けん' }), 'past');
    expectRefused(await by.people(hana, { people: 2 }), 'past');
  });
});
