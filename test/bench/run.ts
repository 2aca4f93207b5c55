import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/migrate.js';
import { Audit } from '../../src/organizations/audit/audit.js';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { Clock } from '../../src/platform/clock.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { entities, migrations } from '../../src/schema.js';
import { startAppProcess } from '../support/app-process.js';
import { fillForBench } from './bench-data.js';
import { type Comparison, compare } from './compare.js';
import { answering, type RecordedAnswer, recordAnswer } from './feed-answers.js';
import { BUILD_MEASURE, feeding, HELD_MEASURE, POLL_MEASURE } from './feeding.js';
import { pageOf, refusing } from './full-session.js';
import { importCatalogue } from './import-catalogue.js';
import { LIGHTHOUSE_MEASURE, lighting } from './lighthouse.js';
import { PUBLIC_MEASURES, paging } from './paging.js';
import { registering } from './registering.js';
import { LETTERS_MEASURE, REMINDERS_MEASURE, reminding } from './reminding.js';
import { FIGURES_MEASURE, FILES_MEASURE, PAGE_MEASURE, reporting } from './reporting.js';
import { ROMAJI_MEASURE, SEARCH_MEASURE, searching } from './searching.js';

/** Clients at once. */
const CLIENTS = [1, 8, 32];
/** Where it is asked how long one waits when it is crowded. */
const MANY_CLIENTS = [...CLIENTS, 64];
/** Long pages take too long for more. */
const PAGE_CLIENTS = [1, 8];
/** Seconds per round; BENCH_SECONDS says otherwise. */
const SECONDS = Number(process.env.BENCH_SECONDS || 5);
const SECRET = 'a secret of the bench, and of nothing else';
/** The rows of a roster, without any of the words around them. */
const ROSTER_ROWS = `SELECT place.id, place.status, registration.code, registration.nickname, registration.relation,
  registration.people
  FROM places place JOIN registrations registration ON registration.id = place.registration_id
  WHERE place.session_id = $1 ORDER BY registration.queued_at, registration.id`;
const SESSION_ROW = `SELECT session.*, pool.* FROM sessions session JOIN seat_pools pool ON pool.session_id = session.id
  WHERE session.id = $1`;

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

/** An empty one beside that at `url`, on the same server. */
async function startAnotherDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const other = new URL(url);
  other.pathname = `/${name}`;
  await migrate(other.toString());
  return other.toString();
}

/** Signs a member of staff in and answers with the cookie of the session. */
async function signIn(
  app: { readonly url: string },
  databaseUrl: string,
  organizationSlug: string,
): Promise<string> {
  const db = createDataSource({ url: databaseUrl, entities, migrations, poolSize: 1 });
  await db.initialize();
  const account = { email: 'bench@town.example', password: 'correct horse battery' };
  try {
    await new Organizations(db, new Clock(), new Audit(new Clock())).addStaff({
      ...account,
      name: '職員',
      organizationSlug,
      role: 'owner',
    });
  } finally {
    await db.destroy();
  }
  const form = await fetch(`${app.url}/staff/sign-in`);
  const cookies = form.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const answer = await fetch(`${app.url}/staff/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies.join('; ') },
    body: new URLSearchParams({ ...account, _csrf }),
  });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return [...cookies, ...answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])].join('; ');
}

async function startBareServer({ status, headers, body }: Omit<RecordedAnswer, 'request'>): Promise<number> {
  const child = fork(new URL('bare-server.js', import.meta.url), { execArgv: [] });
  undo.push(() => child.kill());
  child.send({ status, headers, body });
  const [port] = await once(child, 'message');
  return port as number;
}

/** A feed as calendars ask for it: almost always they have it, and else they take it packed. Against the same bytes, sent without looking. */
async function feedMeasures(port: number, path: string): Promise<Comparison[]> {
  const { headers } = await recordAnswer(port, path, {});
  const asked = {
    'feed of 500 events, unchanged (304)': { 'if-none-match': headers.etag ?? '' },
    'feed of 500 events, whole': {},
    'feed of 500 events, whole, gzip': { 'accept-encoding': 'gzip' },
  };
  return Promise.all(
    Object.entries(asked).map(async ([measure, given]) => {
      const recorded = await recordAnswer(port, path, given);
      return answering(measure, recorded, port, await startBareServer(recorded));
    }),
  );
}

async function run(): Promise<void> {
  const only = process.env.BENCH_ONLY ?? '';
  if (LIGHTHOUSE_MEASURE.toLowerCase().includes(only.toLowerCase())) {
    await lighting();
    if (only) return;
  }
  const { url, home } = await startDatabase();
  const own = { TSUDOI_HOME: home, APP_SECRET: SECRET };
  if (!only) await importCatalogue(url, own);
  if ([REMINDERS_MEASURE, LETTERS_MEASURE].some((measure) => measure.includes(only)))
    await reminding(url, own, SECONDS);
  if ([BUILD_MEASURE, HELD_MEASURE, POLL_MEASURE].some((measure) => measure.includes(only)))
    await feeding(await startAnotherDatabase(url, 'feeds'), own, only);
  if ([FIGURES_MEASURE, PAGE_MEASURE, FILES_MEASURE].some((measure) => measure.includes(only)))
    await reporting(await startAnotherDatabase(url, 'reports'), own, only, signIn);
  if (PUBLIC_MEASURES.some((measure) => measure.includes(only) || only.includes(measure))) {
    const servers = { database: (name: string) => startAnotherDatabase(url, name), bare: startBareServer };
    await paging(servers, own, only, SECONDS);
  }
  if ([SEARCH_MEASURE, ROMAJI_MEASURE].some((measure) => measure.includes(only)))
    await searching(await startAnotherDatabase(url, 'searches'), only, SECONDS);
  const data = await fillForBench(url);
  const app = await startAppProcess({
    DATABASE_URL: url,
    TSUDOI_HOME: home,
    ROLE: 'web',
    DEMO: 'off',
    APP_SECRET: SECRET,
    REGISTRATIONS_PER_ORIGIN: '0',
  });
  undo.push(() => app.stop());
  const { hot, spread, course, fullSessionId, crowdedSessionId: sessionId } = data;
  const cookie = await signIn(app, url, data.organizationSlug);
  const { port } = app;
  const feeds = await feedMeasures(port, data.feed);
  const barePort = await startBareServer({ status: 304, headers: {}, body: '' });
  const measures: readonly [Comparison, readonly number[]][] = [
    [registering('registrations into one hot session', [hot], port, url), MANY_CLIENTS],
    [registering('registrations into 1,000 sessions', spread, port, url), MANY_CLIENTS],
    [registering('registrations for a course of nine sessions', [course], port, url), CLIENTS],
    [refusing(fullSessionId, port, barePort), CLIENTS],
    [
      pageOf(
        'staff page of a session with 2,000 registrations',
        { port, path: `/staff/sessions/${sessionId}`, headers: { cookie } },
        { databaseUrl: url, sql: ROSTER_ROWS, sessionId },
      ),
      PAGE_CLIENTS,
    ],
    [
      pageOf(
        'public page of a session with 2,000 registrations',
        { port, path: `/sessions/${sessionId}` },
        { databaseUrl: url, sql: SESSION_ROW, sessionId },
      ),
      CLIENTS,
    ],
    ...feeds.map((comparison) => [comparison, CLIENTS] as [Comparison, number[]]),
  ];
  for (const [comparison, counts] of measures) {
    if (!comparison.measure.includes(only)) continue;
    for (const clients of counts) await compare(comparison, clients, SECONDS);
  }
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
