import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Claims } from '../../../src/platform/mail/claims.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { LETTER, putLetters } from './put-letters.js';

const BACKLOG = 40_000;
const CLAIMED = 20;
const BULK = 'reminder';

/** A node of a plan that PostgreSQL has carried out. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

describe('what a worker claims', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(async () => app?.close());

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.db.query('TRUNCATE messages');
  });

  /** A backlog in no order: three quarters due, one in three of the clock's bulk. */
  async function putBacklog(): Promise<void> {
    await app.db.query(
      `INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, state, priority, due_at, created_at)
       SELECT gen_random_uuid(), gen_random_uuid(), number || '@mail.example', $3, 'occasion', gen_random_uuid(),
         CASE WHEN number % 5 = 0 THEN 'delayed' ELSE 'queued' END, (number % 3 = 0)::int,
         $1::timestamptz + make_interval(secs => (hashint4(number) % 3600) - 1800), $1
       FROM generate_series(1, $2::int) AS number`,
      [app.clock.now(), BACKLOG, LETTER],
    );
    await app.db.query('ANALYZE messages');
  }

  /** Plans of all statements about messages that `act` runs, as they are carried out once more. */
  async function plansOf(act: () => Promise<unknown>): Promise<PlanNode[]> {
    const query = jest.spyOn(app.db, 'query');
    await act();
    const calls = query.mock.calls.filter(([sql]) => /\bmessages\b/.test(String(sql)));
    query.mockRestore();
    expect(calls.length).toBeGreaterThan(0);
    const plans: PlanNode[] = [];
    for (const [sql, parameters] of calls) {
      const [row] = await app.db.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
        parameters as unknown[],
      );
      plans.push(...(row?.['QUERY PLAN'] ?? []).map(({ Plan }) => Plan));
    }
    return plans.flatMap(withAllBelow);
  }

  function readsAllMessages(node: PlanNode): boolean {
    return node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'messages';
  }

  function withAllBelow(node: PlanNode): PlanNode[] {
    return [node, ...(node.Plans ?? []).flatMap(withAllBelow)];
  }

  function rowsRead(nodes: readonly PlanNode[]): number {
    const scans = nodes.filter(
      (node) => node['Node Type'].includes('Scan') && node['Relation Name'] === 'messages',
    );
    return scans.reduce(
      (sum, node) =>
        sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
  }

  it('is all it reads of a long backlog, and it sorts nothing else', async () => {
    await putBacklog();
    const nodes = await plansOf(() => app.nest.get(Claims).take(CLAIMED));
    expect(nodes.filter(readsAllMessages)).toEqual([]);
    const sorts = nodes.filter((node) => node['Node Type'].includes('Sort'));
    expect(Math.max(...sorts.map((node) => node['Actual Rows']))).toBeLessThanOrEqual(CLAIMED);
    // Once to find them, once to write that they are claimed.
    expect(rowsRead(nodes)).toBeLessThanOrEqual(3 * CLAIMED);
  });

  it('is found as well where it looks for claims of the dead', async () => {
    await putBacklog();
    const nodes = await plansOf(() => app.nest.get(Claims).resolveAbandoned([], 5));
    expect(nodes.filter(readsAllMessages)).toEqual([]);
    // What is due in more than two minutes, which is not the backlog.
    expect(rowsRead(nodes)).toBeLessThan(BACKLOG / 2);
  });

  it('is first what somebody waits for, however long the bulk before it has been due', async () => {
    const now = app.clock.now().getTime();
    await putLetters(app, 1000, { kind: BULK, priority: 1, dueAt: () => new Date(now - 3_600_000) });
    await putLetters(app, 2, { kind: 'cancelled_session', dueAt: (index) => new Date(now - index * 1000) });
    const claims = await app.nest.get(Claims).take(4);
    expect(claims.map(({ kind, occasion }) => `${kind} ${occasion.split(' ')[0]}`)).toEqual([
      'cancelled_session 1',
      'cancelled_session 0',
      expect.stringMatching(BULK),
      expect.stringMatching(BULK),
    ]);
    const rest = await app.nest.get(Claims).take(2000);
    expect(rest).toHaveLength(998);
    await expect(app.db.getRepository(Message).countBy({ state: 'claimed' })).resolves.toBe(1002);
  });
});
