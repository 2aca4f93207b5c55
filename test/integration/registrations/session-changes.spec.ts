import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { makePool, makeSession, makeTerm, makeVenue } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('changing a session', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function termWithHolders(capacity: number, holders: number) {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity });
    const registrations = [];
    for (let index = 0; index < holders; index++) {
      const body = {
        session: term.sessions[0]?.id,
        nickname: `ひと${index}`,
        email: `h${index}@family.example`,
      };
      registrations.push((await app.http.post('/api/v1/registrations').send(body).expect(201)).body);
    }
    const authorization = await bearer(app, term.organization, 'organizer');
    const change = (id: string | undefined, body: object) =>
      app.http.patch(`/api/v1/staff/sessions/${id}`).set('Authorization', authorization).send(body);
    const notices = () =>
      app.db.query(
        `SELECT message.kind, message.recipient, message.facts FROM messages message JOIN places ON places.id = subject_id
         WHERE places.session_id = $1 ORDER BY message.kind, message.recipient`,
        [term.sessions[0]?.id],
      );
    return { ...term, registrations, change, notices };
  }

  it('refuses a session without a status, and says so', async () => {
    const { sessions, change } = await termWithHolders(10, 0);
    const refused = await change(sessions[0]?.id, { status: null }).expect(422);
    expect(refused.body.faults).toMatchObject([{ field: 'status', code: 'isIn' }]);
  });

  it('remembers both days of a session over two days for whom it tells of a change', async () => {
    const { sessions, change, notices } = await termWithHolders(10, 0);
    await change(sessions[0]?.id, { endsOn: '2025-04-15' }).expect(200);
    await app.http
      .post('/api/v1/registrations')
      .send({ session: sessions[0]?.id, nickname: 'みどり', email: 'two-days@family.example' })
      .expect(201);
    await change(sessions[0]?.id, { startTime: '11:00' }).expect(200);
    expect(await notices()).toMatchObject([
      { facts: { before: { startsOn: '2025-04-14', endsOn: '2025-04-15' } } },
    ]);
  });

  it('moves it, raises its sequence and tells everyone who holds a place, once', async () => {
    const { organization, sessions, change, notices } = await termWithHolders(10, 2);
    const venue = await makeVenue(app.db, organization, { name: '北会館' });
    const [session] = sessions;
    const body = { startsOn: '2025-04-21', startTime: '13:30', endTime: '15:00', venue: venue.key };
    const moved = await change(session?.id, body).expect(200);
    expect(moved.body).toMatchObject({ startsAt: '2025-04-21T13:30:00+09:00', venue: { name: '北会館' } });
    const told = await notices();
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      kind: 'changed',
      recipient: 'h0@family.example',
      facts: { before: { startsOn: '2025-04-14', startTime: '10:00', endTime: '11:45', venue: null } },
    });
    await change(session?.id, body).expect(200);
    expect(await notices()).toHaveLength(2);
    const [row] = await app.db.query('SELECT sequence FROM sessions WHERE id = $1', [session?.id]);
    expect(row.sequence).toBe(1);
    const [entry] = await app.db.query(
      `SELECT action, before, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1`,
      [session?.id],
    );
    expect(entry).toMatchObject({ action: 'session.changed', before: { startsOn: '2025-04-14' } });
  });

  it('tells nobody that what is over was put right, and does not ask', async () => {
    const { sessions, change, notices } = await termWithHolders(10, 1);
    app.clock.set('2025-04-20T09:00:00+09:00');
    try {
      await change(sessions[0]?.id, { endTime: '11:30' }).expect(200);
    } finally {
      app.clock.set('2025-04-01T09:00:00+09:00');
    }
    expect(await notices()).toEqual([]);
  });

  it('cancels it: nobody gets in any more, holders are told, and restoring opens it again', async () => {
    const { sessions, change, notices } = await termWithHolders(10, 1);
    const [session] = sessions;
    const cancelled = await change(session?.id, { status: 'cancelled', cancelReason: '台風のため' }).expect(
      200,
    );
    expect(cancelled.body).toMatchObject({ status: 'cancelled', cancelReason: '台風のため' });
    expect((await notices()).map((row: { kind: string }) => row.kind)).toEqual(['cancelled_session']);
    const late = { session: session?.id, nickname: 'おそく' };
    expect((await app.http.post('/api/v1/registrations').send(late).expect(409)).body.code).toBe('cancelled');
    await change(session?.id, { status: 'scheduled' }).expect(200);
    await app.http.post('/api/v1/registrations').send(late).expect(201);
  });

  it('gives new seats to the queue at once, and refuses fewer seats than are taken', async () => {
    const { sessions, registrations, change } = await termWithHolders(1, 3);
    expect(registrations.map(({ status }) => status)).toEqual(['confirmed', 'waitlisted', 'waitlisted']);
    await change(sessions[0]?.id, { pools: [{ key: 'onsite', capacity: 2 }] }).expect(200);
    const statuses = await app.db.query(
      `SELECT status FROM registrations WHERE session_id = $1 ORDER BY queued_at`,
      [sessions[0]?.id],
    );
    expect(statuses.map((row: { status: string }) => row.status)).toEqual([
      'confirmed',
      'confirmed',
      'waitlisted',
    ]);
    const refused = await change(sessions[0]?.id, { pools: [{ key: 'onsite', capacity: 1 }] }).expect(409);
    expect(refused.body.faults[0]).toMatchObject({ code: 'capacityBelowTaken', params: { taken: 2 } });
  });

  it('tells those who registered for the course, and so for its undated session too, once that gets its date', async () => {
    const { organization, course } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const later = await makeSession(app.db, course, { startsOn: null, startTime: null, endTime: null });
    await makePool(app.db, later, { capacity: 1 });
    const authorization = await bearer(app, organization, 'organizer');
    const register = async (body: object) =>
      (await app.http.post('/api/v1/registrations').send(body).expect(201)).body;
    const whole = await register({ course: course.id, nickname: 'みどり', email: 'whole@family.example' });
    const queued = await register({ course: course.id, nickname: 'あおい' });
    expect([whole, queued].map(({ status, places }) => [status, places.length])).toEqual([
      ['confirmed', 2],
      ['waitlisted', 2],
    ]);
    const dated = { startsOn: '2025-06-02', startTime: '10:00', endTime: '11:45' };
    await app.http
      .patch(`/api/v1/staff/sessions/${later.id}`)
      .set('Authorization', authorization)
      .send(dated)
      .expect(200);
    const places = await app.db.query(
      `SELECT places.status FROM places JOIN registrations ON registrations.id = registration_id
       WHERE course_id = $1 AND places.session_id = $2 ORDER BY queued_at`,
      [course.id, later.id],
    );
    expect(places.map((place: { status: string }) => place.status)).toEqual(['confirmed', 'waitlisted']);
    const told = await app.db.query(
      `SELECT kind, recipient, state FROM messages JOIN places ON places.id = subject_id WHERE places.session_id = $1
       ORDER BY recipient`,
      [later.id],
    );
    // Whoever has no address is told by staff.
    expect(told).toEqual([
      { kind: 'changed', recipient: '', state: 'suppressed' },
      { kind: 'changed', recipient: 'whole@family.example', state: 'queued' },
    ]);
    const broken = await app.db.transaction('REPEATABLE READ', (tx) =>
      violationsOf(tx, SEAT_CHECKS, app.clock.now()),
    );
    expect(broken).toEqual([]);
  });

  it('gives a place to those who registered while a session was being added, and leaves alone who holds it already', async () => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const register = async (body: object) =>
      (await app.http.post('/api/v1/registrations').send(body).expect(201)).body;
    await register({ course: course.id, nickname: 'みどり', email: 'late@family.example' });
    await register({ course: course.id, nickname: 'あおい', email: 'both@family.example' });
    // As if the session had been committed between the reading and the writing of the two registrations.
    const added = await makeSession(app.db, course, { startsOn: '2025-06-09' });
    const pool = await makePool(app.db, added);
    await register({ session: added.id, nickname: 'あおい', email: 'both@family.example' });
    const broken = () => violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now());
    expect((await broken()).map(({ invariant }) => invariant)).toEqual(['I3']);
    await app.nest.get(WaitingListSweep).sweep();
    expect(await broken()).toEqual([]);
    expect(await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pool.id])).toEqual([
      { taken: 2 },
    ]);
  });

  it('refuses what makes no sense, and what is not theirs', async () => {
    const { sessions, change } = await termWithHolders(1, 0);
    const other = await termWithHolders(1, 0);
    await change(sessions[0]?.id, { startTime: '12:00', endTime: '11:00' }).expect(422);
    await change(sessions[0]?.id, { startsOn: '2025-02-29' }).expect(422);
    await change(sessions[0]?.id, { venue: 'nowhere' }).expect(422);
    await change(sessions[0]?.id, { startsOn: '2020-01-01' }).expect(422);
    const misspelt = await change(sessions[0]?.id, { starttime: '12:00' }).expect(422);
    expect(misspelt.body.faults).toMatchObject([{ field: 'starttime', code: 'whitelistValidation' }]);
    await other.change(sessions[0]?.id, { topic: 'x' }).expect(404);
  });
});
