import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound } from './desk-world.js';

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
    expect(
      (await desk.post(`sessions/${desk.sessions[0]!.id}/members`, { registration: walkIn.body.id })).status,
    ).toBe(409);
  });
});
