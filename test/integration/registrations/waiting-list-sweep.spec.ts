import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('the sweep of the queue', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  it('lets in who waited for a course only because of a session that has begun since', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'], capacity: 1 });
    const register = async (body: object) =>
      (await app.http.post('/api/v1/registrations').send(body).expect(201)).body;
    await register({ session: sessions[0]?.id, nickname: 'みどり' });
    const waiting = await register({ course: course.id, nickname: 'あお', email: 'ao@family.example' });
    expect(waiting.status).toBe('waitlisted');
    const sweep = app.nest.get(WaitingListSweep);
    await expect(sweep.sweep()).resolves.toBe(0);

    app.clock.set('2025-04-14T10:00:00+09:00');
    const names = async () =>
      (await violationsOf(app.db.manager, SEAT_CHECKS, app.clock.now())).map(({ invariant }) => invariant);
    expect(await names()).toEqual(['I4']);
    await expect(Promise.all([sweep.sweep(), sweep.sweep()])).resolves.toContain(1);
    expect(await names()).toEqual([]);
    const [registration] = await app.db.query('SELECT status FROM registrations WHERE id = $1', [waiting.id]);
    expect(registration.status).toBe('confirmed');
    const told = await app.db.query(`SELECT recipient FROM messages WHERE kind = 'promoted'`);
    expect(told).toEqual([{ recipient: 'ao@family.example' }]);
    await expect(sweep.sweep()).resolves.toBe(0);
  });
});
