import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { registerAt } from '../../support/engine-crowd.js';
import { brokenPromises } from '../../support/engine-oracle.js';
import { snapshotOf } from '../../support/engine-snapshot.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** What random acts have found once, said by hand. */
describe('a course whose sessions take another turn', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));
  afterAll(() => app.close());

  const at = (path: string) => app.http.post(`/api/v1/registrations/${path}`);
  const change = async (term: Awaited<ReturnType<typeof makeTerm>>, index: number, body: object) =>
    app.http
      .patch(`/api/v1/staff/sessions/${term.sessions[index]!.id}`)
      .set('authorization', await bearer(app, term.organization))
      .send(body)
      .expect(200);
  const placesOf = (id: string | null) =>
    app.db.query(
      `SELECT place.status FROM places place JOIN sessions session ON session.id = place.session_id
       WHERE registration_id = $1 ORDER BY session.number`,
      [id],
    );

  it('frees the place of who has cancelled, once the session that was over has a new date', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-02', '2025-05-12'], capacity: 1 });
    const one = await registerAt(app.url, {
      course: term.course.id,
      nickname: 'あお',
      email: 'ao@family.example',
    });
    app.clock.set('2025-04-03T09:00:00+09:00');
    await app.http.delete(`/api/v1/registrations/${one.token}`).expect(200);
    expect(await placesOf(one.id)).toEqual([{ status: 'confirmed' }, { status: 'released' }]);
    await change(term, 0, { startsOn: '2025-04-20' });
    expect(await placesOf(one.id)).toEqual([{ status: 'released' }, { status: 'released' }]);
    expect(await app.db.query(`SELECT 1 FROM messages WHERE kind = 'changed'`)).toEqual([]);
    const next = await registerAt(app.url, { session: term.sessions[0]!.id, nickname: 'みどり' });
    expect(next.state).toBe('confirmed');
    expect(brokenPromises(await snapshotOf(app.db, app.clock.now()), { mayOverbook: false })).toEqual([]);
  });

  it('has a place in a session that comes back for whoever was let into the rest of the course', async () => {
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity: 1 });
    await registerAt(app.url, { session: term.sessions[0]!.id, nickname: 'あお' });
    const waits = await registerAt(app.url, { course: term.course.id, nickname: 'みどり' });
    expect(waits.state).toBe('waitlisted');
    await change(term, 0, { status: 'cancelled' });
    expect(await placesOf(waits.id)).toEqual([{ status: 'waitlisted' }, { status: 'confirmed' }]);
    await change(term, 0, { status: 'scheduled' });
    expect(await placesOf(waits.id)).toEqual([{ status: 'confirmed' }, { status: 'confirmed' }]);
    const [pool] = await app.db.query('SELECT taken, overbooked FROM seat_pools WHERE id = $1', [
      term.pools[0]!.id,
    ]);
    expect(pool).toEqual({ taken: 2, overbooked: 1 });
  });

  it('takes nobody for the whole while one session to come takes nobody any more', async () => {
    const course = { closesWhenFull: true, waitingList: false };
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity: 1, course });
    const one = await registerAt(app.url, { session: term.sessions[0]!.id, nickname: 'あお' });
    await at(`${one.token}/places/${term.sessions[0]!.id}/release`).expect(200);
    const whole = await registerAt(app.url, { course: term.course.id, nickname: 'みどり' });
    expect([whole.status, whole.code]).toEqual([409, 'closed']);
    const single = await registerAt(app.url, { session: term.sessions[1]!.id, nickname: 'みどり' });
    expect(single.state).toBe('confirmed');
  });
});
