import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../../src/programmes/session.entity.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** The page of the door, and what its buttons send where no script runs. */
describe('the page of the door', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let session: Session;
  let staff: StaffBrowser;
  let place: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T10:00:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-05-12', '2025-05-19'] });
    session = term.sessions[0]!;
    const { places } = await makeParty(app.db, [session], { nickname: 'そら', people: 2 });
    place = places[0]!.id;
    staff = await signInAs(app, term.organization, 'reception');
  });
  afterAll(() => app.close());

  const door = () => `/staff/sessions/${session.id}/door`;
  const press = (act: string, fields: Record<string, string> = {}) =>
    staff.post(door(), { ...fields, do: `${act}:${randomUUID()}` });
  const marks = () =>
    app.db.query('SELECT member, mark FROM attendance_marks WHERE session_id = $1 ORDER BY member', [
      session.id,
    ]);

  it('is for whoever keeps the door', async () => {
    await staff.get(door()).expect(200);
    const viewer = await signInAs(app, term.organization, 'viewer');
    await viewer.get(door()).expect(403);
    const other = await makeTerm(app.db, { dates: ['2025-05-12'] });
    await (await signInAs(app, other.organization, 'owner')).get(door()).expect(404);
  });

  it('does what each button says, and comes back to where it was pressed', async () => {
    const marked = await press('mark:late', { place, member: '1' });
    expect([marked.status, marked.headers.location]).toEqual([303, `${door()}#p-${place}-1`]);
    expect(await marks()).toEqual([{ member: 1, mark: 'late' }]);
    const party = await press('markParty:attended', { place });
    expect(party.headers.location).toBe(`${door()}#place-${place}`);
    await press('unmark:', { place, member: '0' });
    expect(await marks()).toEqual([{ member: 1, mark: 'attended' }]);
    const counted = await press('count:1', { category: 'family' });
    expect(counted.headers.location).toBe(`${door()}#head-family`);
  });

  it('shows what nobody has counted as a dash, and records a 0 that is said', async () => {
    const shown = async () =>
      [...(await staff.get(door())).text.matchAll(/<output data-people>([^<]*)</g)].map(([, one]) => one);
    expect(await shown()).toEqual(['–', '1', '–', '–']);
    const said = await press('setCount:supporter');
    expect([said.status, said.headers.location]).toEqual([303, `${door()}#heads`]);
    expect(await shown()).toEqual(['–', '1', '0', '–']);
  });

  it('says of each act whether it is of whoever asks', async () => {
    const { body } = await staff.get(`${door()}/state`);
    expect(body.acts[0]).toMatchObject({ act: 'setCount', own: true });
    const other = await signInAs(app, term.organization, 'reception');
    expect((await other.get(`${door()}/state`)).body.acts[0]).toMatchObject({ act: 'setCount', own: false });
  });

  it('has no name twice on the page of the session, where it is closed and registration is too', async () => {
    const organizer = await signInAs(app, term.organization, 'organizer');
    const { text } = await organizer.get(`/staff/sessions/${session.id}`).expect(200);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toContain('sheet-closing');
    expect(ids.filter((id, index) => ids.indexOf(id) < index)).toEqual([]);
  });

  it('does a button once that is pressed twice', async () => {
    const value = `count:1:${randomUUID()}`;
    for (let time = 0; time < 3; time++) {
      expect((await staff.post(door(), { category: 'other', do: value })).status).toBe(303);
    }
    const [{ people }] = await app.db.query(
      `SELECT people FROM head_counts WHERE session_id = $1 AND category = 'other'`,
      [session.id],
    );
    expect(people).toBe(1);
  });

  it('says why it refused, and keeps what was typed', async () => {
    const fewer = await press('count:-1', { category: 'self' });
    expect(fewer.status).toBe(409);
    expect(fewer.text).toContain('0人より少なくはできません');
    const nameless = await press('walkIn:attended', { nickname: ' ', people: '3', relation: 'family' });
    expect(nameless.status).toBe(409);
    expect(nameless.text).toContain('role="alert"');
    expect(nameless.text).toMatch(/<option selected>3/);
    for (const nonsense of ['', 'mark', 'mark:attended', 'dance::', `mark:attended:${randomUUID()}`]) {
      const answer = await staff.post(door(), { do: nonsense });
      expect([nonsense, answer.status]).toEqual([nonsense, 409]);
    }
  });

  it('gives the script a token of the session of now', async () => {
    const { body } = await staff.get(`${door()}/token`).expect(200);
    expect(body.actor).toBe(`staff:${staff.id}`);
    const act = {
      id: randomUUID(),
      tappedAt: '2025-05-12T01:00:00Z',
      act: 'count',
      category: 'family',
      by: 1,
    };
    const send = (token: string) =>
      staff.agent
        .post(`${door()}/acts`)
        .set('x-csrf-token', token)
        .send({ acts: [act] });
    await send('none').expect(403);
    const others = await makeTerm(app.db, { dates: ['2025-05-12'] });
    await staff.get(`/staff/sessions/${others.sessions[0]!.id}/door/token`).expect(404);
    expect((await send(body.csrf).expect(200)).body.outcomes).toEqual([{ id: act.id, result: 'done' }]);
  });

  it('lets its worker answer for doors alone, and has what it keeps asked for anew', async () => {
    const worker = await app.http.get('/assets/site/door-worker.js').expect(200);
    expect(worker.headers).toMatchObject({
      ...{ 'service-worker-allowed': '/staff/sessions/', 'cache-control': 'no-cache' },
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    });
    const other = await app.http.get('/assets/site/course-preview.js').expect(200);
    expect(other.headers['service-worker-allowed']).toBeUndefined();
    const keeper = await app.http.get('/assets/idb-keyval.js').expect(200);
    expect(keeper.headers['content-type']).toContain('javascript');
    expect((await staff.get(door())).headers['cache-control']).toBe('no-store');
  });

  it('says before the day, and after a cancellation, that nothing can be marked', async () => {
    const html = (await staff.get(`/staff/sessions/${term.sessions[1]!.id}/door`).expect(200)).text;
    expect(html).toContain('当日から');
    expect(html).not.toContain('door.js');
  });
});
