import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/platform/database/embedded-postgres.js';
import { identify } from '../../../src/platform/database/embedded-postgres-process.js';

const settings = { fsync: 'off' };
let root: string;
let home: string;
let servers: EmbeddedPostgres[];
let children: ChildProcessWithoutNullStreams[];

interface Answer {
  readonly url?: string;
  readonly owned?: boolean;
  readonly done?: string;
  readonly error?: string;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsudoi embedded-'));
  // As it may be on a municipal desktop; and under mktemp's mode 0700, where root's server account cannot go.
  home = join(root, '集い の家');
  servers = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) await killed(child);
  for (const server of servers) await server.stop();
  if (existsSync(join(home, 'postgres/data/postmaster.pid'))) await (await start()).stop();
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ home, settings, log: () => undefined });
  servers.push(server);
  return server;
}

/** Another process that uses the module on the same home; `said` waits for its next word. */
function another() {
  const script = resolve('test/integration/platform/embedded-postgres.child.mjs');
  const child = spawn(process.execPath, [script, home], { env: { PATH: process.env.PATH } });
  children.push(child);
  const lines = linesOf(createInterface({ input: child.stdout }));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  return {
    child,
    said: async (): Promise<Answer> => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the other process ended without a word: ${complaint}`);
      return JSON.parse(value) as Answer;
    },
    tell: (word: string) => child.stdin.write(`${word}\n`),
  };
}

async function* linesOf(reader: Interface): AsyncGenerator<string, undefined> {
  for await (const line of reader) yield line;
}

async function killed(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function ask<Row extends pg.QueryResultRow>(url: string | undefined, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(): number {
  return Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
}

/** The postmaster and every process it keeps, except the backend that answers this question. */
async function serverPids(url: string | undefined): Promise<number[]> {
  const sql = "SELECT pid FROM pg_stat_activity WHERE backend_type <> 'client backend'";
  const rows = await ask<{ pid: number }>(url, sql);
  return [postmasterPid(), ...rows.map(({ pid }) => pid)];
}

describe('the embedded PostgreSQL', () => {
  test('is created at the first start, keeps its data for the second, and leaves no process behind', async () => {
    const first = await start();
    expect(first.owned).toBe(true);
    expect(new URL(first.url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/tsudoi' });
    const [facts] = await ask(
      first.url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
              current_setting('log_timezone') AS log_zone, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync,
              upper('é') AS upper`,
    );
    expect(facts).toEqual({
      encoding: 'UTF8',
      zone: 'UTC',
      log_zone: 'UTC',
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'off',
      upper: 'É',
    });
    expect(statSync(join(home, 'postgres/password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'postgres/owner')).mode & 0o777).toBe(0o600);
    const stranger = Object.assign(new URL(first.url), { password: 'wrong' });
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await ask(first.url, "CREATE TABLE gathering AS SELECT 'つどい' AS name");
    const pids = await serverPids(first.url);
    expect(pids.length).toBeGreaterThan(3);
    await first.stop();
    await first.stop();
    expect(pids.map(identify)).toEqual(pids.map(() => undefined));

    const second = await start();
    expect(second.owned).toBe(true);
    expect(await ask(second.url, 'SELECT name FROM gathering')).toEqual([{ name: 'つどい' }]);
  });

  test('survives kill -9 of its owner and is adopted by the next start', async () => {
    const owner = another();
    const { url, owned } = await owner.said();
    expect(owned).toBe(true);
    const pid = postmasterPid();
    await killed(owner.child);
    expect(identify(pid)).toBeDefined();

    const heir = await start();
    expect(heir).toMatchObject({ url, owned: true });
    expect(postmasterPid()).toBe(pid);
    await heir.stop();
    expect(identify(pid)).toBeUndefined();
  });

  test('is shared with another process while its owner lives, and only the owner stops it', async () => {
    const owner = another();
    const { url } = await owner.said();
    const guest = await start();
    expect(guest).toMatchObject({ url, owned: false });
    await guest.stop();
    expect(await ask(guest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const pid = postmasterPid();
    owner.tell('stop');
    expect(await owner.said()).toEqual({ done: 'stop' });
    expect(identify(pid)).toBeUndefined();
  });

  test('is found again by the process that shares it after its owner stopped and started', async () => {
    const owner = another();
    await owner.said();
    const guest = await start();
    expect(guest.owned).toBe(false);
    owner.tell('stop');
    await owner.said();
    await killed(owner.child);
    expect(await another().said()).toEqual({ url: guest.url, owned: true });
    expect(await ask(guest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('recovers committed data after kill -9 of the owner and of every server process', async () => {
    const owner = another();
    const { url } = await owner.said();
    await ask(url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const pids = await serverPids(url);
    await killed(owner.child);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const { url: next, owned } = await start();
    expect(owned).toBe(true);
    expect(await ask(next, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  test('is not fooled by pids that other processes have meanwhile', async () => {
    await (await start()).stop();
    const folder = join(home, 'postgres');
    const stranger = { pid: process.pid, startedAt: 'another time' };
    for (const name of ['owner', 'lock']) writeFileSync(join(folder, name), JSON.stringify(stranger));
    const forged = [process.pid, join(folder, 'data'), 0, 1, '', '127.0.0.1', '', 'ready'];
    writeFileSync(join(folder, 'data/postmaster.pid'), forged.join('\n'));
    expect((await start()).owned).toBe(true);
  });

  test('is started by exactly one of two processes that begin at once', async () => {
    const pair = [another(), another()];
    const answers = await Promise.all(pair.map(({ said }) => said()));
    expect(answers.map(({ owned }) => owned).sort()).toEqual([false, true]);
    expect(answers[0]?.url).toBe(answers[1]?.url);
  });

  test('starts after kill -9 in the middle of its creation', async () => {
    const creator = another();
    const folder = join(home, 'postgres');
    const unfinished = () =>
      existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('data.new-'));
    while (!unfinished()) await nextTurn();
    await killed(creator.child);
    expect(existsSync(join(folder, 'data'))).toBe(false);
    expect((await start()).owned).toBe(true);
  });

  test('says what to do, with the last lines of the server log, where the server cannot start', async () => {
    await (await start()).stop();
    const wrong = { ...settings, shared_buffers: 'many' };
    const failure = startEmbeddedPostgres({ home, settings: wrong, log: () => undefined });
    await expect(failure).rejects.toThrow(/did not start.*DATABASE_URL.*shared_buffers.*many/s);
    const foreign = join(root, 'file');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'postgres'), 'in the way');
    const refused = startEmbeddedPostgres({ home: foreign, settings, log: () => undefined });
    await expect(refused).rejects.toThrow(/TSUDOI_HOME/);
  });
});
