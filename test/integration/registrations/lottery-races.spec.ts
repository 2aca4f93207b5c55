import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { violationsOf } from '../../../src/platform/database/check.js';
import { draw, entryOf, type LotteryResult } from '../../../src/registrations/domain/lottery.js';
import { Lottery } from '../../../src/registrations/lottery/lottery.entity.js';
import { LOTTERY_CHECKS } from '../../../src/registrations/lottery/lottery-checks.js';
import { drawLots } from '../../../src/registrations/lottery/lottery-drawing.js';
import { lockPools } from '../../../src/registrations/seats/pool-locks.queries.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { makeTerm } from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type MadeRequest, makeRequest, queueOf, stateOf } from './lottery-requests.js';

const SEATS = 3;
const REQUESTS = 8;

describe('a draw while others act', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function listed() {
    const { course, pools, organization } = await makeTerm(app.db, {
      dates: ['2025-04-20', '2025-05-20'],
      capacity: SEATS,
      course: { registrationMode: 'course', closesAt: new Date('2025-03-31T15:00:00Z'), lottery: {} },
    });
    const made: MadeRequest[] = [];
    for (let index = 0; index < REQUESTS; index++) made.push(await makeRequest(app, { course, pools }));
    const authorization = await bearer(app, organization, 'organizer');
    const act = (body: object) =>
      app.http
        .post(`/api/v1/staff/courses/${course.id}/lottery`)
        .set('authorization', authorization)
        .send(body);
    const { id } = (await act({ act: 'list' }).expect(200)).body;
    return { course, made, act, id: id as string };
  }

  const violations = () => violationsOf(app.db.manager, [...SEAT_CHECKS, ...LOTTERY_CHECKS], app.clock.now());
  const cancel = ({ token }: MadeRequest) => app.http.delete(`/api/v1/registrations/${token}`);
  const confirmed = async (made: readonly MadeRequest[]) =>
    Object.values(
      await stateOf(
        app,
        made.map(({ id }) => id),
      ),
    ).filter((status) => status === 'confirmed').length;

  it('by two or more staff at once is one draw', async () => {
    const { course, made, act, id } = await listed();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => act({ act: 'draw', seed: `seed ${index}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const drawn = answers.find(({ status }) => status === 200)?.body;
    expect((await app.http.get(`/api/v1/lotteries/${id}`)).body).toEqual(drawn);
    expect(await confirmed(made)).toBe(SEATS);
    expect(await queueOf(app, course.id)).toHaveLength(REQUESTS - SEATS);
    expect(await violations()).toEqual([]);
  });

  it('repeated at the same moment with one seed is the same draw for everyone', async () => {
    const { made, act } = await listed();
    const answers = await Promise.all(Array.from({ length: 6 }, () => act({ act: 'draw', seed: 'one' })));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await confirmed(made)).toBe(SEATS);
  });

  it('by several who close the list at once is one list', async () => {
    const { course, pools, organization } = await makeTerm(app.db, {
      dates: ['2025-04-20'],
      course: { registrationMode: 'course', closesAt: new Date('2025-03-31T15:00:00Z'), lottery: {} },
    });
    await makeRequest(app, { course, pools });
    const authorization = await bearer(app, organization, 'organizer');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        app.http
          .post(`/api/v1/staff/courses/${course.id}/lottery`)
          .set('authorization', authorization)
          .send({ act: 'list' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('and applicants who cancel at the same moment leave no seat empty and none sold twice', async () => {
    for (let round = 0; round < 8; round++) {
      const { made, act } = await listed();
      const leaving = made.slice(0, 3);
      const [drawn, ...gone] = await Promise.all([
        act({ act: 'draw', seed: `round ${round}` }),
        ...leaving.map((one) => cancel(one)),
      ]);
      expect([drawn, ...gone].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await confirmed(made)).toBe(SEATS);
      expect(await violations()).toEqual([]);
    }
  });

  /** Draws, while between its reading and its writing somebody who would win cancels. */
  async function drawnOver({ locks }: { locks: boolean }) {
    const { course, made, id } = await listed();
    const lottery = await app.db.manager.findOneByOrFail(Lottery, { id });
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    if (locks) await lockPools(runner.manager, { courseIds: [course.id] });
    const leaver = made[0]!;
    let leaving: Promise<unknown> = Promise.resolve();
    const interrupted = new Proxy(runner.manager, {
      get(manager, name) {
        if (name !== 'query') return Reflect.get(manager, name);
        return async (sql: string, parameters: unknown[]) => {
          const rows = await manager.query(sql, parameters);
          if (sql.includes('isFirstTimer')) {
            leaving = cancel(leaver).then(({ status }) => expect(status).toBe(200));
            await (locks ? someoneWaits() : leaving);
          }
          return rows;
        };
      },
    }) as EntityManager;
    const seed = seedByWhichWins(lottery, entryOf(id, leaver.id));
    const result = await drawLots(interrupted, lottery, {
      ...{ seed, seedSource: 'given', waitingList: true, now: app.clock.now() },
    });
    const before = (await stateOf(app, [leaver.id]))[leaver.id];
    await runner.commitTransaction();
    await runner.release();
    await leaving;
    return { result, leaver: entryOf(id, leaver.id), before, made };
  }

  function seedByWhichWins({ list }: Lottery, entry: string): string {
    for (let seed = 0; ; seed++) if (draw(list, String(seed)).won[0] === entry) return String(seed);
  }

  async function someoneWaits(): Promise<void> {
    for (;;) {
      const [{ waiting }] = await app.db.query(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (waiting > 0) return;
    }
  }

  const said = ({ won, withdrawn }: LotteryResult, entry: string) =>
    won.includes(entry) ? 'won' : withdrawn.some((one) => one.entry === entry) ? 'withdrawn' : 'lost';

  it('makes them wait: they won, then gave it back, and the next has it', async () => {
    const { result, leaver, before, made } = await drawnOver({ locks: true });
    expect({ said: said(result, leaver), before }).toEqual({ said: 'won', before: 'applied' });
    expect(await confirmed(made)).toBe(SEATS);
    expect(await violations()).toEqual([]);
  });

  it('would publish somebody as winner who had gone before, without the lock (negative control)', async () => {
    const { result, leaver, before } = await drawnOver({ locks: false });
    expect({ said: said(result, leaver), before }).toEqual({ said: 'won', before: 'cancelled' });
  });
});
