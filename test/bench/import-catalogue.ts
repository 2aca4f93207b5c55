import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { DEMO_TOWNS } from '../../src/demo/demo-files.js';
import { Clock } from '../../src/platform/clock.js';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { readEnv } from '../../src/platform/config/env.js';
import { YearImport } from '../../src/registrations/year/year-import.js';
import { emptied } from '../support/emptied.js';
import { median } from './drive.js';

const ROUNDS = 3;
const DEMO = join(import.meta.dirname, '../../demo');
/** What an import writes, parents first. */
const TABLES = [
  'organizations',
  'venues',
  'programmes',
  'courses',
  'sessions',
  'programme_hosts',
  'fiscal_year_plans',
  'reported_results',
  'seat_pools',
];

/**
 * Importing every town of the catalogue in one transaction, and once more, against the bare insert of the same rows: with
 * one statement for each table, from JSON that is made already. Leaves the database without organizations, as it must be before.
 */
export async function importCatalogue(url: string, env: Readonly<Record<string, string>>): Promise<void> {
  const config = new AppConfig(readEnv({ ...env, DATABASE_URL: url, DEMO: 'off', ROLE: 'web' }), url);
  const app = await NestFactory.createApplicationContext(AppModule.for(config, new Clock()), {
    logger: false,
  });
  try {
    const db = app.get(DataSource);
    const files = DEMO_TOWNS.map((town) => ({
      name: `${town}.yaml`,
      text: readFileSync(join(DEMO, `${town}.yaml`), 'utf8'),
    }));
    const load = () =>
      app
        .get(YearImport)
        .run(files, { dryRun: false, actor: `bench:${randomUUID()}`, organizationIds: 'any' });
    const taken: { first: number; again: number; bare: number }[] = [];
    let rows = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await emptied(db, 'organizations');
      const first = await millisecondsOf(load);
      const again = await millisecondsOf(load);
      const written = await rowsOf(db);
      rows = written.reduce((sum, { count }) => sum + count, 0);
      await emptied(db, 'organizations');
      const bare = await millisecondsOf(() =>
        db.transaction(async (tx) => {
          for (const { table, json } of written)
            await tx.query(
              `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
              [json],
            );
        }),
      );
      taken.push({ first, again, bare });
    }
    await emptied(db, 'organizations');
    const middle = (field: 'first' | 'again' | 'bare') => median(taken.map((one) => one[field]));
    const [firstMs, againMs, bareMs] = [middle('first'), middle('again'), middle('bare')];
    const line = {
      measure: 'import-catalogue',
      towns: files.length,
      rows,
      firstMs: Math.round(firstMs),
      againMs: Math.round(againMs),
      limit: { name: 'one INSERT for each table with the same rows', ms: Math.round(bareMs) },
      ratio: Number((bareMs / firstMs).toFixed(2)),
    };
    console.log(JSON.stringify(line));
  } finally {
    await app.close();
  }
}

async function millisecondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function rowsOf(db: DataSource): Promise<{ table: string; json: string; count: number }[]> {
  const all: { table: string; json: string; count: number }[] = [];
  for (const table of TABLES) {
    const order = table === 'programmes' ? 'ORDER BY part_of_id NULLS FIRST' : '';
    const [{ rows }] = await db.query(`SELECT coalesce(jsonb_agg(t ${order}), '[]') AS rows FROM ${table} t`);
    all.push({ table, json: JSON.stringify(rows), count: rows.length });
  }
  return all;
}
