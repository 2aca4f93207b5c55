import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/create-app.js';
import { Clock } from '../../src/platform/clock.js';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { readEnv } from '../../src/platform/config/env.js';
import { cloneDatabase, type TestDatabase } from './test-database.js';

/** A clock that stands still until it is set. */
export class TestClock extends Clock {
  private instant: Date;

  constructor(iso: string) {
    super();
    this.instant = new Date(iso);
  }

  override now(): Date {
    return new Date(this.instant);
  }

  set(iso: string): void {
    this.instant = new Date(iso);
  }
}

export interface TestAppOptions {
  /** ISO 8601 instant at which the clock stands; default 2025-04-01 09:00 in Japan. */
  readonly now?: string;
  /** `web` (default) runs no background work: tests call it by name. */
  readonly role?: 'all' | 'web' | 'worker';
  /** Use this database (e.g. for a second replica) instead of a fresh clone. */
  readonly database?: TestDatabase;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly db: DataSource;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly config: AppConfig;
  /** Address of the listening server, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly http: ReturnType<typeof supertest>;
  close(): Promise<void>;
}

const UNPACKED_BROWSER = join(tmpdir(), 'chromium');

/** The whole application on a database of its own, listening on a free port, with a standing clock. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await cloneDatabase());
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-home-'));
  const config = new AppConfig(
    readEnv({
      PORT: '0',
      DATABASE_URL: database.url,
      PUBLIC_URL: 'http://tsudoi.example',
      APP_SECRET: 'a secret of the tests, and of nothing else',
      TSUDOI_HOME: home,
      DEMO: 'off',
      // Tests come from one address.
      REGISTRATIONS_PER_ORIGIN: '0',
      ROLE: options.role ?? 'web',
      // Where browser suites have unpacked one; else each home has its own, as installations do.
      CHROMIUM_PATH: existsSync(UNPACKED_BROWSER) ? UNPACKED_BROWSER : '',
      ...options.env,
    }),
    database.url,
  );
  const clock = new TestClock(options.now ?? '2025-04-01T09:00:00+09:00');
  const nest = await createApp(config, clock);
  await nest.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
  return {
    nest,
    db: nest.get(DataSource),
    database,
    clock,
    config,
    url,
    http: supertest(url),
    async close() {
      await nest.close();
      if (!options.database) await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
