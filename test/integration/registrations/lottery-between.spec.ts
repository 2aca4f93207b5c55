import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { draw, entryOf } from '../../../src/registrations/domain/lottery.js';
import { LOTTERY_CHECKS } from '../../../src/registrations/lottery/lottery-checks.js';
import { LotterySweep } from '../../../src/registrations/lottery/lottery-sweep.js';
import { markKeptPlaces } from '../../../src/registrations/seats/kept-places.queries.js';
import { lockPools } from '../../../src/registrations/seats/pool-locks.queries.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { SeatPool } from '../../../src/registrations/seats/seat-pool.entity.js';
import { makePool } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk } from './desk-world.js';
import { type MadeRequest, makeRequest, queueOf, stateOf } from './lottery-requests.js';

describe('what staff do around a draw', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const violations = () => violationsOf(app.db.manager, [...SEAT_CHECKS, ...LOTTERY_CHECKS], app.clock.now());

  /** A course with a closed list of so many requests. */
  async function listed(count: number, { capacity = 2, municipality = 'ひかり市' } = {}) {
    const desk = await makeDesk(app, {
      dates: ['2025-04-20'],
      capacity,
      course: { registrationMode: 'course', closesAt: new Date('2025-03-31T15:00:00Z'), lottery: {} },
    });
    const more = () => makeRequest(app, { course: desk.course, pools: desk.pools, municipality });
    const made: MadeRequest[] = [];
    for (let index = 0; index < count; index++) made.push(await more());
    const act = async (body: object) => {
      const answer = await desk.post(`courses/${desk.course.id}/lottery`, body, 'organizer');
      expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
      return answer.body;
    };
    return {
      ...desk,
      more,
      made,
      list: await act({ act: 'list' }),
      draw: () => act({ act: 'draw', seed: 's' }),
    };
  }
  type Listed = Awaited<ReturnType<typeof listed>>;

  const statusOf = async ({ id }: MadeRequest) => (await stateOf(app, [id]))[id];
  const faultOf = ({ status, body }: { status: number; body: { faults?: { code: string }[] } }) => [
    status,
    body.faults?.[0]?.code,
  ];

  it.each([
    ['kept for others', ['みなと市']],
    ['kept for them', ['ひかり市']],
  ])('draws for everyone listed although seats are %s since', async (_, keptFor) => {
    const at = await listed(3);
    // What saving a course and importing a file do.
    await app.db.transaction(async (tx) => {
      const { id } = at.pools[0]!;
      await tx.update(SeatPool, { id }, { keptFor, keptUntil: new Date('2025-04-10T00:00:00Z') });
      await markKeptPlaces(tx, [id]);
    });
    const { result } = await at.draw();
    expect(result).toEqual({ seedSource: 'given', withdrawn: [], ...draw(at.list.list, 's') });
    expect(result.won).toHaveLength(2);
    expect(await violations()).toEqual([]);
  });

  it.each([
    [
      'move them to other seats',
      (at: Listed, one: MadeRequest) => at.act(one.id, 'pool', { pool: 'online' }),
    ],
    [
      'give them seats beyond the capacity',
      (at: Listed, one: MadeRequest) => at.act(one.id, 'overbook', { reason: '急ぎ' }, 'organizer'),
    ],
    [
      'make them one with another',
      (at: Listed, one: MadeRequest) => at.act(at.made[1]!.id, 'merge', { with: one.id }, 'organizer'),
    ],
    [
      'make one that came later one with them',
      async (at: Listed, one: MadeRequest) =>
        at.act(one.id, 'merge', { with: (await at.more()).id }, 'organizer'),
    ],
  ])('lets nobody %s while the list waits for its draw', async (_, attempt) => {
    const at = await listed(2, { capacity: 3 });
    const [session] = at.sessions;
    await makePool(app.db, session!, { key: 'online', label: 'オンライン', capacity: 5 });
    const one = at.made[0]!;
    expect(faultOf(await attempt(at, one))).toEqual([409, 'lotteryDrawFirst']);
    expect(await statusOf(one)).toBe('applied');
    const { result } = await at.draw();
    expect(result.withdrawn).toEqual([]);
    expect(await statusOf(one)).toBe('confirmed');
    expect(await violations()).toEqual([]);
  });

  it('tells staff on the page that the draw comes first', async () => {
    const at = await listed(1);
    const staff = await signInAs(app, at.organization, 'organizer');
    const path = `/staff/registrations/${at.made[0]!.id}`;
    const refused = await staff.post(path, { act: 'overbook', reason: '急ぎ' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('先に抽選してください');
  });

  it('lets staff act on those who came after the list, and on all once the lots are drawn', async () => {
    const at = await listed(3, { capacity: 1 });
    const late = await at.more();
    expect((await at.act(late.id, 'overbook', { reason: '急ぎ' }, 'organizer')).status).toBe(200);
    await app.db.query('UPDATE seat_pools SET capacity = 2 WHERE id = $1', [at.pools[0]!.id]);
    await at.draw();
    const [first] = await queueOf(app, at.course.id);
    expect((await at.act(first!, 'overbook', { reason: '急ぎ' }, 'organizer')).status).toBe(200);
    expect(await violations()).toEqual([]);
  });

  it('says of whoever is passed over why, and the check of draws holds it against what is there', async () => {
    const at = await listed(5);
    const [cancelled, more, decided, erased] = at.made as [
      MadeRequest,
      MadeRequest,
      MadeRequest,
      MadeRequest,
    ];
    await app.http.delete(`/api/v1/registrations/${cancelled.token}`).expect(200);
    await app.db.query('DELETE FROM registrations WHERE id = $1', [erased.id]);
    await app.db.query('UPDATE places SET units = 2 WHERE registration_id = $1', [more.id]);
    // The course was decided on by staff for a while.
    await app.db.query('UPDATE courses SET lottery = NULL, approval = true WHERE id = $1', [at.course.id]);
    expect((await at.act(decided.id, 'confirm')).status).toBe(200);
    await app.db.query(`UPDATE courses SET lottery = '{}', approval = false WHERE id = $1`, [at.course.id]);
    await app.db.query('UPDATE seat_pools SET capacity = 3 WHERE id = $1', [at.pools[0]!.id]);
    const { id, result } = await at.draw();
    const reasons = [
      { entry: entryOf(id, cancelled.id), reason: 'cancelled' },
      { entry: entryOf(id, erased.id), reason: 'gone' },
      { entry: entryOf(id, more.id), reason: 'changed' },
      { entry: entryOf(id, decided.id), reason: 'decided' },
    ];
    expect(result.withdrawn).toEqual(reasons.sort((a, b) => (a.entry < b.entry ? -1 : 1)));
    expect(await violations()).toEqual([]);
    const { text } = await app.http.get(`/lotteries/${id}`).expect(200);
    for (const word of [
      '取り下げ',
      'ほかへ移ったか',
      '一覧とちがう席を待っています',
      '抽選の前に決まりました',
    ])
      expect(text).toContain(word);
    // Passing somebody over as cancelled who never cancelled does not go unseen, nor does a better place in the queue.
    const lie = reasons.map((one) => ({ ...one, reason: 'cancelled' }));
    await app.db.query(`UPDATE lotteries SET result = jsonb_set(result, '{withdrawn}', $2) WHERE id = $1`, [
      id,
      JSON.stringify(lie),
    ]);
    expect((await violations()).map(({ detail }) => detail)).toContain(
      'was passed over as cancelled, but is confirmed',
    );
    await app.db.query('UPDATE lotteries SET result = $2 WHERE id = $1', [id, result]);
    expect(await violations()).toEqual([]);
  });

  it('leaves to staff what comes once the course draws no more lots', async () => {
    const at = await listed(1);
    await at.draw();
    await app.db.query('UPDATE courses SET lottery = NULL, approval = true WHERE id = $1', [at.course.id]);
    const next = await at.more();
    expect(await app.nest.get(LotterySweep).sweep()).toBe(0);
    expect(await statusOf(next)).toBe('applied');
    expect(await violations()).toEqual([]);
  });

  it('sweeps the other courses although one is busy', async () => {
    const courses = [
      await listed(1, { capacity: 1 }),
      await listed(1, { capacity: 1 }),
      await listed(1, { capacity: 1 }),
    ];
    for (const at of courses) {
      await at.draw();
      await at.more();
    }
    const busy = app.db.createQueryRunner();
    await busy.startTransaction();
    try {
      await lockPools(busy.manager, { courseIds: [courses[1]!.course.id] });
      expect(await app.nest.get(LotterySweep).sweep()).toBe(2);
    } finally {
      await busy.rollbackTransaction();
      await busy.release();
    }
    expect(await app.nest.get(LotterySweep).sweep()).toBe(1);
    expect(await violations()).toEqual([]);
  });
});
