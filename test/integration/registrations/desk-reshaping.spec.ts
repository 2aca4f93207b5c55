import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makePool, makeSession } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound } from './desk-world.js';

describe('what staff change about a registration', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterEach(async () => expect(await unsound(app)).toEqual([]));
  afterAll(() => app.close());

  const dates = ['2025-04-14', '2025-05-12'];
  const takenOf = async (poolId: string) =>
    (await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [poolId]))[0].taken;

  it('skips one session, comes back to it, and says where there is no room', async () => {
    const desk = await makeDesk(app, { dates, capacity: 1 });
    const [first] = desk.sessions;
    const { id } = await desk.register({ course: desk.course.id });
    const other = await desk.register({ session: first!.id });
    expect(other.status).toBe('waitlisted');
    expect((await desk.act(id, 'skip', { session: first!.id })).status).toBe(200);
    expect(await desk.statusOf(other.id)).toBe('confirmed');
    expect((await desk.act(id, 'return', { session: first!.id })).body.code).toBe('full');
    await desk.act(other.id, 'cancel');
    expect((await desk.act(id, 'return', { session: first!.id })).body.status).toBe('confirmed');
    expect((await desk.act(id, 'return', { session: first!.id })).status).toBe(200);
    expect(await desk.audited(id)).toEqual(['registration.skipped', 'registration.returned']);
    app.clock.set('2025-04-14T10:00:00+09:00');
    expect((await desk.act(id, 'skip', { session: first!.id })).body.code).toBe('past');
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('moves to seats of another sort where there is room, and the queue takes what is left', async () => {
    const desk = await makeDesk(app, { dates, capacity: 1 });
    const online = [];
    for (const session of desk.sessions)
      online.push(
        await makePool(app.db, session, {
          key: 'online',
          label: 'オンライン',
          capacity: 1,
          unit: 'parties',
          position: 1,
        }),
      );
    const first = await desk.register({ course: desk.course.id, pool: 'onsite' });
    const waits = await desk.register({ course: desk.course.id, pool: 'onsite' });
    expect(waits.status).toBe('waitlisted');
    expect((await desk.act(first.id, 'pool', { pool: 'online' })).status).toBe(200);
    expect([await takenOf(online[0]!.id), await takenOf(online[1]!.id), (await desk.pool()).taken]).toEqual([
      1, 1, 1,
    ]);
    expect(await desk.statusOf(waits.id)).toBe('confirmed');
    expect((await desk.act(waits.id, 'pool', { pool: 'online' })).body.code).toBe('full');
    expect((await desk.act(first.id, 'pool', { pool: 'online' })).status).toBe(200);
    expect((await desk.act(first.id, 'pool', { pool: 'nowhere' })).status).toBe(422);
    expect(await desk.audited(first.id)).toEqual(['registration.pool_changed']);
    // One who waits for a sort that is full has the other at once.
    const later = await desk.register({ course: desk.course.id, pool: 'onsite' });
    await desk.act(first.id, 'cancel');
    expect((await desk.act(later.id, 'pool', { pool: 'online' })).body.status).toBe('confirmed');
  });

  it('does not pass somebody who holds the queue for the seats of another sort', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], course: { queueHolds: true } });
    const online = await makePool(app.db, desk.sessions[0]!, { key: 'online', capacity: 2, position: 1 });
    const there = await desk.register({ course: desk.course.id, pool: 'online' });
    const holds = await desk.register({ course: desk.course.id, pool: 'online', people: 2 });
    const { id } = await desk.register({ course: desk.course.id, pool: 'onsite' });
    expect([there.status, holds.status]).toEqual(['confirmed', 'waitlisted']);
    expect((await desk.act(id, 'pool', { pool: 'online' })).body.code).toBe('full');
    expect([await takenOf(online.id), (await desk.pool()).taken]).toEqual([1, 1]);
  });

  it('two people who move to the last seat of a sort do not both get it', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 5 });
    const online = await makePool(app.db, desk.sessions[0]!, {
      key: 'online',
      label: 'オンライン',
      capacity: 1,
      position: 1,
    });
    const ids: string[] = [];
    for (let index = 0; index < 5; index++)
      ids.push((await desk.register({ course: desk.course.id, pool: 'onsite' })).id);
    const answers = await Promise.all(ids.map((id) => desk.act(id, 'pool', { pool: 'online' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect([await takenOf(online.id), (await desk.pool()).taken]).toEqual([1, 4]);
  });

  it('changes people within the room there is', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 3 });
    const { id } = await desk.register({ course: desk.course.id });
    await desk.register({ course: desk.course.id });
    const two = await desk.act(id, 'people', {
      people: 2,
      companions: [{ nickname: '父', relation: 'family' }],
    });
    expect(two.body).toMatchObject({ people: 2, companions: [{ nickname: '父', relation: 'family' }] });
    expect((await desk.act(id, 'people', { people: 3 })).body.code).toBe('full');
    expect((await desk.pool()).taken).toBe(3);
    expect(await desk.audited(id)).toEqual(['registration.party_changed']);
    const [{ after }] = await app.db.query(
      'SELECT after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(JSON.stringify(after)).not.toContain('父');
  });

  it('moves to another session of the programme, and nowhere without room', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      course: { registrationMode: 'session' },
    });
    const later = await makeSession(app.db, desk.course, { startsOn: '2025-05-12', number: 2 });
    const pool = await makePool(app.db, later, { capacity: 1 });
    const sora = { session: desk.sessions[0]!.id, nickname: 'そら', email: 'sora@mail.example' };
    const made = await desk.post('registrations', sora);
    const { id } = made.body;
    const moved = await desk.act(id, 'move', { session: later.id });
    // Its holder is not waiting for this mail: by this it is known that it can be kept until the morning.
    const told = `SELECT facts ->> 'by' AS by FROM messages WHERE subject_id = $1 AND kind = 'moved_registration'`;
    expect(await app.db.query(told, [id])).toEqual([{ by: 'staff' }]);
    expect(moved.body).toMatchObject({ sessionId: later.id, status: 'confirmed' });
    expect([(await desk.pool()).taken, await takenOf(pool.id)]).toEqual([0, 1]);
    expect(await desk.audited(id)).toEqual(['registration.made', 'registration.moved']);
    const other = await desk.post('registrations', { session: desk.sessions[0]!.id, nickname: 'うみ' });
    expect((await desk.act(other.body.id, 'move', { session: later.id })).body.code).toBe('full');
    expect([(await desk.pool()).taken, await takenOf(pool.id)]).toEqual([1, 1]);
  });

  it('makes a new link: the old one opens nothing', async () => {
    const desk = await makeDesk(app, { dates });
    const { id, manageUrl } = await desk.register({ course: desk.course.id });
    const path = (url: string) => new URL(url).pathname;
    expect((await app.http.get(path(manageUrl))).status).toBe(200);
    const { body } = await desk.act(id, 'link');
    expect((await app.http.get(path(body.manageUrl))).status).toBe(200);
    expect((await app.http.get(path(manageUrl))).status).toBe(404);
    expect(await desk.audited(id)).toEqual(['registration.link_renewed']);
    await desk.act(id, 'cancel');
    expect((await desk.act(id, 'link')).status).toBe(409);
  });

  it('mails a new link where there is an address, and shows it to no staff', async () => {
    const desk = await makeDesk(app, { dates });
    const email = `${desk.course.id}@family.example`;
    const { id, manageUrl } = await desk.register({ course: desk.course.id, email });
    expect((await desk.act(id, 'link')).body).toEqual({ manageUrl: null });
    expect((await app.http.get(new URL(manageUrl).pathname)).status).toBe(404);
    expect(await desk.mails(id)).toEqual(['confirmed', 'recovery']);
    const browser = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/registrations/${id}`;
    expect((await browser.get(page)).text).toContain('職員には見えません');
    const done = await browser.post(page, { act: 'link' });
    expect([done.status, done.headers.location]).toEqual([303, `${page}?done=link`]);
    expect((await browser.get(`${page}?done=link`)).text).toContain('申込のメールアドレスへ送ります');
    expect(await desk.mails(id)).toEqual(['confirmed', 'recovery', 'recovery']);
  });

  it('changes the people of a member by the page too', async () => {
    const desk = await makeDesk(app, { dates, course: { registrationMode: 'members' } });
    const { id } = await desk.register({ course: desk.course.id });
    const browser = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/registrations/${id}`;
    expect((await browser.get(page)).text).toContain('id="act-people"');
    expect((await browser.post(page, { act: 'people', people: '3' })).status).toBe(303);
    expect((await desk.one(id)).people).toBe(3);
  });
});
