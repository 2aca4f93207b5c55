import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { violationsOf } from '../../../src/platform/database/check.js';
import { draw, entryOf, type LotteryEntry } from '../../../src/registrations/domain/lottery.js';
import { LOTTERY_CHECKS } from '../../../src/registrations/lottery/lottery-checks.js';
import { LotterySweep } from '../../../src/registrations/lottery/lottery-sweep.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { newId } from '../../../src/shared/ids.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type MadeRequest, mailsOf, makeRequest, queueOf, stateOf } from './lottery-requests.js';

const CLOSED = new Date('2025-03-31T15:00:00Z');
const NINE = Array.from({ length: 9 }, (_, index) => `2025-${String(4 + index).padStart(2, '0')}-20`).slice(
  0,
  9,
);

describe('a lottery', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const violations = () => violationsOf(app.db.manager, [...SEAT_CHECKS, ...LOTTERY_CHECKS], app.clock.now());

  async function term(given: Partial<Parameters<typeof makeTerm>[1]> = {}) {
    const made = await makeTerm(app.db, {
      dates: ['2025-04-20'],
      capacity: 3,
      ...given,
      course: { registrationMode: 'course', closesAt: CLOSED, lottery: {}, ...given.course },
    });
    const organizer = await bearer(app, made.organization, 'organizer');
    const act = (body: object, authorization = organizer) =>
      app.http
        .post(`/api/v1/staff/courses/${made.course.id}/lottery`)
        .set('authorization', authorization)
        .send(body);
    const see = () =>
      app.http.get(`/api/v1/staff/courses/${made.course.id}/lottery`).set('authorization', organizer);
    return { ...made, act, see, organizer };
  }
  type Term = Awaited<ReturnType<typeof term>>;

  const requests = async ({ course, pools }: Term, count: number, given: object = {}) => {
    const made: MadeRequest[] = [];
    for (let index = 0; index < count; index++)
      made.push(await makeRequest(app, { course, pools, ...given }));
    return made;
  };
  const taken = async ({ pools }: Term): Promise<number[]> =>
    (
      await app.db.query('SELECT taken FROM seat_pools WHERE id = ANY($1::uuid[]) ORDER BY id', [
        pools.map(({ id }) => id),
      ])
    ).map((row: { taken: number }) => row.taken);

  it('is listed, published, drawn, and replays: winners have seats, losers the queue in drawn order', async () => {
    const at = await term({ capacity: 3 });
    const made = await requests(at, 8);
    const before = await at.see().expect(200);
    expect(before.body).toMatchObject({
      draws: true,
      stage: 'collecting',
      requests: 8,
      people: 8,
      isOpen: false,
    });

    const listed = (await at.act({ act: 'list', seedFrom: 'さいころ' }).expect(200)).body;
    expect(listed).toMatchObject({ seed: null, result: null, drawnAt: null });
    expect(listed.list.entries.map(({ entry }: LotteryEntry) => entry)).toEqual(
      made.map(({ id }) => entryOf(listed.id, id)).sort(),
    );
    const published = await app.http.get(`/api/v1/lotteries/${listed.id}`).expect(200);
    expect(published.body).toEqual(listed);
    const text = await app.http.get(`/api/v1/lotteries/${listed.id}/list.txt`).expect(200);
    expect(createHash('sha256').update(text.text, 'utf8').digest('hex')).toBe(listed.listHash);
    expect(
      Object.values(
        await stateOf(
          app,
          made.map(({ id }) => id),
        ),
      ),
    ).toEqual(Array(8).fill('applied'));

    const drawn = (await at.act({ act: 'draw', seed: '3 5 1 6' }).expect(200)).body;
    expect(drawn.result).toEqual({ seedSource: 'given', withdrawn: [], ...draw(listed.list, '3 5 1 6') });
    expect(drawn.list).toEqual(listed.list);
    expect(drawn.result.won).toHaveLength(3);
    const idOf = new Map(made.map(({ id }) => [entryOf(listed.id, id), id]));
    const winners = drawn.result.won.map((entry: string) => idOf.get(entry));
    const losers = drawn.result.order
      .filter((entry: string) => !drawn.result.won.includes(entry))
      .map((entry: string) => idOf.get(entry));
    const states = await stateOf(
      app,
      made.map(({ id }) => id),
    );
    expect(winners.map((id: string) => states[id])).toEqual(Array(3).fill('confirmed'));
    expect(await queueOf(app, at.course.id)).toEqual(losers);
    expect(await taken(at)).toEqual([3]);
    for (const id of winners) expect(await mailsOf(app, id)).toEqual(['lottery_won']);
    for (const id of losers) expect(await mailsOf(app, id)).toEqual(['lottery_lost']);
    const places = await app.db.query(
      `SELECT DISTINCT status, confirmed_at AS at FROM places WHERE registration_id = ANY($1::uuid[])`,
      [winners],
    );
    expect(places).toEqual([{ status: 'confirmed', at: app.clock.now() }]);
    const audit: { action: string; after: object }[] = await app.db.query(
      'SELECT action, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1 ORDER BY at, id',
      [at.course.id],
    );
    expect(audit.map(({ action }) => action)).toEqual(['lottery.listed', 'lottery.drawn']);
    expect(audit[1]?.after).toMatchObject({ seed: '3 5 1 6', entries: 8, won: 3 });
    expect(await violations()).toEqual([]);
  });

  it('decides on what came by the web, which takes no more requests once the list is closed', async () => {
    const at = await term({ capacity: 1, course: { closesAt: new Date('2025-04-10T00:00:00Z') } });
    const register = (nickname: string) =>
      app.http
        .post('/api/v1/registrations')
        .send({ course: at.course.id, nickname, email: `${newId()}@mail.example`, people: 1 });
    const sent = [await register('ひとり').expect(201), await register('ふたり').expect(201)];
    expect(sent.map(({ body }) => body.status)).toEqual(['applied', 'applied']);
    expect(await taken(at)).toEqual([0]);
    const { id } = (await at.act({ act: 'list', closeNow: true }).expect(200)).body;
    expect((await register('おそい').expect(409)).body.code).toBe('closed');
    // What staff write down for somebody who calls takes no seat of the list either.
    const called = await app.http
      .post('/api/v1/staff/registrations')
      .set('authorization', at.organizer)
      .send({ course: at.course.id, nickname: 'でんわ', people: 1, overrideReason: '電話で' });
    expect([called.status, called.body.status]).toEqual([201, 'applied']);
    const { result } = (await at.act({ act: 'draw' }).expect(200)).body;
    const states = await stateOf(
      app,
      sent.map(({ body }) => body.id),
    );
    for (const { body } of sent)
      expect(states[body.id]).toBe(result.won.includes(entryOf(id, body.id)) ? 'confirmed' : 'waitlisted');
    // Closed for the draw, it stays closed until staff open it; then it is first come, first served: here, the queue.
    expect((await register('あとから').expect(409)).body.code).toBe('closed');
    await app.http
      .post(`/api/v1/staff/courses/${at.course.id}/registration`)
      .set('authorization', at.organizer)
      .send({ open: true })
      .expect(200);
    expect((await register('あとから').expect(201)).body.status).toBe('waitlisted');
    expect(await violations()).toEqual([]);
  });

  it('gives a freed seat to the first who lost', async () => {
    const at = await term({ capacity: 1 });
    const made = await requests(at, 3);
    await at.act({ act: 'list' }).expect(200);
    const { id, result } = (await at.act({ act: 'draw', seed: 'x' }).expect(200)).body;
    const idOf = new Map(made.map((one) => [entryOf(id, one.id), one]));
    const [won, next] = result.order.map((entry: string) => idOf.get(entry));
    await app.http.delete(`/api/v1/registrations/${won.token}`).expect(200);
    expect((await stateOf(app, [next.id]))[next.id]).toBe('confirmed');
    expect(await violations()).toEqual([]);
  });

  it('keeps parties and courses whole over nine sessions, and seats that are left go to none who does not fit', async () => {
    const at = await term({ dates: NINE, capacity: 5 });
    await app.db.query('UPDATE seat_pools SET capacity = 4 WHERE id = $1', [at.pools[4]?.id]);
    const made = await requests(at, 4, { people: 3 });
    const single = await makeRequest(app, { course: at.course, pools: at.pools });
    await at.act({ act: 'list' }).expect(200);
    const { id, result, list } = (await at.act({ act: 'draw', seed: 'nine' }).expect(200)).body;
    expect(list.pools).toHaveLength(9);
    const won = result.won.map(
      (entry: string) => [...made, single].find((one) => entryOf(id, one.id) === entry)?.id,
    );
    expect(won).toHaveLength(2);
    expect(won).toContain(single.id);
    expect(await taken(at)).toEqual(Array(9).fill(4));
    const kinds = await app.db.query(
      `SELECT registration_id AS id, count(*)::int AS places, count(DISTINCT status)::int AS states FROM places
       WHERE registration_id = ANY($1::uuid[]) GROUP BY registration_id`,
      [[...made, single].map((one) => one.id)],
    );
    expect(
      kinds.every(({ places, states }: { places: number; states: number }) => places === 9 && states === 1),
    ).toBe(true);
    expect(await violations()).toEqual([]);
  });

  it('lets residents and first-timers come first, as the rules say', async () => {
    const at = await term({
      capacity: 3,
      course: { lottery: { priorities: ['residents', 'first_timers'] } },
      programme: { eligibility: [{ rule: 'residence', municipalities: ['みなと市'] }] },
    });
    const past = await makeTerm(app.db, { dates: ['2025-03-01'] });
    await app.db.query('UPDATE sessions SET programme_id = $1 WHERE id = $2', [
      at.programme.id,
      past.sessions[0]?.id,
    ]);
    const earlier = await makeRequest(app, {
      course: past.course,
      pools: past.pools,
      email: 'again@mail.example',
    });
    await app.db.query(`UPDATE places SET status = 'confirmed' WHERE registration_id = $1`, [earlier.id]);
    await app.db.query('UPDATE seat_pools SET taken = 1 WHERE id = $1', [past.pools[0]?.id]);
    const make = (municipality: string, email?: string | null) =>
      makeRequest(app, {
        course: at.course,
        pools: at.pools,
        municipality,
        ...(email === undefined ? {} : { email }),
      });
    const stranger = await make('ひかり市');
    const strangerAgain = await make('ひかり市', 'again@mail.example');
    // The same contact cannot ask twice for a session; somebody else who came before can.
    await app.db.query(`UPDATE places SET contact_key = 'other' WHERE registration_id = $1`, [earlier.id]);
    const resident = await make('みなと市');
    const nobody = await make(' ミナト市'.replace('ミナト', 'みなと'), null);
    const residentAgain = await make('みなと　市');
    await app.db.query('UPDATE registrations SET contact_key = $2 WHERE id = $1', [
      residentAgain.id,
      'other',
    ]);
    await app.db.query('UPDATE registrations SET contact_key = $2 WHERE id = $1', [
      strangerAgain.id,
      'other',
    ]);
    const counted = (await at.see().expect(200)).body.byPriority;
    expect(counted.map(({ priority, requests: count }: never) => [priority, count])).toEqual([
      [0, 2],
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    const { id, list } = (await at.act({ act: 'list' }).expect(200)).body;
    expect(list.residents).toEqual(['みなと市']);
    const priority = (one: MadeRequest) =>
      list.entries.find(({ entry }: LotteryEntry) => entry === entryOf(id, one.id)).priority;
    expect([resident, nobody, residentAgain, stranger, strangerAgain].map(priority)).toEqual([0, 0, 1, 2, 3]);
    const { result } = (await at.act({ act: 'draw', seed: 'p' }).expect(200)).body;
    const won = [resident, nobody, residentAgain].map((one) => entryOf(id, one.id));
    expect([...result.won].sort()).toEqual(won.sort());
  });

  it('names the town itself where no municipality is stated, and the lottery before the eligibility', async () => {
    const own = await term({ course: { lottery: { priorities: ['residents'] } } });
    await requests(own, 1);
    expect((await own.act({ act: 'list' }).expect(200)).body.list.residents).toEqual(['ひかり市']);
    const stated = await term({
      course: { lottery: { priorities: ['residents'], residents: ['甲市', '乙町'] } },
      programme: { eligibility: [{ rule: 'residence', municipalities: ['丙村'] }] },
    });
    await requests(stated, 1);
    expect((await stated.act({ act: 'list' }).expect(200)).body.list.residents).toEqual(['甲市', '乙町']);
  });

  it('keeps seats for residents while they are kept, and says so in the list', async () => {
    const at = await term({ capacity: 4 });
    await app.db.query(
      `UPDATE seat_pools SET kept_for = '{ひかり市}', kept_units = 3, kept_until = '2025-04-10' WHERE id = $1`,
      [at.pools[0]?.id],
    );
    const others = await requests(at, 3);
    const residents = await requests(at, 2, { kept: true, municipality: 'ひかり市' });
    const { list } = (await at.act({ act: 'list' }).expect(200)).body;
    expect(list.pools).toEqual([{ id: at.pools[0]?.id, free: 4, kept: 3 }]);
    const { result } = (await at.act({ act: 'draw', seed: 'kept' }).expect(200)).body;
    expect(result.won).toHaveLength(3);
    const states = await stateOf(
      app,
      [...others, ...residents].map(({ id }) => id),
    );
    expect(residents.map(({ id }) => states[id])).toEqual(['confirmed', 'confirmed']);
    expect(others.filter(({ id }) => states[id] === 'confirmed')).toHaveLength(1);
    const [pool] = await app.db.query('SELECT taken, taken_kept AS kept FROM seat_pools WHERE id = $1', [
      at.pools[0]?.id,
    ]);
    expect(pool).toEqual({ taken: 3, kept: 2 });
    expect(await violations()).toEqual([]);
  });

  it('draws by what was listed although kept seats have become everybody’s since; the queue gets those', async () => {
    const at = await term({ capacity: 2 });
    await app.db.query(
      `UPDATE seat_pools SET kept_for = '{ひかり市}', kept_until = '2025-04-10' WHERE id = $1`,
      [at.pools[0]?.id],
    );
    const made = await requests(at, 3);
    const { list } = (await at.act({ act: 'list' }).expect(200)).body;
    expect(list.pools[0].kept).toBe('all');
    app.clock.set('2025-04-11T09:00:00+09:00');
    const { id, result } = (await at.act({ act: 'draw', seed: 'late' }).expect(200)).body;
    app.clock.set('2025-04-01T09:00:00+09:00');
    expect(result.won).toEqual([]);
    const states = await stateOf(
      app,
      made.map((one) => one.id),
    );
    const inOrder = result.order.map(
      (entry: string) => states[made.find((one) => entryOf(id, one.id) === entry)!.id],
    );
    expect(inOrder).toEqual(['confirmed', 'confirmed', 'waitlisted']);
  });

  it('passes over who cancelled after the list was closed; what they would have won goes to the next', async () => {
    const at = await term({ capacity: 2 });
    const made = await requests(at, 5);
    const { id, list } = (await at.act({ act: 'list' }).expect(200)).body;
    const first = made.find((one) => entryOf(id, one.id) === draw(list, 'seed').won[0])!;
    await app.http.delete(`/api/v1/registrations/${first.token}`).expect(200);
    const { result } = (await at.act({ act: 'draw', seed: 'seed' }).expect(200)).body;
    const gone = entryOf(id, first.id);
    expect(result.withdrawn).toEqual([{ entry: gone, reason: 'cancelled' }]);
    expect(result.order).toEqual(draw(list, 'seed').order);
    expect(result.won).toEqual(draw(list, 'seed', [gone]).won);
    expect(result.won).toHaveLength(2);
    expect(await taken(at)).toEqual([2]);
    expect(await violations()).toEqual([]);
  });

  it('queues behind the losers who came after the list, and who asks for more than was listed', async () => {
    const at = await term({ capacity: 2 });
    const made = await requests(at, 4);
    const { id, list } = (await at.act({ act: 'list' }).expect(200)).body;
    const [late] = await requests(at, 1);
    const more = made.find((one) => entryOf(id, one.id) === draw(list, 's').won[0])!;
    await app.db.query('UPDATE places SET units = 2 WHERE registration_id = $1', [more.id]);
    const seen = await at.see().expect(200);
    expect(seen.body.requests).toBe(5);
    const { result } = (await at.act({ act: 'draw', seed: 's' }).expect(200)).body;
    const passedOver = entryOf(id, more.id);
    expect(result.withdrawn).toEqual([{ entry: passedOver, reason: 'changed' }]);
    const [loser] = result.order.filter((one: string) => ![...result.won, passedOver].includes(one));
    const queue = await queueOf(app, at.course.id);
    expect(queue.map((one) => entryOf(id, one))).toEqual([loser, passedOver, entryOf(id, late!.id)]);
    expect(await mailsOf(app, late!.id)).toEqual(['waiting']);
    expect(await violations()).toEqual([]);
    // Whoever comes afterwards stands behind them all.
    await app.db.query('UPDATE courses SET closes_at = NULL WHERE id = $1', [at.course.id]);
    const after = await app.http
      .post('/api/v1/registrations')
      .send({ course: at.course.id, nickname: 'あとから' });
    expect([after.status, after.body.status]).toEqual([201, 'waitlisted']);
    expect((await queueOf(app, at.course.id)).slice(0, -1)).toEqual(queue);
  });

  it('gives out the seats that became more since the list', async () => {
    const at = await term({ capacity: 1 });
    await requests(at, 3);
    await at.act({ act: 'list' }).expect(200);
    await app.db.query('UPDATE seat_pools SET capacity = 2 WHERE id = $1', [at.pools[0]?.id]);
    const { result } = (await at.act({ act: 'draw', seed: 'more' }).expect(200)).body;
    expect(result.won).toHaveLength(1);
    expect(await taken(at)).toEqual([2]);
    expect(await queueOf(app, at.course.id)).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it('gives winners a place in a session that was added since, and none in one that was cancelled', async () => {
    const at = await term({ dates: ['2025-04-20', '2025-05-20'], capacity: 2 });
    const made = await requests(at, 3);
    const { id } = (await at.act({ act: 'list' }).expect(200)).body;
    const [gone] = at.sessions;
    const added = await makeSession(app.db, at.course, { startsOn: '2025-06-20', number: 3 });
    const pool = await makePool(app.db, added, { capacity: 1 });
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [gone?.id]);
    await app.db.query('UPDATE seat_pools SET closed = true WHERE session_id = $1', [gone?.id]);
    const { result } = (await at.act({ act: 'draw', seed: 'x' }).expect(200)).body;
    const winners = made.filter((one) => result.won.includes(entryOf(id, one.id)));
    expect(winners).toHaveLength(2);
    const places = await app.db.query(
      'SELECT DISTINCT session_id AS id, status FROM places WHERE registration_id = ANY($1::uuid[]) ORDER BY 1',
      [winners.map((one) => one.id)],
    );
    expect(places).toEqual(
      [at.sessions[1]!.id, added.id].sort().map((session) => ({ id: session, status: 'confirmed' })),
    );
    const [seats] = await app.db.query('SELECT taken, overbooked FROM seat_pools WHERE id = $1', [pool.id]);
    expect(seats).toEqual({ taken: 2, overbooked: 1 });
    expect(await violations()).toEqual([]);
  });

  it('declines who did not win where there is no waiting list', async () => {
    const at = await term({ capacity: 1, course: { waitingList: false } });
    const made = await requests(at, 3);
    await at.act({ act: 'list' }).expect(200);
    const [late] = await requests(at, 1);
    await at.act({ act: 'draw' }).expect(200);
    const states = Object.values(
      await stateOf(
        app,
        made.map(({ id }) => id),
      ),
    ).sort();
    expect(states).toEqual(['confirmed', 'declined', 'declined']);
    const places = await app.db.query(
      `SELECT place.status, count(*)::int AS count FROM places place
       JOIN registrations registration ON registration.id = registration_id WHERE course_id = $1 GROUP BY place.status ORDER BY 1`,
      [at.course.id],
    );
    expect(places).toEqual([
      { status: 'confirmed', count: 1 },
      { status: 'released', count: 3 },
    ]);
    expect(await mailsOf(app, late!.id)).toEqual(['declined']);
    expect(await violations()).toEqual([]);
  });

  it('is drawn for each session where those are registered for one by one, in any order, each once', async () => {
    const at = await term({
      dates: ['2025-04-20', '2025-05-20'],
      capacity: 1,
      course: { registrationMode: 'session' },
    });
    const [first, second] = at.pools;
    for (const pool of [first!, first!, second!])
      await makeRequest(app, { course: at.course, pools: [pool], single: true });
    const [one, two] = at.sessions.map(({ id }) => id);
    const listed = (await at.act({ act: 'list', session: two }).expect(200)).body;
    expect(listed.list).toMatchObject({ session: two, pools: [{ id: second!.id, free: 1, kept: 0 }] });
    await at.act({ act: 'list', session: one }).expect(200);
    await at.act({ act: 'draw', session: one, seed: 'a' }).expect(200);
    await at.act({ act: 'draw', session: two, seed: 'b' }).expect(200);
    expect(await queueOf(app, at.course.id)).toHaveLength(1);
    const mixed = await at.act({ act: 'list' }).expect(409);
    expect(mixed.body.faults[0].code).toBe('lotteryBySession');
    expect(await violations()).toEqual([]);
  });

  it('may be drawn for all sessions at once, and then not for one', async () => {
    const at = await term({
      dates: ['2025-04-20', '2025-05-20'],
      capacity: 1,
      course: { registrationMode: 'session' },
    });
    for (const pool of at.pools) await makeRequest(app, { course: at.course, pools: [pool], single: true });
    const { list } = (await at.act({ act: 'list' }).expect(200)).body;
    expect(list.entries).toHaveLength(2);
    const mixed = await at.act({ act: 'list', session: at.sessions[0]?.id }).expect(409);
    expect(mixed.body.faults[0].code).toBe('lotteryOfCourse');
  });

  it('is refused with a sentence where something is in the way', async () => {
    const plain = await term({ course: { lottery: null } });
    const fault = async (sent: ReturnType<Term['act']>) => {
      const { status, body } = await sent;
      return [
        status,
        ...(body.faults ?? []).map(
          ({ code, detail }: { code: string; detail: string }) =>
            `${code}${detail === code ? ' without words' : ''}`,
        ),
      ];
    };
    expect(await fault(plain.act({ act: 'list' }))).toEqual([409, 'noLottery']);
    const at = await term({ course: { closesAt: new Date('2025-04-05T00:00:00Z') } });
    expect(await fault(at.act({ act: 'draw', seed: 'x' }))).toEqual([409, 'lotteryNotListed']);
    expect(await fault(at.act({ act: 'list' }))).toEqual([409, 'lotteryStillOpen']);
    expect(await fault(at.act({ act: 'list', closeNow: true }))).toEqual([409, 'lotteryEmpty']);
    await requests(at, 2);
    expect(await fault(at.act({ act: 'list', session: at.sessions[0]?.id }))).toEqual([
      409,
      'lotteryOfCourse',
    ]);
    expect(await fault(at.act({ act: 'guess' }))).toEqual([422, 'isIn']);
    expect(await fault(at.act({ act: 'list', closeNow: true, seedFrom: 'a\u200Bb' }))).toEqual([
      422,
      'visibleText',
    ]);
    const listed = await at.act({ act: 'list', closeNow: true, seedFrom: 'さいころ' }).expect(200);
    const again = await at.act({ act: 'list', seedFrom: 'さいころ' }).expect(200);
    expect(again.body).toEqual(listed.body);
    expect(await fault(at.act({ act: 'list', seedFrom: '株価' }))).toEqual([409, 'lotteryListed']);
    expect(await fault(at.act({ act: 'draw' }))).toEqual([409, 'lotterySeedAnnounced']);
    expect(await fault(at.act({ act: 'draw', seed: 'x'.repeat(201) }))).toEqual([422, 'maxLength']);
    await app.db.query('UPDATE seat_pools SET capacity = 2 WHERE id = $1', [at.pools[0]?.id]);
    expect(await fault(at.act({ act: 'draw', seed: 'x' }))).toEqual([409, 'lotterySeatsGone']);
    expect((await app.http.get(`/api/v1/lotteries/${listed.body.id}`)).body.seed).toBeNull();
    await app.db.query('UPDATE seat_pools SET capacity = 3 WHERE id = $1', [at.pools[0]?.id]);
    const drawn = await at.act({ act: 'draw', seed: ' x ' }).expect(200);
    expect((await at.act({ act: 'draw', seed: 'x' }).expect(200)).body).toEqual(drawn.body);
    expect(await fault(at.act({ act: 'draw', seed: 'y' }))).toEqual([409, 'lotteryDrawn']);
    expect(await fault(at.act({ act: 'draw' }))).toEqual([409, 'lotteryDrawn']);
    await app.http.get('/api/v1/lotteries/nonsense').expect(404);
  });

  it('is run by organizers, seen by viewers, and by nobody else', async () => {
    const at = await term();
    await requests(at, 1);
    const reception = await bearer(app, at.organization, 'reception');
    await at.act({ act: 'list' }, reception).expect(403);
    const viewer = await bearer(app, at.organization, 'viewer');
    const address = `/api/v1/staff/courses/${at.course.id}/lottery`;
    await app.http.get(address).set('authorization', viewer).expect(200);
    const elsewhere = await bearer(app, (await makeTerm(app.db, { dates: [] })).organization as Organization);
    await at.act({ act: 'list' }, elsewhere).expect(404);
    await app.http.get(address).set('authorization', elsewhere).expect(404);
  });

  it('sends a request that slipped in beside the draw to the queue', async () => {
    const at = await term({ capacity: 1 });
    await requests(at, 2);
    await at.act({ act: 'list' }).expect(200);
    await at.act({ act: 'draw', seed: 'x' }).expect(200);
    const [slipped] = await requests(at, 1);
    expect((await violations()).map(({ invariant }) => invariant)).toContain('I8');
    expect(await app.nest.get(LotterySweep).sweep()).toBe(1);
    expect((await queueOf(app, at.course.id)).at(-1)).toBe(slipped!.id);
    expect(await app.nest.get(LotterySweep).sweep()).toBe(0);
    expect(await violations()).toEqual([]);
  });
});
