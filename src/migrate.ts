import { PgBoss } from 'pg-boss';
import { admitApplication } from './platform/database/application-role.js';
import { createDataSource } from './platform/database/data-source.js';
import { schemaDrift } from './platform/database/schema-drift.js';
import { appendOnly, entities, migrations } from './schema.js';

/**
 * Brings the database to the schema of this version: our migrations, then the queue's own. Safe to run by several
 * processes at once: the second waits for the first and finds nothing left to do.
 * @param ownerUrl with the role that owns the tables
 * @param url with the role of the application, which is let in as far as it needs to be; the same: nothing is separated
 * @returns names of our migrations that were applied now.
 */
export async function migrate(ownerUrl: string, url: string = ownerUrl): Promise<string[]> {
  const db = createDataSource({ url: ownerUrl, entities, migrations, poolSize: 2 });
  await db.initialize();
  try {
    const lock = db.createQueryRunner();
    try {
      await lock.query("SET lock_timeout = '60s'");
      await lock.query("SELECT pg_advisory_lock(hashtext('tsudoi migrations'))");
      const applied = await db.runMigrations();
      const isSeparate = await admitApplication({ ownerUrl, url, appendOnly });
      await migrateQueue(url, !isSeparate);
      return applied.map((migration) => migration.name);
    } finally {
      await lock.query("SELECT pg_advisory_unlock(hashtext('tsudoi migrations'))").catch(() => undefined);
      await lock.release();
    }
  } finally {
    await db.destroy();
  }
}

/** Statements by which the entities differ from a migrated database: the next migration; empty when nothing is missing. */
export async function drift(databaseUrl: string): Promise<string[]> {
  const db = createDataSource({ url: databaseUrl, entities, migrations, poolSize: 1 });
  await db.initialize();
  try {
    return await schemaDrift(db);
  } finally {
    await db.destroy();
  }
}

/** @param createSchema false where the owner of the database has made it: the application itself may not */
async function migrateQueue(databaseUrl: string, createSchema: boolean): Promise<void> {
  const connection = { connectionString: databaseUrl, max: 1 };
  const boss = new PgBoss({ ...connection, createSchema, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
}
