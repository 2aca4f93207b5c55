import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { type FeedScope, selectFeedRows } from '../../src/calendar/feeds/feed.queries.js';
import { selectFeedRevision } from '../../src/calendar/feeds/feed-revision.queries.js';
import { Feeds } from '../../src/calendar/feeds/feeds.service.js';
import { Clock } from '../../src/platform/clock.js';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { readEnv } from '../../src/platform/config/env.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { prepared } from '../../src/platform/database/prepared.js';
import { AUDIENCES } from '../../src/programmes/domain/kinds.js';
import { entities, migrations } from '../../src/schema.js';
import { startAppProcess } from '../support/app-process.js';
import { countStatements } from './counting-proxy.js';
import { median } from './drive.js';
import { type FeedTown, makeFeedTown } from './feed-data.js';
import { HttpConnection, httpRequest } from './http-connection.js';

export const BUILD_MEASURE = 'feed of 5,000 events, built anew';
export const HELD_MEASURE = 'feeds of 500 events, bytes held';
export const POLL_MEASURE = 'feed unchanged, what a poll asks of the database';

const ROUNDS = 5;
const EVENTS = 500;
const MANY_EVENTS = 5_000;
/** Sessions in all, while the feed that is polled keeps its 100. */
const SESSIONS = [100, 10_000, 100_000];
const POLLS = 500;
/** Prepared like the look-up. */
const NOTHING = prepared('SELECT 1 AS one WHERE $1::text[] IS NOT NULL');
/** Filters of one feed that all let the same through: so many feeds to keep. */
const KEPT_FEEDS = 12;
/** For filtered ones. */
const LIMIT_BYTES = 8 * 1024 * 1024;

type Env = Readonly<Record<string, string>>;

/** What feeds cost the process and the database, measured where they are made. Needs a database of its own. */
export async function feeding(url: string, env: Env, only: string): Promise<void> {
  const db = createDataSource({ url, entities, migrations, poolSize: 2 });
  await db.initialize();
  try {
    const town = await makeFeedTown(db);
    await town.fill('class_series', EVENTS);
    const config = new AppConfig(readEnv({ ...env, DATABASE_URL: url, DEMO: 'off', ROLE: 'web' }), url);
    const house = await NestFactory.createApplicationContext(AppModule.for(config, new Clock()), {
      logger: false,
    });
    try {
      if (HELD_MEASURE.includes(only)) await measureHeld(house.get(Feeds), db, town);
      await town.fill('class_series', MANY_EVENTS);
      if (BUILD_MEASURE.includes(only)) await measureBuild(house.get(Feeds), db, town);
    } finally {
      await house.close();
    }
    if (POLL_MEASURE.includes(only)) await measurePolls(url, env, db);
  } finally {
    await db.destroy();
  }
}

/** Anew each time, because something has changed in the town; against the bare query of the same rows. */
async function measureBuild(feeds: Feeds, db: DataSource, { organization }: FeedTown): Promise<void> {
  const question = { organization: organization.slug, kinds: ['class_series'] };
  const scope: FeedScope = { organizations: [organization.slug], kinds: ['class_series'] };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const taken: { ours: number; bare: number; block: number }[] = [];
  let bytes = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    await db.query('UPDATE organizations SET name = name WHERE id = $1', [organization.id]);
    delay.reset();
    delay.enable();
    const ours = await millisecondsOf(async () => {
      const feed = await feeds.publicFeed(question, 'ja');
      if (!('bytes' in feed)) throw new Error('the feed was not built');
      bytes = feed.bytes.length;
    });
    delay.disable();
    const bare = await millisecondsOf(() => selectFeedRows(db, scope));
    // The first one warms up.
    if (round > 0) taken.push({ ours, bare, block: delay.max / 1e6 });
  }
  const middle = (field: 'ours' | 'bare' | 'block') => median(taken.map((one) => one[field]));
  print({
    measure: BUILD_MEASURE,
    bytes,
    ms: rounded(middle('ours')),
    longestBlockMs: rounded(middle('block')),
    limit: { name: 'the bare query of the same rows', ms: rounded(middle('bare')) },
    ratio: rounded(middle('bare') / middle('ours')),
  });
}

async function measureHeld(feeds: Feeds, db: DataSource, { organization }: FeedTown): Promise<void> {
  const before = {
    feeds: feeds.kept.filtered.feeds,
    bytes: feeds.kept.filtered.bytes,
    process: heldByProcess(),
  };
  let plain = 0;
  // Each way of restricting the feed to those whom it is for anyway is a feed of its own to the cache.
  const others = AUDIENCES.filter((audience) => audience !== 'family');
  for (let number = 0; number < KEPT_FEEDS; number++) {
    const audiences = ['family', ...others.filter((_, bit) => (number >> bit) % 2 === 1)];
    const unique = { organization: organization.slug, kinds: ['class_series'], audiences };
    const feed = await feeds.publicFeed(unique, 'ja');
    if (!('bytes' in feed)) throw new Error('the feed was not kept');
    plain = feed.bytes.length;
    await feed.inCoding('gzip');
  }
  const count = feeds.kept.filtered.feeds - before.feeds;
  const held = (heldByProcess() - before.process) / count;
  print({
    measure: HELD_MEASURE,
    feeds: count,
    bytesOfFeed: plain,
    bytesCounted: Math.round((feeds.kept.filtered.bytes - before.bytes) / count),
    bytesInProcess: Math.round(held),
    limit: { name: 'bytes that a process keeps at most', bytes: LIMIT_BYTES },
    ratio: rounded(plain / held),
  });
  await db.query('UPDATE organizations SET name = name WHERE id = $1', [organization.id]);
}

/** Memory of the heap and of buffers, after the rubbish is gone where the process may see to that. */
function heldByProcess(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Polls of one client, one after the other: nobody to share a look with. The statements go through a proxy that counts them. */
async function measurePolls(url: string, env: Env, db: DataSource): Promise<void> {
  const proxy = await countStatements(url);
  const town = await makeFeedTown(db);
  const app = await startAppProcess({ ...env, DATABASE_URL: proxy.url, ROLE: 'web', DEMO: 'off' });
  try {
    await town.fill('class_series', SESSIONS[0] ?? 0);
    for (const sessions of SESSIONS) {
      await town.fill('lecture', Math.max(1, sessions - (SESSIONS[0] ?? 0)));
      // Filling can take longer than a server keeps an idle connection.
      const connection = await HttpConnection.open(app.port);
      const path = `/calendar/${town.organization.slug}.ics?kind=class_series`;
      const { head } = await connection.ask(httpRequest('GET', path));
      const etag = /\r\netag: ([^\r\n]+)/i.exec(head)?.[1] ?? '';
      const request = httpRequest('GET', path, { 'if-none-match': etag });
      const before = proxy.count();
      const polls: number[] = [];
      for (let poll = 0; poll < POLLS; poll++) {
        polls.push(
          await millisecondsOf(async () => {
            const answer = await connection.ask(request);
            if (answer.status !== 304) throw new Error(`${path} answered:\n${answer.head}`);
          }),
        );
      }
      connection.close();
      const statements = (proxy.count() - before) / POLLS;
      const scope = { organizations: [town.organization.slug] };
      const [lookups, bare]: [number[], number[]] = [[], []];
      // By turns: whatever else the machine does meets both.
      for (let count = 0; count < POLLS; count++) {
        lookups.push(await millisecondsOf(() => selectFeedRevision(db, scope)));
        bare.push(await millisecondsOf(() => db.query(NOTHING, [scope.organizations])));
      }
      print({
        measure: POLL_MEASURE,
        sessions,
        statementsPerPoll: rounded(statements),
        pollMs: rounded(median(polls)),
        lookupMs: rounded(median(lookups)),
        limit: { name: 'a statement that looks nothing up', ms: rounded(median(bare)) },
        ratio: rounded(median(bare) / median(lookups)),
      });
    }
  } finally {
    await app.stop();
    proxy.close();
  }
}

async function millisecondsOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
