import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDataSource } from '../../../../src/platform/database/data-source.js';
import { DatabaseMarks } from '../../../../src/platform/database/marks.js';
import { type Seeded, seeded } from '../../../support/seeded.js';
import { cloneDatabase, type TestDatabase } from '../../../support/test-database.js';

const WRITERS = 4;
const STEPS = 400;
const SEEDS = [1, 2, 3];
const TRIES = 300;

/** What is to be seen: every row of a table in which rows are added, changed and removed. */
const DATA = 'SELECT coalesce(jsonb_agg(marked ORDER BY id), $1)::text AS data FROM marked';
const WRITES = [
  'INSERT INTO marked (note) VALUES (floor(random() * 1000))',
  'UPDATE marked SET note = note + 1',
  'DELETE FROM marked WHERE id = (SELECT min(id) FROM marked WHERE id % 2 = 0)',
];

let database: TestDatabase;
let db: ReturnType<typeof createDataSource>;
let writers: pg.Client[];

beforeAll(async () => {
  database = await cloneDatabase();
  db = createDataSource({ url: database.url, entities: [], migrations: [], poolSize: 2 });
  await db.initialize();
  await db.query('CREATE TABLE marked (id serial PRIMARY KEY, note integer NOT NULL)');
  writers = Array.from({ length: WRITERS }, () => new pg.Client({ connectionString: database.url }));
  // Two that change the same row would wait for one another: whoever has to wait gives up.
  for (const writer of writers) {
    await writer.connect();
    await writer.query("SET lock_timeout = '5ms'");
  }
});
afterAll(async () => {
  for (const writer of writers) await writer.end();
  await db.destroy();
  await database.drop();
});

/**
 * One step of one writer.
 * @param depth 0 outside a transaction, 1 in one, more with each savepoint
 * @returns the depth afterwards
 */
async function step(writer: pg.Client, depth: number, choose: Seeded): Promise<number> {
  const dice = choose();
  try {
    if (dice < 0.4) {
      await writer.query(choose.one(WRITES));
      return depth;
    }
    if (depth === 0) {
      await writer.query('BEGIN');
      return 1;
    }
    if (dice < 0.6) {
      await writer.query(`SAVEPOINT at_${depth}`);
      return depth + 1;
    }
    if (dice < 0.7 && depth > 1) {
      await writer.query(`ROLLBACK TO at_${depth - 1}`);
      return depth;
    }
    await writer.query(dice < 0.9 ? 'COMMIT' : 'ROLLBACK');
  } catch {
    // It had to wait for another.
    if (depth > 0) await writer.query('ROLLBACK');
  }
  return 0;
}

/** How often one mark stood for two different states of the data, and how many marks and states there were. */
async function contradictions(mark: () => Promise<string | undefined>, seed: number) {
  const choose = seeded(seed);
  const depths = writers.map(() => 0);
  const seen = new Map<string, string>();
  let found = 0;
  for (let count = 0; count < STEPS; count++) {
    const index = choose.below(WRITERS);
    depths[index] = await step(writers[index] as pg.Client, depths[index] as number, choose);
    const text = await mark();
    const [{ data }] = await db.query(DATA, ['[]']);
    if (text === undefined) throw new Error('no mark');
    const before = seen.get(text);
    if (before !== undefined && before !== data) found++;
    seen.set(text, data);
  }
  for (const writer of writers) await writer.query('ROLLBACK');
  return { found, marks: seen.size, states: new Set(seen.values()).size };
}

describe('the mark of a database', () => {
  it.each(SEEDS)('never stands for two states of the data, whoever writes, seed %i', async (seed) => {
    const marks = new DatabaseMarks(db);
    const { found, states } = await contradictions(() => marks.current(), seed);
    expect(found).toBe(0);
    expect(states).toBeGreaterThan(30);
  });

  it.each([
    ['what is under way left out', 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS mark'],
    ['only the oldest under way', 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark'],
  ])('would with %s', async (_, sql) => {
    let found = 0;
    for (const seed of SEEDS) {
      found += (await contradictions(async () => (await db.query(sql))[0].mark, seed)).found;
    }
    expect(found).toBeGreaterThan(0);
  });

  it('stays the same while only readers, sequences and locks are at work', async () => {
    const marks = new DatabaseMarks(db);
    const reading =
      "SELECT nextval('marked_id_seq'), pg_advisory_lock(1), pg_advisory_unlock(1), count(*) FROM marked";
    let [before, after]: (string | undefined)[] = ['', undefined];
    // Whoever writes in another database of this server moves the mark on too.
    for (let count = 0; count < TRIES && after !== before; count++) {
      before = await marks.current();
      await db.query(reading);
      await db.query('UPDATE marked SET note = 0 WHERE id < 0');
      after = await marks.current();
    }
    expect(after).toBe(before);
    await db.query('INSERT INTO marked (note) VALUES (1)');
    expect(await marks.current()).not.toBe(before);
  });

  it('is one question for all who ask at once, and a new one for who asks later', async () => {
    const asked: string[] = [];
    const slow = {
      query: (sql: string, values: unknown[]) => {
        asked.push(sql);
        return db.query(sql, values);
      },
    };
    const marks = new DatabaseMarks(slow as never);
    const first = marks.current();
    const others = Array.from({ length: 50 }, () => marks.current());
    await Promise.all([first, ...others]);
    expect(asked.length).toBe(2);
    await marks.current();
    expect(asked.length).toBe(3);
  });
});
