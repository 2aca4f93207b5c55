import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one's own, cloned from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export async function cloneDatabase(): Promise<TestDatabase> {
  const template = templateUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE tsudoi STRATEGY file_copy`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function templateUrl(): string {
  const url = process.env.TSUDOI_TEST_DATABASE;
  if (!url)
    throw new Error(
      'the test database is started by test/support/global-setup.js: run the tests through npm',
    );
  return url;
}

async function administer(sql: string): Promise<void> {
  const url = new URL(templateUrl());
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    // Two workers cannot clone the same template at the same moment: they take turns.
    await client.query("SELECT pg_advisory_lock(hashtext('tsudoi test clone'))");
    await client.query(sql);
  } finally {
    await client.end();
  }
}
