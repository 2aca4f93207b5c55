import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { prepared } from '../../../src/platform/database/prepared.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

describe('marked statements', () => {
  let database: TestDatabase;
  let db: DataSource;
  beforeAll(async () => {
    database = await cloneDatabase();
    db = createDataSource({ url: database.url, entities: [], migrations: [], poolSize: 1 });
    await db.initialize();
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  const known = async (sql: string) =>
    (await db.query('SELECT statement FROM pg_prepared_statements WHERE statement = $1', [sql])).length;

  it('are prepared once by a connection, and answer like any other', async () => {
    const sql = prepared('SELECT $1::int + 1 AS next');
    expect(await db.query(sql, [1])).toEqual([{ next: 2 }]);
    expect(await db.query(sql, [41])).toEqual([{ next: 42 }]);
    expect(await known(sql)).toBe(1);
  });

  it('leave all other statements alone', async () => {
    const sql = 'SELECT $1::int + 2 AS next';
    expect(await db.query(sql, [1])).toEqual([{ next: 3 }]);
    expect(await known(sql)).toBe(0);
  });

  it('fail with the code of the server, as any other', async () => {
    const sql = prepared('SELECT 1 / $1::int AS share');
    await expect(db.query(sql, [0])).rejects.toMatchObject({ driverError: { code: '22012' } });
    expect(await db.query(sql, [1])).toEqual([{ share: 1 }]);
  });

  it('are prepared anew by the connection that follows a broken one', async () => {
    const sql = prepared('SELECT $1::int + 3 AS next');
    await db.query(sql, [1]);
    await expect(db.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    // The pool may hand the broken connection out once more before it learns of it.
    await db.query(sql, [1]).catch(() => undefined);
    expect(await db.query(sql, [1])).toEqual([{ next: 4 }]);
  });
});
