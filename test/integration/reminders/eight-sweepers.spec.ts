import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { entities, migrations } from '../../../src/schema.js';
import { makeTerm } from '../../support/factories.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';
import { ledger, makeRegistered } from '../mail/registered.js';
import { SmtpPeer } from '../mail/smtp-peer.js';

const NOW = '2025-04-13T18:00:30+09:00';
const PROCESSES = 8;
const ROUNDS = 3;
const PEOPLE = 40;

describe('eight processes that sweep at the same time, three times over', () => {
  let peer: SmtpPeer;
  let home: string;
  let database: TestDatabase;
  let db: DataSource;
  let children: ChildProcess[];

  beforeAll(async () => {
    peer = await SmtpPeer.start();
    home = mkdtempSync(join(tmpdir(), 'tsudoi-sweepers-'));
    database = await cloneDatabase();
    db = await createDataSource({ url: database.url, entities, migrations, poolSize: 4 }).initialize();
    const { sessions, pools } = await makeTerm(db, { dates: ['2025-04-14', '2025-04-28'], capacity: null });
    for (let person = 0; person < PEOPLE; person++) await makeRegistered(db, sessions, pools);
    children = Array.from({ length: PROCESSES }, () => startSweeper());
    await Promise.all(children.map(isReady));
  }, 180_000);

  afterAll(async () => {
    for (const child of children ?? []) child.kill('SIGKILL');
    await db?.destroy();
    await database?.drop();
    await peer?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  function startSweeper(): ChildProcess {
    return fork(join(import.meta.dirname, 'sweeper.child.mjs'), {
      execArgv: [],
      env: {
        NOW,
        DATABASE_URL: database.url,
        SMTP_URL: peer.url,
        APP_SECRET: 'a secret of the tests, and of nothing else',
        TSUDOI_HOME: home,
        DEMO: 'off',
        ROLE: 'web',
      },
    });
  }

  async function isReady(child: ChildProcess): Promise<void> {
    const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    await Promise.race([once(child, 'message'), died]);
  }

  /** All processes do it at once. @returns the sum of what they counted. */
  async function together(act: 'sweep' | 'deliver' | 'sweep-unguarded'): Promise<number> {
    const answers = children.map((child) => once(child, 'message'));
    for (const child of children) child.send(act);
    const counts = (await Promise.all(answers)).map(([answer]) => (answer as { count: number }).count);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  it('put one reminder per place, and send one message each', async () => {
    const put: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      put.push(await together('sweep'));
      await together('deliver');
    }
    expect(put).toEqual([PEOPLE, 0, 0]);

    const messages = await ledger(db);
    expect(messages).toHaveLength(PEOPLE);
    expect(new Set(messages.map(({ subjectId }) => subjectId)).size).toBe(PEOPLE);
    expect(messages.every(({ state, attempts }) => state === 'sent' && attempts === 1)).toBe(true);
    expect(peer.received).toHaveLength(PEOPLE);
    expect(new Set(peer.received.flatMap(({ to }) => to)).size).toBe(PEOPLE);
  });

  it('would repeat themselves without the ledger’s unique index (negative control)', async () => {
    await db.query('TRUNCATE messages');
    await db.query('DROP INDEX uq_messages_recipient_kind_occasion');
    for (let round = 0; round < ROUNDS; round++) await together('sweep-unguarded');
    expect((await ledger(db)).length).toBeGreaterThan(PEOPLE);
  });
});
