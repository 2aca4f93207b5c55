import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/migrate.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { entities, migrations } from '../../src/schema.js';
import { startAppProcess } from '../support/app-process.js';
import { makePool, makeSession, makeTerm } from '../support/factories.js';
import { compare } from './compare.js';
import { feedUnchanged, unchangedHeaders } from './feed-unchanged.js';
import { type HotSession, hotSession } from './hot-session.js';
import { importCatalogue } from './import-catalogue.js';

/** Clients at once. */
const CLIENTS = [1, 8, 32];
/** Seconds per round; BENCH_SECONDS says otherwise. */
const SECONDS = Number(process.env.BENCH_SECONDS || 5);
/** More than any run can take. */
const ENDLESS_SEATS = 100_000_000;
const SECRET = 'a secret of the bench, and of nothing else';
/** Sessions in the feed: those of a large city in a year. */
const FEED_SESSIONS = 400;

const undo: (() => Promise<unknown> | unknown)[] = [];

let cleaning: Promise<void> | undefined;

/** Undoes, last first and once, everything that was started. */
function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    for (let step = undo.pop(); step; step = undo.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(error);
      }
    }
  })();
  return cleaning;
}

async function startDatabase(): Promise<{ url: string; home: string }> {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-bench-'));
  undo.push(() => rmSync(home, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ home, log: () => undefined });
  undo.push(() => server.stop());
  await migrate(server.url);
  return { url: server.url, home };
}

/** A course with one session for everyone, and a year of others for the feed. */
async function fill(url: string): Promise<HotSession> {
  const db = createDataSource({ url, entities, migrations, poolSize: 1 });
  await db.initialize();
  try {
    const dayOf = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const { organization, programme, course, sessions, pools } = await makeTerm(db, {
      dates: [dayOf(30)],
      capacity: ENDLESS_SEATS,
    });
    for (let number = 2; number <= FEED_SESSIONS; number++) {
      const startsOn = dayOf(30 + (number % 365));
      await makePool(
        db,
        await makeSession(db, course, { startsOn, number, topic: `家族の話を聞く ${number}` }),
      );
    }
    await db.query('ANALYZE');
    return {
      organizationId: organization.id,
      programmeId: programme.id,
      courseId: course.id,
      sessionId: sessions[0]?.id as string,
      poolId: pools[0]?.id as string,
    };
  } finally {
    await db.destroy();
  }
}

async function startBareServer(headers: Readonly<Record<string, string>>): Promise<number> {
  const child = fork(new URL('bare-server.js', import.meta.url), [JSON.stringify(headers)], { execArgv: [] });
  undo.push(() => child.kill());
  const [port] = await once(child, 'message');
  return port as number;
}

async function run(): Promise<void> {
  const { url, home } = await startDatabase();
  await importCatalogue(url, { TSUDOI_HOME: home, APP_SECRET: SECRET });
  const session = await fill(url);
  const app = await startAppProcess({
    DATABASE_URL: url,
    TSUDOI_HOME: home,
    ROLE: 'web',
    DEMO: 'off',
    APP_SECRET: SECRET,
  });
  undo.push(() => app.stop());
  const { etag, headers } = await unchangedHeaders(app.port);
  const barePort = await startBareServer(headers);
  for (const clients of CLIENTS) await compare(hotSession(session, app.port, url), clients, SECONDS);
  for (const clients of CLIENTS) await compare(feedUnchanged(app.port, barePort, etag), clients, SECONDS);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cleanUp().then(() => process.exit(130)));
}
try {
  await run();
} catch (error) {
  // What is interrupted fails too, and need not say so.
  if (!cleaning) throw error;
} finally {
  await cleanUp();
}
