import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DEMO_TOWNS } from '../../../src/demo/demo-files.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DEMO = join(import.meta.dirname, '../../../demo');
const NOW = '2026-11-21T18:30:00+09:00';

function filesOfTowns() {
  return DEMO_TOWNS.map((town) => ({
    name: `${town}.yaml`,
    text: readFileSync(join(DEMO, `${town}.yaml`), 'utf8'),
  }));
}

describe('all towns of the catalogue', () => {
  let app: TestApp;
  let transactions: number;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    const logger = jest.spyOn(app.db.logger, 'logQuery');
    await run(filesOfTowns());
    transactions = logger.mock.calls.filter(([statement]) => statement === 'COMMIT').length;
    logger.mockRestore();
  });
  afterAll(() => app.close());

  function run(files: readonly { name: string; text: string }[], dryRun = false) {
    return app.nest.get(YearImport).run(files, { dryRun, actor: 'system', organizationIds: 'any' });
  }

  /** Every row that an import may write: text, and who wrote it last. */
  async function everything(): Promise<Map<string, string>> {
    const tables =
      'organizations venues programmes programme_hosts courses sessions seat_pools fiscal_year_plans reported_results';
    const rows = new Map<string, string>();
    for (const table of tables.split(' ')) {
      const found: { row: string; xmin: string }[] = await app.db.query(
        `SELECT t::text AS row, t.xmin::text AS xmin FROM ${table} t`,
      );
      for (const { row, xmin } of found) rows.set(`${table} ${row}`, xmin);
    }
    return rows;
  }

  async function datesOf(slug: string, course: string): Promise<string[]> {
    const rows: { date: string }[] = await app.db.query(
      `SELECT session.starts_on::text AS date FROM sessions session JOIN courses course ON course.id = session.course_id
       JOIN programmes programme ON programme.id = session.programme_id
       WHERE programme.slug = $1 AND course.key = $2 ORDER BY 1`,
      [slug, course],
    );
    return rows.map(({ date }) => date);
  }

  it('come in one transaction: 28 towns, 276 programmes', async () => {
    expect(transactions).toBe(1);
    const [counts] = await app.db.query(
      `SELECT (SELECT count(*)::int FROM organizations) AS towns, (SELECT count(*)::int FROM programmes) AS programmes`,
    );
    expect(counts).toEqual({ towns: 28, programmes: 276 });
  });

  it('change nothing when they come again', async () => {
    const before = await everything();
    const { changes, counts } = await run(filesOfTowns());
    expect(changes).toEqual([]);
    expect(counts.unchanged).toBe(before.size);
    expect(await everything()).toEqual(before);
  });

  /** The files again, with one place of one town's changed. */
  function edited(town: string, from: string, to: string) {
    return filesOfTowns().map(({ name, text }) => {
      if (name !== `${town}.yaml`) return { name, text };
      expect(text.split(from)).toHaveLength(2);
      return { name, text: text.replace(from, to) };
    });
  }

  it.each([
    {
      what: 'a remark',
      from: 'そのまま載せた',
      to: 'そのままにした',
      change: { kind: 'programme', key: 'adachi/free-space-day', field: 'sourceDoubt' },
      tables: ['programmes'],
    },
    {
      what: 'a title, which calendar entries show',
      from: 'title: フリースペースの日',
      to: 'title: フリースペース',
      change: { kind: 'programme', key: 'adachi/free-space-day', field: 'title' },
      // Each of the sessions gets a new SEQUENCE, and nothing else.
      tables: ['programmes', ...Array(24).fill('sessions')],
    },
    {
      what: 'a rule',
      from: 'rule: {monthly: [2 tuesday, 4 tuesday], start: "14:00"',
      to: 'rule: {monthly: [2 tuesday, 4 tuesday], except: {holidays: true}, start: "14:00"',
      change: { kind: 'course', key: 'adachi/free-space-day/r7', field: undefined },
      // The 23rd of September is over: what was, stays.
      tables: ['courses'],
    },
  ])('change one thing where $what of one file is another, and say so before', async (one) => {
    const files = edited('adachi', one.from, one.to);
    const before = await everything();
    const told = await run(files, true);
    expect(told.changes.map(({ action, kind, key }) => ({ action, kind, key }))).toEqual([
      { action: 'change', kind: one.change.kind, key: one.change.key },
    ]);
    expect(Object.keys(told.changes[0]?.fields ?? {})).toEqual([one.change.field ?? []].flat());
    expect(await everything()).toEqual(before);
    expect((await run(files)).changes).toEqual(told.changes);
    const after = await everything();
    const written = [...after].filter(([row, xmin]) => before.get(row) !== xmin);
    expect(written.map(([row]) => row.split(' ')[0]).sort()).toEqual([...one.tables].sort());
    expect(after.size).toBe(before.size);
    await run(filesOfTowns());
  });

  it('have the dates that the towns published', async () => {
    expect(await datesOf('shinagawa-yell-no-kai', 'r7')).toEqual([
      '2025-04-19',
      '2025-05-17',
      '2025-06-21',
      '2025-07-19',
      '2025-09-20',
      '2025-10-18',
      '2025-11-15',
      '2026-01-17',
      '2026-02-21',
      '2026-03-21',
    ]);
    expect(await datesOf('shinagawa-yell-gakushukai', 'r7')).toEqual([
      '2025-05-09',
      '2025-07-11',
      '2025-09-12',
      '2025-11-14',
      '2026-01-09',
      '2026-03-13',
    ]);
    expect(await datesOf('adachi-free-space-day', 'r7')).toHaveLength(24);
  });

  it('leave out a holiday where the rule says so, and name it', async () => {
    const { text } = edited(
      'adachi',
      '"14:00", end: "18:00"}',
      '"14:00", end: "18:00", except: {holidays: true}}',
    ).find(({ name }) => name === 'adachi.yaml')!;
    const elsewhere = { name: 'elsewhere.yaml', text: text.replace('key: adachi', 'key: elsewhere') };
    const { skipped } = await run([elsewhere]);
    expect(skipped.filter(({ course }) => course === 'elsewhere/free-space-day/r7')).toEqual([
      {
        course: 'elsewhere/free-space-day/r7',
        date: '2025-09-23',
        reason: 'holiday',
        holiday: { name: '秋分の日', nameEn: expect.any(String) },
      },
    ]);
    const dates = await datesOf('elsewhere-free-space-day', 'r7');
    expect(dates).toHaveLength(23);
    expect(dates).not.toContain('2025-09-23');
  });
});
