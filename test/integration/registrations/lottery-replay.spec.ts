import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violationsOf } from '../../../src/platform/database/check.js';
import { entryOf } from '../../../src/registrations/domain/lottery.js';
import { Lottery } from '../../../src/registrations/lottery/lottery.entity.js';
import { LOTTERY_CHECKS } from '../../../src/registrations/lottery/lottery-checks.js';
import { factsOf, type LotteryFacts } from '../../../src/registrations/lottery/published-lottery.js';
import { makeTerm } from '../../support/factories.js';
import { runCommand } from '../../support/running-process.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type MadeRequest, makeRequest } from './lottery-requests.js';

/** For tests that start processes: each loads the whole application. */
const LONG = 120_000;

describe('replaying a draw', () => {
  let app: TestApp;
  let home: string;
  let facts: LotteryFacts;
  const made: MadeRequest[] = [];
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    home = mkdtempSync(join(tmpdir(), 'tsudoi-replay-'));
    const { course, pools, organization } = await makeTerm(app.db, {
      dates: ['2025-04-20', '2025-05-20'],
      capacity: 3,
      course: {
        registrationMode: 'course',
        closesAt: new Date('2025-03-31T15:00:00Z'),
        lottery: { priorities: ['residents'] },
      },
    });
    for (let index = 0; index < 9; index++) {
      const municipality = index % 2 === 0 ? 'ひかり市' : 'よその市';
      made.push(await makeRequest(app, { course, pools, people: 1 + (index % 2), municipality }));
    }
    const authorization = await bearer(app, organization, 'organizer');
    const act = (body: object) =>
      app.http
        .post(`/api/v1/staff/courses/${course.id}/lottery`)
        .set('authorization', authorization)
        .send(body);
    await act({ act: 'list' }).expect(200);
    facts = (await act({ act: 'draw', seed: "it's 6 1 4" }).expect(200)).body;
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  const env = () => ({ DATABASE_URL: app.database.url, TSUDOI_HOME: home, DEMO: 'off' });
  const file = (value: unknown) => {
    const name = join(home, 'facts.json');
    writeFileSync(name, typeof value === 'string' ? value : JSON.stringify(value));
    return name;
  };
  const winner = () => made.find(({ id }) => entryOf(facts.id, id) === facts.result?.won[0]) as MadeRequest;
  const lastLoser = () =>
    made.find(({ id }) => entryOf(facts.id, id) === facts.result?.order.at(-1)) as MadeRequest;

  it(
    'from the command line names nothing where all is as published, by id and by the facts alone',
    async () => {
      const stored = await runCommand(['lottery', 'replay', facts.id], env());
      expect(stored.code).toBe(0);
      expect(stored.out).toContain(facts.listHash);
      expect(stored.out).toMatch(/\nreplays to the same\n$/);
      // No database anywhere near: the facts are enough.
      const published = await runCommand(['lottery', 'replay', '--facts', file(facts)], {
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      });
      expect(published).toMatchObject({ code: 0, err: '', out: stored.out });
    },
    LONG,
  );

  it(
    'ends with 1 on a tampered result, and names what differs',
    async () => {
      const [first, ...others] = facts.result?.won ?? [];
      const loser = facts.result?.order.at(-1) as string;
      const tampered = { ...facts, result: { ...facts.result, won: [...others, loser] } };
      const published = await runCommand(['lottery', 'replay', '--facts', file(tampered)], {});
      expect(published.code).toBe(1);
      const count = facts.result?.won.length as number;
      expect(published.out).toContain(`won: published 1 ${others[0] ?? loser}, replayed 1 ${first}`);
      expect(published.out).toContain(`won: published ${count} ${loser}, replayed ${count} `);
      expect(published.out).toContain(`\n${count} difference(s)\n`);
      await app.db.query('UPDATE lotteries SET result = $2 WHERE id = $1', [facts.id, tampered.result]);
      const stored = await runCommand(['lottery', 'replay', facts.id], env());
      await app.db.query('UPDATE lotteries SET result = $2 WHERE id = $1', [facts.id, facts.result]);
      expect(stored.code).toBe(1);
      expect(stored.out).toContain(`${facts.id}: won: stored ${count} ${loser}, replayed ${count} `);
      // The one who was moved among the winners waits all the same.
      expect(stored.out).toContain(`${lastLoser().code}: won, but is waitlisted`);
    },
    LONG,
  );

  it(
    'says what is wrong with how it is asked',
    async () => {
      const neither = await runCommand(['lottery', 'replay'], {});
      expect([neither.code, neither.err]).toEqual([1, 'error: give either an ID or --facts FILE\n']);
      const garbage = await runCommand(['lottery', 'replay', '--facts', file('<html>')], {});
      expect([garbage.code, garbage.out]).toEqual([1, expect.stringContaining('no JSON')]);
      const unknown = await runCommand(['lottery', 'replay', made[0]?.id as string], env());
      expect([unknown.code, unknown.out]).toEqual([1, '']);
      expect(unknown.err).not.toBe('');
    },
    LONG,
  );

  it.each([
    ['a seed', () => [`UPDATE lotteries SET seed = 'another'`]],
    ['a hash', () => [`UPDATE lotteries SET list_hash = repeat('0', 64)`]],
    ['a seat more', () => [`UPDATE lotteries SET list = jsonb_set(list, '{pools,0,free}', '4')`]],
    ['a priority', () => [`UPDATE lotteries SET list = jsonb_set(list, '{entries,0,priority}', '7')`]],
    [
      'another order',
      () => [`UPDATE lotteries SET result = jsonb_set(result, '{order,0}', result #> '{order,1}')`],
    ],
    [
      'winners in another order',
      () => [
        `UPDATE lotteries SET result = jsonb_set(result, '{won}',
           (SELECT jsonb_agg(entry ORDER BY place DESC)
            FROM jsonb_array_elements(result -> 'won') WITH ORDINALITY AS won (entry, place)))`,
      ],
    ],
    [
      'a winner named twice',
      () => [
        `UPDATE lotteries SET result = jsonb_set(result, '{won}', (result -> 'won') || (result #> '{won,0}'))`,
      ],
    ],
    [
      'somebody as cancelled who lost',
      () => [
        `UPDATE lotteries SET result = jsonb_set(result, '{withdrawn}',
           jsonb_build_array(jsonb_build_object('entry', result #> '{order,-1}', 'reason', 'cancelled')))`,
      ],
    ],
    [
      'a winner put back in the queue',
      () => [`UPDATE registrations SET status = 'waitlisted' WHERE id = '${winner().id}'`],
    ],
    ['a winner refused', () => [`UPDATE registrations SET status = 'declined' WHERE id = '${winner().id}'`]],
    [
      'somebody moved up in the queue by a microsecond',
      () => [
        `UPDATE registrations SET queued_at = queued_at - interval '1 microsecond' WHERE id = '${lastLoser().id}'`,
      ],
    ],
    [
      'a request that was left undecided',
      () => [`UPDATE registrations SET status = 'applied' WHERE id = '${lastLoser().id}'`],
    ],
  ])('finds %s, as `verify` does (I8)', async (_, damage) => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    try {
      expect(await violationsOf(runner.manager, LOTTERY_CHECKS, app.clock.now())).toEqual([]);
      for (const statement of damage()) await runner.query(statement);
      const found = await violationsOf(runner.manager, LOTTERY_CHECKS, app.clock.now());
      expect(found.map(({ invariant, name }) => `${invariant} ${name}`)).toContain(
        'I8 lottery that does not replay',
      );
      for (const { nickname, email } of await runner.query('SELECT nickname, email FROM registrations'))
        expect(JSON.stringify(found)).not.toMatch(new RegExp(`${nickname}|${email}`));
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it.each([
    ['cancels', `UPDATE registrations SET status = 'cancelled' WHERE id = $1`],
    ['queues again, at a later place', 'UPDATE registrations SET queued_at = now() WHERE id = $1'],
    ['is erased', 'DELETE FROM registrations WHERE id = $1'],
  ])('finds nothing wrong where somebody %s afterwards', async (_, change) => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    try {
      for (const { id } of [winner(), lastLoser()])
        if (!change.includes('queued_at') || id === lastLoser().id) await runner.query(change, [id]);
      expect(await violationsOf(runner.manager, LOTTERY_CHECKS, app.clock.now())).toEqual([]);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('gives back from the database what was published, whatever order its fields are stored in', async () => {
    const lottery = await app.db.manager.findOneByOrFail(Lottery, { id: facts.id });
    expect(JSON.stringify(factsOf(lottery))).toBe(JSON.stringify(facts));
  });
});
