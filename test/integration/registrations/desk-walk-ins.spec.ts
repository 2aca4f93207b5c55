import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound, waiting } from './desk-world.js';

const DURING = '2025-04-14T10:30:00+09:00';

describe('people who come without having registered', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: DURING });
  });
  afterEach(async () => {
    app.clock.set(DURING);
    expect(await unsound(app)).toEqual([]);
  });
  afterAll(() => app.close());

  it('are let in beyond the capacity, which is recorded, and are on the sheet to be marked', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      capacity: 1,
      course: { registrationMode: 'course' },
    });
    const path = `sessions/${desk.sessions[0]!.id}/walk-ins`;
    const first = await desk.post(path, { nickname: 'とおりすがり' });
    expect([first.status, first.body.status]).toEqual([201, 'confirmed']);
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 1, overbooked: 0 });
    const second = await desk.post(path, { people: 2, relation: 'family' });
    expect(second.body).toMatchObject({ status: 'confirmed', nickname: '名前なし 2', people: 2 });
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 3, overbooked: 2 });
    expect([await desk.audited(first.body.id), await desk.audited(second.body.id)]).toEqual([
      ['registration.walked_in'],
      ['registration.overbooked'],
    ]);
    const browser = await signInAs(app, desk.organization, 'reception');
    const { text } = await browser.get(`/staff/sessions/${desk.sessions[0]!.id}`);
    expect([text.includes('名前なし 2'), text.includes('当日参加')]).toEqual([true, true]);
  });

  it('are one person when the form is sent twice', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 5 });
    const browser = await signInAs(app, desk.organization, 'reception');
    const path = `/staff/sessions/${desk.sessions[0]!.id}/walk-ins`;
    const fields = { key: 'a-key-of-one-form-only', nickname: '', people: '1', relation: '' };
    expect((await browser.post(path, fields)).status).toBe(303);
    expect((await browser.post(path, fields)).status).toBe(303);
    expect((await desk.pool()).taken).toBe(1);
    const wrong = await browser.post(path, {
      ...fields,
      key: 'another-key-of-a-form',
      people: '0',
      nickname: 'そら',
    });
    expect([wrong.status, wrong.text.includes('value="そら"')]).toEqual([422, true]);
  });

  it('are the same person only where it is the same door and the same words', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14', '2025-04-14'], capacity: 5 });
    const [here, there] = desk.sessions.map(({ id }) => `sessions/${id}/walk-ins`) as [string, string];
    app.clock.set('2025-04-01T09:00:00+09:00');
    const web = await app.http
      .post('/api/v1/registrations')
      .set('idempotency-key', 'key-of-the-web')
      .send({ course: desk.course.id, nickname: 'みどり' })
      .expect(201);
    app.clock.set(DURING);
    const letIn = (path: string, body: object, key: string) => desk.post(path, body, 'reception', key);
    for (const body of [{ nickname: 'みどり' }, {}]) {
      const refused = await letIn(here, body, 'key-of-the-web');
      expect([refused.status, refused.body.code, refused.body.faults?.[0]?.code]).toEqual([
        409,
        'conflict',
        'keyReused',
      ]);
      expect(refused.text).not.toContain(new URL(web.body.manageUrl).pathname);
    }
    const first = await letIn(here, { people: 2 }, 'key-of-the-door');
    const second = await letIn(here, { people: 2 }, 'key-of-the-door');
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect((await letIn(here, { people: 1 }, 'key-of-the-door')).status).toBe(409);
    expect((await letIn(here, { people: 2, nickname: '名前なし 1' }, 'key-of-the-door')).status).toBe(409);
    expect((await letIn(there, { people: 2 }, 'key-of-the-door')).status).toBe(409);
  });

  it('are let in until the day is over, not before it and not on another', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 5, course: { approval: true } });
    const letIn = async (now: string) => {
      app.clock.set(now);
      const { status, body } = await desk.post(`sessions/${desk.sessions[0]!.id}/walk-ins`, {
        nickname: 'そら',
      });
      return [status, body.code ?? body.status];
    };
    expect(await letIn('2025-04-13T23:59:00+09:00')).toEqual([409, 'not_yet_open']);
    expect((await letIn('2025-04-14T00:00:00+09:00'))[0]).toBe(201);
    expect((await letIn('2025-04-14T23:59:00+09:00'))[0]).toBe(201);
    expect(await letIn('2025-04-15T00:00:00+09:00')).toEqual([409, 'past']);
    app.clock.set('2025-04-13T09:00:00+09:00');
    const browser = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/sessions/${desk.sessions[0]!.id}`;
    expect((await browser.get(page)).text).not.toContain('/walk-ins');
    app.clock.set(DURING);
    const again = await signInAs(app, desk.organization, 'reception');
    expect((await again.get(page)).text).toContain('/walk-ins');
    const viewer = await signInAs(app, desk.organization, 'viewer');
    expect((await viewer.get(page)).text).not.toContain('/walk-ins');
  });

  it('members of a course are present in one tap, counted, and once', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      capacity: 1,
      course: { registrationMode: 'members' },
    });
    app.clock.set('2025-04-01T09:00:00+09:00');
    const members = [];
    for (const nickname of ['ほし', 'つき'])
      members.push(await desk.register({ course: desk.course.id, nickname }));
    app.clock.set(DURING);
    const browser = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/sessions/${desk.sessions[0]!.id}`;
    expect((await browser.get(page)).text).toContain(`value="${members[0]!.id}"`);
    for (const { id } of members)
      expect((await browser.post(`${page}/members`, { member: id })).status).toBe(303);
    expect((await browser.post(`${page}/members`, { member: members[0]!.id })).status).toBe(303);
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 2, overbooked: 1 });
    const { body } = await app.http
      .get(`/api/v1${page}/roster`)
      .set({ authorization: await desk.as('reception') })
      .expect(200);
    expect(
      body.places.map(({ nickname, mark }: { nickname: string; mark: string }) => [nickname, mark]),
    ).toEqual([
      ['ほし', 'attended'],
      ['つき', 'attended'],
    ]);
    expect((await browser.get(page)).text).not.toContain(`value="${members[0]!.id}"`);
    expect(await desk.audited(members[0]!.id)).toEqual(['registration.member_came']);
    const walkIn = await desk.post(`sessions/${desk.sessions[0]!.id}/walk-ins`, { nickname: 'にじ' });
    const path = `sessions/${desk.sessions[0]!.id}/members`;
    expect((await desk.post(path, { registration: walkIn.body.id })).status).toBe(409);
    expect((await desk.post(path, { registration: members[1]!.id })).status).toBe(200);
  });

  it('a member who comes as the session is cancelled has neither a place nor a mark', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      capacity: 5,
      course: { registrationMode: 'members' },
    });
    const [session] = desk.sessions;
    app.clock.set('2025-04-01T09:00:00+09:00');
    const { id } = await desk.register({ course: desk.course.id });
    app.clock.set(DURING);
    await desk.as('reception');
    const other = app.db.createQueryRunner();
    try {
      await other.startTransaction();
      await other.query('SELECT FROM seat_pools WHERE session_id = $1 FOR UPDATE', [session!.id]);
      const coming = desk.post(`sessions/${session!.id}/members`, { registration: id });
      await waiting(app, 1);
      await other.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [session!.id]);
      await other.commitTransaction();
      expect((await coming).body.code).toBe('cancelled');
    } finally {
      await other.release();
    }
    expect((await desk.pool()).taken).toBe(0);
    expect(await desk.audited(id)).toEqual([]);
  });
});
