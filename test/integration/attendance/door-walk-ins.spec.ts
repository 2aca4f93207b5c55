import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Principals } from '../../../src/organizations/principals.js';
import { WalkIns } from '../../../src/registrations/desk/walk-ins.service.js';
import { makeParty } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { deviceAt, type MadeAct } from './door-device.js';

const NOW = '2025-04-14T13:00:00+09:00';

describe('people who come to the door without a registration, and closing its sheet', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let authorization: string;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    authorization = await bearer(app, term.organization, 'reception');
  });
  afterAll(() => app.close());

  async function door(people: readonly number[] = [], capacity: number | null = 5) {
    const session = await makeSession(app.db, term.course, { number: 2, startsOn: '2025-04-14' });
    const pool = await makePool(app.db, session, { capacity });
    const places: string[] = [];
    for (const size of people)
      places.push((await makeParty(app.db, [session], { people: size })).places[0]?.id as string);
    return { session, pool, places, device: deviceAt(app, session.id, authorization) };
  }

  const takenIn = async (pool: string) =>
    (await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pool]))[0].taken;
  const FUWARI: MadeAct = { act: 'walkIn', nickname: 'ふわり', people: 2, relation: 'family' };

  it('counts who gives no name, and lets in who gives one, marked, beyond the capacity too', async () => {
    const { device, pool } = await door([], 1);
    const [counted, named] = await device.send(
      { act: 'walkIn', category: 'other' },
      { ...FUWARI, mark: 'late' },
    );
    expect([counted?.result, named?.result]).toEqual(['done', 'done']);
    const { places, heads, totals } = await device.state();
    expect(heads).toEqual({ other: 1 });
    expect(places).toMatchObject([
      {
        ...{ place: named?.place, nickname: 'ふわり', channel: 'walk_in', relation: 'family', people: 2 },
        members: [{ mark: 'late' }, { mark: 'late' }],
      },
    ]);
    expect([totals.total, await takenIn(pool.id)]).toEqual([3, 2]);
  });

  it('lets one person in, though the same act is sent eight times at once', async () => {
    const { device, session } = await door();
    const act = device.made(FUWARI);
    const answers = await Promise.all(Array.from({ length: 8 }, () => device.post({ acts: [act] })));
    const outcomes = answers.map(({ body }) => body.outcomes[0]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['done', ...Array(7).fill('repeated')]);
    expect(new Set(outcomes.map(({ place }) => place)).size).toBe(1);
    expect((await device.state()).places).toHaveLength(1);
    // Without the id, it is somebody else of the same nickname.
    await device.send(FUWARI);
    expect((await device.state()).places).toHaveLength(2);
    const [kept] = await app.db.query('SELECT count(*)::int AS acts FROM door_acts WHERE session_id = $1', [
      session.id,
    ]);
    expect(kept.acts).toBe(2);
  });

  it('finds who was let in before the power went, and marks them once', async () => {
    const { device, session } = await door();
    const act = device.made(FUWARI);
    // What the act does first, committed when the process was killed.
    const principal = await principalOf(authorization);
    const walkIn = { people: 2, companions: [], relation: 'family' as const, nickname: 'ふわり' };
    await app.nest
      .get(WalkIns)
      .letIn(principal, session.id, walkIn as never, { unnamed: () => '', idempotencyKey: act.id });
    expect((await device.state()).places[0]?.members).toMatchObject([{ mark: null }, { mark: null }]);
    const sent = async () => (await device.post({ acts: [act] })).body.outcomes[0].result;
    expect([await sent(), await sent()]).toEqual(['done', 'repeated']);
    const { places } = await device.state();
    expect(places).toMatchObject([{ members: [{ mark: 'attended' }, { mark: 'attended' }] }]);
  });

  it('takes back that somebody was let in, with their seat', async () => {
    const { device, pool } = await door();
    const act = device.made(FUWARI);
    await device.post({ acts: [act] });
    expect(await takenIn(pool.id)).toBe(2);
    expect(await device.send({ act: 'undo', of: act.id })).toMatchObject([{ result: 'done' }]);
    expect((await device.state()).places).toEqual([]);
    expect(await takenIn(pool.id)).toBe(0);
    expect((await device.state()).recordedAt).toBeNull();
    expect((await device.post({ acts: [act] })).body.outcomes[0].result).toBe('repeated');
    expect((await device.state()).places).toEqual([]);
  });

  it('lets in no larger a party than there can be', async () => {
    const { device } = await door([], null);
    const outcomes = await device.send(
      { ...FUWARI, people: 21 },
      { ...FUWARI, people: 0 },
      { ...FUWARI, people: 20 },
    );
    expect(outcomes.map(({ result, faults }) => faults?.[0] ?? result)).toMatchObject([
      { field: 'people', code: 'max' },
      { field: 'people', code: 'min' },
      'done',
    ]);
    expect((await device.state()).places.map(({ members }) => members.length)).toEqual([20]);
  });

  it('lets in on a later day who came on the day, and nobody who comes later', async () => {
    const { device } = await door();
    app.clock.set('2025-04-16T09:00:00+09:00');
    const outcomes = await device.send(
      { ...FUWARI, tappedAt: '2025-04-14T13:30:00+09:00' },
      { ...FUWARI, nickname: 'おそい' },
      { ...FUWARI, nickname: '  ' },
    );
    expect(outcomes.map(({ result, code }) => code ?? result)).toEqual(['done', 'past', 'invalid']);
    expect((await device.state()).places).toHaveLength(1);
    app.clock.set(NOW);
  });

  it('closes a sheet when it is said what becomes of who is not marked, and changes nothing on it then', async () => {
    const { device, session, places } = await door([2, 1, 1]);
    const [pair = '', one = ''] = places;
    await device.send({ act: 'mark', place: pair, member: 1, mark: 'attended' });
    expect(await device.send({ act: 'close' })).toMatchObject([{ code: 'unmarked_left', unmarked: 3 }]);
    const close = device.made({ act: 'close', rest: 'leave' });
    await device.post({ acts: [close] });
    const marks = async () =>
      (await device.state()).places.map(({ members }) => members.map(({ mark }) => mark));
    expect(await marks()).toEqual([['absent', 'attended'], [null], [null]]);
    expect((await device.state()).closed).toEqual({ at: expect.any(String), by: 'test' });
    const late = { act: 'mark', place: one, member: 0, mark: 'attended' };
    expect(await device.send(late, { act: 'close' })).toMatchObject([
      { code: 'sheet_closed' },
      { code: 'sheet_closed' },
    ]);
    const put = await app.http
      .put(`/api/v1/staff/sessions/${session.id}/attendance`)
      .set({ authorization })
      .send({ marks: [] });
    expect([put.status, put.body.faults[0].code]).toEqual([422, 'sheetClosed']);
    await device.send({ act: 'undo', of: close.id });
    expect(await marks()).toEqual([[null, 'attended'], [null], [null]]);
    await device.send({ act: 'close', rest: 'absent' });
    await device.send({ act: 'reopen' }, late);
    expect(await marks()).toEqual([['absent', 'attended'], ['attended'], ['absent']]);
  });

  it('closes nothing on which nothing is recorded, and calls nothing an estimate', async () => {
    const { device } = await door();
    expect(await device.send({ act: 'close' }, { act: 'approximate', approximate: true })).toMatchObject([
      { code: 'nothing_recorded' },
      { code: 'nothing_recorded' },
    ]);
    await device.send(
      { act: 'setCount', category: 'self', people: 120 },
      { act: 'approximate', approximate: true },
      { act: 'close' },
    );
    expect(await device.state()).toMatchObject({ approximate: true, closed: { by: 'test' } });
    await device.send({ act: 'reopen' });
    const [said] = (await device.state()).acts.filter(({ act }) => act === 'approximate');
    await device.send({ act: 'approximate', approximate: false });
    expect(await device.send({ act: 'undo', of: said?.id })).toMatchObject([{ code: 'changed_since' }]);
  });

  it('is closed and opened from the page of the session too, once for two presses', async () => {
    const { device, session, places } = await door([1]);
    const staff = await signInAs(app, term.organization, 'reception');
    const path = `/staff/sessions/${session.id}`;
    await device.send({ act: 'setCount', category: 'self', people: 3 });
    const page = (await staff.get(path)).text;
    expect(page).toContain('印のない人が1人います。');
    const actId = /name="actId" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const refused = await staff.post(`${path}/closing`, { actId, act: 'close' });
    expect((await staff.get(refused.headers.location ?? '')).text).toContain(
      '印のない人が1人います。欠席にするか',
    );
    const press = () => staff.post(`${path}/closing`, { actId, act: 'close', rest: 'absent' });
    const closed = await press();
    expect([closed.status, (await press()).headers.location]).toEqual([303, closed.headers.location]);
    const after = (await staff.get(closed.headers.location ?? '')).text;
    expect(after).toContain('出欠を締めました。');
    expect(after).not.toContain('name="version"');
    expect((await device.state()).places[0]).toMatchObject({
      place: places[0],
      members: [{ mark: 'absent' }],
    });
    const again = /name="actId" value="([^"]+)"/.exec(after)?.[1] ?? '';
    await staff.post(`${path}/closing`, { actId: again, act: 'reopen' });
    expect((await device.state()).closed).toBeNull();
  });

  async function principalOf(header: string) {
    const principal = await app.nest.get(Principals).ofApiToken(header.slice('Bearer '.length));
    if (!principal) throw new Error('the token is nobody');
    return principal;
  }
});
