import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/platform/database/embedded-postgres.js';
import { identify } from '../../../src/platform/database/embedded-postgres-process.js';

let home: string;
let lines: string[];
let servers: EmbeddedPostgres[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tsudoi recovery '));
  lines = [];
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function start(): Promise<EmbeddedPostgres> {
  const settings = { fsync: 'off' };
  const server = await startEmbeddedPostgres({ home, settings, log: (line) => void lines.push(line) });
  servers.push(server);
  return server;
}

function postmasterPid(): number {
  return Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await pause(20);
  }
}

function said(word: RegExp): string | undefined {
  return lines.find((line) => word.test(line));
}

describe('the embedded PostgreSQL', () => {
  test('takes the same port again after a stop, and another one where that is taken', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    await second.stop();

    const port = Number(new URL(first.url).port);
    const squatter = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const third = await start();
    expect(third.url).not.toBe(first.url);
    await third.stop();
    await new Promise((resolve) => squatter.close(resolve));
    expect((await start()).url).toBe(third.url);
  });

  test('is restarted by its owner after kill -9, and a pool that lost its connections goes on', async () => {
    const { url } = await start();
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
    try {
      await pool.query('CREATE TABLE kept AS SELECT 7 AS number');
      for (const round of [1, 2]) {
        const pid = postmasterPid();
        process.kill(pid, 'SIGKILL');
        await until(() => lines.filter((line) => line.startsWith('restarted')).length === round);
        const { rows } = await until(() => pool.query('SELECT number FROM kept').catch(() => undefined));
        expect(rows).toEqual([{ number: 7 }]);
        expect(postmasterPid()).not.toBe(pid);
      }
    } finally {
      await pool.end();
    }
    const last = postmasterPid();
    await servers[0]?.stop();
    expect(identify(last)).toBeUndefined();
    expect(lines.filter((line) => /died: restarting/.test(line))).toHaveLength(2);
  });

  test('stays stopped where stop() comes in the middle of a restart', async () => {
    const { url, stop } = await start();
    process.kill(postmasterPid(), 'SIGKILL');
    await until(() => said(/died: restarting/));
    await stop();
    expect(existsSync(join(home, 'postgres/data/postmaster.pid')) && identify(postmasterPid())).toBeFalsy();
    const client = new pg.Client({ connectionString: url });
    await expect(client.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('is tried again, at the same port, where a restart does not succeed', async () => {
    const { url } = await start();
    const data = join(home, 'postgres/data');
    const version = join(data, 'PG_VERSION');
    const right = readFileSync(version, 'utf8');
    process.kill(postmasterPid(), 'SIGKILL');
    writeFileSync(version, '9\n');
    await until(() => said(/could not be restarted; next try in 1 s.*PostgreSQL 9/s));
    writeFileSync(version, right);
    await until(() => said(/^restarted/));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
  });
});
