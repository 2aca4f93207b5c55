import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { SnakeCaseNaming } from './naming-strategy.js';
import { PreparingClient } from './prepared.js';

const { builtins } = pg.types;
// A civil date has no zone: as a JavaScript Date it would move with the process's zone.
pg.types.setTypeParser(builtins.DATE, (text) => text);
pg.types.setTypeParser(builtins.INT8, (text) => Number(text));

/**
 * Milliseconds that a statement waits for a lock before it fails (and the person reads `busy`). A statement that stands in line
 * waits twice, for the one before it and for the row: no one waits more than 3 s.
 */
const LOCK_TIMEOUT_MS = 1500;

export interface DatabaseOptions {
  readonly url: string;
  readonly entities: DataSourceOptions['entities'];
  readonly migrations: DataSourceOptions['migrations'];
  /** Connections of this process; PostgreSQL allows 100 in all by default. */
  readonly poolSize?: number;
}

/** Options of the one connection pool. Schema changes come from migrations only. */
export function dataSourceOptions({
  url,
  entities,
  migrations,
  poolSize = 16,
}: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'all',
    synchronize: false,
    namingStrategy: new SnakeCaseNaming(),
    // A failed statement is logged where it is answered, without its values: they are people's.
    logging: false,
    poolSize,
    connectTimeoutMS: 5000,
    extra: { lock_timeout: LOCK_TIMEOUT_MS, application_name: 'tsudoi', Client: PreparingClient },
  };
}

export function createDataSource(options: DatabaseOptions): DataSource {
  return new DataSource(dataSourceOptions(options));
}
