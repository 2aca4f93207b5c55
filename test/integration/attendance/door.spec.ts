import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeParty } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type DoorDevice, deviceAt, type MadeAct } from './door-device.js';

const NOW = '2025-04-14T13:00:00+09:00';

describe('the door of a session', () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let authorization: string;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    authorization = await bearer(app, term.organization, 'reception');
  });
  afterAll(() => app.close());

  /** A session of its own, on the day of the clock, with these parties, and a device at its door. */
  async function door(people: readonly number[] = [], startsOn = '2025-04-14') {
    const session = await makeSession(app.db, term.course, { number: 2, startsOn });
    await makePool(app.db, session);
    const places: string[] = [];
    for (const size of people)
      places.push((await makeParty(app.db, [session], { people: size })).places[0]?.id as string);
    return { session, places, device: deviceAt(app, session.id, authorization) };
  }

  const marksOf = async (sessionId: string) =>
    (
      await app.db.query(
        `SELECT place_id || ':' || member || ':' || mark AS text FROM attendance_marks WHERE session_id = $1 ORDER BY 1`,
        [sessionId],
      )
    ).map(({ text }: { text: string }) => text);
  const isRecorded = async (sessionId: string) =>
    (await app.db.query('SELECT 1 FROM attendance_records WHERE session_id = $1', [sessionId])).length === 1;
  const headsOf = async (device: DoorDevice) => (await device.state()).heads;

  it('marks each person of a party apart, the whole party at once, and takes marks back', async () => {
    const { session, places, device } = await door([3]);
    const [place = ''] = places;
    expect(await device.send({ act: 'mark', place, member: 1, mark: 'late' })).toMatchObject([
      { result: 'done' },
    ]);
    expect(await marksOf(session.id)).toEqual([`${place}:1:late`]);
    await device.send({ act: 'markParty', place, mark: 'attended' });
    await device.send({ act: 'mark', place, member: 2, mark: 'left_early' });
    const { places: shown, totals } = await device.state();
    expect(shown[0]?.members).toMatchObject([
      { member: 0, mark: 'attended', by: 'test', markedAt: expect.stringMatching(/^2025-04-14T13:00:00/) },
      { member: 1, mark: 'attended' },
      { member: 2, mark: 'left_early' },
    ]);
    expect(totals).toEqual({ named: 3, heads: 0, total: 3, unmarked: 0 });
    await device.send({ act: 'unmark', place, member: 0 });
    expect(await marksOf(session.id)).toEqual([`${place}:1:attended`, `${place}:2:left_early`]);
    await device.send({ act: 'unmark', place });
    expect([await marksOf(session.id), await isRecorded(session.id)]).toEqual([[], false]);
  });

  it('does one of a batch without the others where those are refused, and says why and what to do', async () => {
    const { session, places, device } = await door([2]);
    const [place = ''] = places;
    const outcomes = await device.send(
      { act: 'mark', place: randomUUID(), member: 0, mark: 'attended' },
      { act: 'mark', place, member: 2, mark: 'attended' },
      { act: 'mark', place, member: 0, mark: 'here' },
      { act: 'mark', place, mark: 'attended' },
      { act: 'count', category: 'cats', by: 1 },
      { act: 'count', category: 'self', by: -1 },
      { act: 'count', category: 'self', by: 0 },
      { act: 'dance' },
      { act: 'mark', place, member: 1, mark: 'online', wings: 2 },
      { act: 'undo', of: randomUUID() },
      { act: 'mark', place, member: 1, mark: 'online' },
    );
    expect(outcomes.map(({ result, code }) => code ?? result)).toEqual([
      ...['unknown_place', 'unknown_member', 'invalid', 'invalid', 'unknown_category', 'below_zero'],
      ...['invalid', 'invalid', 'invalid', 'unknown_act', 'done'],
    ]);
    expect(outcomes[0]?.message).toBe('この申込は、もうこの回の名簿にありません。名簿を読み直してください。');
    expect(outcomes[2]?.faults).toMatchObject([{ field: 'mark', code: 'isIn' }]);
    expect(await marksOf(session.id)).toEqual([`${place}:1:online`]);
    const malformed = await device.post({ acts: ['nothing', null, { act: 'reopen' }] });
    expect(malformed.body.outcomes.map(({ id, code }: { id: string; code: string }) => [id, code])).toEqual([
      ['', 'invalid'],
      ['', 'invalid'],
      ['', 'invalid'],
    ]);
    expect((await device.post({ acts: 'all' })).status).toBe(422);
  });

  it('does the same act once, though it is sent eight times at once', async () => {
    const { session, device } = await door([1]);
    const act = device.made({ act: 'count', category: 'family', by: 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => device.post({ acts: [act] })));
    expect(answers.map(({ body }) => body.outcomes[0].result).sort()).toEqual([
      'done',
      ...Array(7).fill('repeated'),
    ]);
    expect(await headsOf(device)).toEqual({ family: 3 });
    // What an act without an id of its own would do: eight acts are eight times three.
    const others = Array.from({ length: 8 }, () => device.made({ act: 'count', category: 'family', by: 3 }));
    await Promise.all(others.map((other) => device.post({ acts: [other] })));
    expect(await headsOf(device)).toEqual({ family: 27 });
    const [kept] = await app.db.query('SELECT count(*)::int AS acts FROM door_acts WHERE session_id = $1', [
      session.id,
    ]);
    expect(kept.acts).toBe(9);
    const reused = await device.post({ acts: [{ ...act, by: 4 }] });
    expect(reused.body.outcomes[0]).toMatchObject({ result: 'refused', code: 'id_reused' });
  });

  it('loses nothing where two devices mark different people at once', async () => {
    const { session, places, device } = await door([1, 1, 1, 1, 1, 1, 1, 1]);
    const other = deviceAt(app, session.id, authorization);
    const half = (from: number) => places.slice(from, from + 4);
    const marked = (list: readonly string[]): MadeAct[] =>
      list.map((place) => ({ act: 'mark', place, member: 0, mark: 'attended' }));
    await Promise.all([device.send(...marked(half(0))), other.send(...marked(half(4)))]);
    expect(await marksOf(session.id)).toHaveLength(8);
    // The whole sheet, which both read before: the second replaces what it did not see, unless it names the version.
    const { version } = await device.state();
    await device.send({ act: 'mark', place: places[0], member: 0, mark: 'late' });
    const sheet = { marks: [{ place: places[1], mark: 'attended' }] };
    const put = (body: object) =>
      app.http.put(`/api/v1/staff/sessions/${session.id}/attendance`).set({ authorization }).send(body);
    expect((await put({ ...sheet, version })).status).toBe(409);
    expect(await marksOf(session.id)).toHaveLength(8);
    await put(sheet).expect(200);
    expect(await marksOf(session.id)).toHaveLength(1);
  });

  it('leaves the mark that was received last where two devices mark one person, and keeps both acts', async () => {
    const { session, places, device } = await door([1]);
    const [place = ''] = places;
    const other = deviceAt(app, session.id, authorization);
    await Promise.all([
      device.send({ act: 'mark', place, member: 0, mark: 'late' }),
      other.send({ act: 'mark', place, member: 0, mark: 'online' }),
    ]);
    const acts = await app.db.query(
      `SELECT act ->> 'mark' AS mark FROM door_acts WHERE session_id = $1 ORDER BY received_at`,
      [session.id],
    );
    expect(acts.map(({ mark }: { mark: string }) => mark).sort()).toEqual(['late', 'online']);
    expect(await marksOf(session.id)).toEqual([`${place}:0:${acts[1].mark}`]);
  });

  it('adds up what two devices count at once, and takes nobody away who was not counted', async () => {
    const { device } = await door();
    const more: MadeAct[] = Array.from({ length: 5 }, () => ({ act: 'count', category: 'supporter', by: 1 }));
    await Promise.all([device.send(...more), device.send(...more), device.send(...more)]);
    expect(await headsOf(device)).toEqual({ supporter: 15 });
    const fewer = await Promise.all(
      Array.from({ length: 4 }, () => device.send({ act: 'count', category: 'supporter', by: -4 })),
    );
    expect(fewer.map(([one]) => one?.code ?? one?.result).sort()).toEqual([
      'below_zero',
      'done',
      'done',
      'done',
    ]);
    expect(await headsOf(device)).toEqual({ supporter: 3 });
  });

  it('keeps a 0 that was said apart from taps that were all taken back', async () => {
    const { session, device } = await door();
    await device.send({ act: 'count', category: 'self', by: 1 }, { act: 'count', category: 'self', by: -1 });
    expect([await headsOf(device), await isRecorded(session.id)]).toEqual([{}, false]);
    await device.send({ act: 'setCount', category: 'self', people: 0 });
    expect([await headsOf(device), await isRecorded(session.id)]).toEqual([{ self: 0 }, true]);
    await device.send({ act: 'walkIn', category: 'self' }, { act: 'count', category: 'self', by: -1 });
    expect(await headsOf(device)).toEqual({ self: 0 });
    await device.send({ act: 'setCount', category: 'self', people: null });
    expect(await isRecorded(session.id)).toBe(false);
  });

  it('takes an act back to what it found, once, unless somebody has changed it since', async () => {
    const { session, places, device } = await door([2]);
    const [place = ''] = places;
    const staff = await signInAs(app, term.organization, 'reception');
    const first = device.made({ act: 'mark', place, member: 0, mark: 'absent' });
    const second = device.made({ act: 'markParty', place, mark: 'late' });
    await device.post({ acts: [first, second] });
    const early = await device.send({ act: 'undo', of: first.id });
    expect(early).toMatchObject([{ code: 'changed_since', by: 'test' }]);
    await device.send({ act: 'undo', of: second.id });
    expect(await marksOf(session.id)).toEqual([`${place}:0:absent`]);
    expect(await device.send({ act: 'undo', of: second.id })).toMatchObject([{ code: 'already_undone' }]);
    await staff.agent
      .post(`/staff/sessions/${session.id}/door/acts`)
      .set({ 'csrf-token': await staff.formToken(), accept: 'application/json' })
      .send({ acts: [device.made({ act: 'mark', place, member: 0, mark: 'absent' })] })
      .expect(200);
    const [since] = await device.send({ act: 'undo', of: first.id });
    expect(since?.message).toMatch(/^あとから職員\d+さんが変えています。/);
    const { acts } = await device.state();
    expect(acts.find(({ id }) => id === second.id)).toMatchObject({ undone: true, undoable: false });
  });

  it('takes counts back by what was added, whatever others have added since', async () => {
    const { session, device } = await door();
    const [one, two] = [1, 5].map((by) => device.made({ act: 'count', category: 'family', by }));
    await device.post({ acts: [one, two] });
    await device.send({ act: 'undo', of: one?.id });
    expect(await headsOf(device)).toEqual({ family: 5 });
    await device.send({ act: 'undo', of: two?.id });
    expect([await headsOf(device), await isRecorded(session.id)]).toEqual([{}, false]);
  });

  it('records nothing before the day, and everything that comes late while the sheet is open', async () => {
    const { session, places, device } = await door([1], '2025-04-15');
    const mark: MadeAct = { act: 'mark', place: places[0], member: 0, mark: 'attended' };
    expect(await device.send(mark)).toMatchObject([{ code: 'not_yet' }]);
    app.clock.set('2025-04-19T09:00:00+09:00');
    expect(await device.send({ ...mark, tappedAt: '2025-04-15T14:00:00+09:00' })).toMatchObject([
      { result: 'done' },
    ]);
    const [kept] = await app.db.query('SELECT tapped_at FROM door_acts WHERE session_id = $1', [session.id]);
    expect(kept.tapped_at.toISOString()).toBe('2025-04-15T05:00:00.000Z');
    app.clock.set(NOW);
  });

  it('is in the audit log with figures before and after and without a name', async () => {
    const { session, places, device } = await door([1]);
    const [place = ''] = places;
    await device.send(
      { act: 'mark', place, member: 0, mark: 'excused' },
      { act: 'walkIn', nickname: '秘密の名', people: 1 },
      { act: 'count', category: 'other', by: 2 },
    );
    const entries = await app.db.query(
      `SELECT action, before, after FROM audit_entries WHERE subject_id = $1 AND action LIKE 'attendance.%' ORDER BY at, id`,
      [session.id],
    );
    expect(entries).toMatchObject([
      {
        action: 'attendance.marked',
        before: { marks: { [`${place}:0`]: null } },
        after: { marks: { [`${place}:0`]: 'excused' } },
      },
      { action: 'attendance.walked_in', after: { registration: expect.any(String) } },
      { action: 'attendance.counted', before: { counts: { other: null } }, after: { counts: { other: 2 } } },
    ]);
    const kept = await app.db.query('SELECT act, outcome FROM door_acts WHERE session_id = $1', [session.id]);
    expect(JSON.stringify([entries, kept])).not.toContain('秘密の名');
  });

  it('is one look an hour for a person whose screen asks again and again', async () => {
    const { session, device } = await door([1]);
    const looks = async () =>
      (
        await app.db.query(
          `SELECT after FROM audit_entries WHERE subject_id = $1 AND action = 'roster.viewed' ORDER BY at`,
          [session.id],
        )
      ).map(({ after }: { after: object }) => after);
    await device.state();
    await device.state();
    expect(await looks()).toEqual([{ as: 'door', places: 1 }]);
    app.clock.set('2025-04-14T14:00:01+09:00');
    await device.state();
    expect(await looks()).toHaveLength(2);
    app.clock.set(NOW);
  });

  it('is JSON for the screen too, in what it refuses; a viewer sees it and does nothing; others do not have it', async () => {
    const { session, device } = await door([1]);
    const path = `/staff/sessions/${session.id}/door`;
    const asked = { accept: 'application/json' };
    const stranger = await app.http.get(`${path}/state`).set(asked);
    expect([stranger.status, stranger.type]).toEqual([401, 'application/problem+json']);
    const viewer = await signInAs(app, term.organization, 'viewer');
    const seen = await viewer.agent.get(`${path}/state`).set(asked).expect(200);
    expect(seen.body).toMatchObject({ mayRecord: false, walkInsByName: false });
    const token = await viewer.formToken();
    const send = (headers: object) =>
      viewer.agent
        .post(`${path}/acts`)
        .set({ ...asked, ...headers })
        .send({ acts: [device.made({ act: 'setCount', category: 'self', people: 0 })] });
    const untold = await send({});
    expect([untold.status, untold.body.code]).toEqual([403, 'unverified_form']);
    expect((await send({ 'csrf-token': token })).status).toBe(403);
    const elsewhere = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const foreign = deviceAt(app, session.id, await bearer(app, elsewhere.organization, 'owner'));
    expect((await foreign.post({ acts: [] })).status).toBe(404);
    expect(await isRecorded(session.id)).toBe(false);
  });
});
