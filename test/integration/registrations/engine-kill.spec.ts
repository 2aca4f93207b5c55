import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { WaitingListSweep } from '../../../src/registrations/queue/waiting-list-sweep.js';
import { entities, migrations } from '../../../src/schema.js';
import { addDays, civilDateOf } from '../../../src/shared/civil-time.js';
import { newId } from '../../../src/shared/ids.js';
import { type AppProcess, startAppProcess } from '../../support/app-process.js';
import { type CrowdAnswer, cancelAt, registerAt } from '../../support/engine-crowd.js';
import { brokenPromises } from '../../support/engine-oracle.js';
import { overlooked } from '../../support/engine-queue-oracle.js';
import { snapshotOf } from '../../support/engine-snapshot.js';
import { makeTerm } from '../../support/factories.js';
import { runCommand } from '../../support/running-process.js';
import { startTestApp } from '../../support/test-app.js';
import { cloneDatabase, type TestDatabase } from '../../support/test-database.js';

const REQUESTS = 1000;
const CLIENTS = 40;
/** Answers after which the process is killed, each time it runs. */
const KILLED_AFTER = [230, 310];

interface Asked {
  readonly key: string;
  readonly body: object;
  readonly isCancelled: boolean;
}

describe('kill -9 in the middle of a thousand registrations', () => {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-kill-'));
  let database: TestDatabase;
  let db: DataSource;
  let running: AppProcess;
  let env: Record<string, string>;
  const asked: Asked[] = [];
  const answered = new Map<string, CrowdAnswer>();
  /** Ids of registrations whose cancellation was answered with 200. */
  const cancelled = new Set<string>();

  beforeAll(async () => {
    database = await cloneDatabase();
    env = {
      ...{ DATABASE_URL: database.url, TSUDOI_HOME: home, DEMO: 'off', ROLE: 'web' },
      ...{ PUBLIC_URL: 'http://tsudoi.example', APP_SECRET: 'a secret of the tests, and of nothing else' },
      REGISTRATIONS_PER_ORIGIN: '0',
    };
    db = await createDataSource({ url: database.url, entities, migrations, poolSize: 2 }).initialize();
    const today = civilDateOf(new Date(), 'Asia/Tokyo');
    const dates = [30, 60].map((days) => addDays(today, days));
    const { course, sessions } = await makeTerm(db, { dates, capacity: 120 });
    for (let index = 0; index < REQUESTS; index++) {
      const what = index % 4 === 0 ? { course: course.id } : { session: sessions[index % 2]!.id };
      const body = {
        ...what,
        nickname: `ひと${index}`,
        email: `person${index}@family.example`,
        people: 1 + (index % 3),
      };
      asked.push({ key: newId(), body, isCancelled: index % 6 === 0 });
    }
    running = await startAppProcess(env);
  }, 90_000);
  afterAll(async () => {
    await running.stop();
    await db.destroy();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Clients send what was not answered yet, one after the other, until all is done or the server is gone. */
  async function crowd(isEnough: () => boolean): Promise<void> {
    const open = asked.filter(({ key }) => !answered.has(key));
    const client = async () => {
      for (let one = open.shift(); one; one = open.shift()) {
        const answer = await registerAt(running.url, one.body, one.key).catch(() => null);
        if (answer === null) return;
        answered.set(one.key, answer);
        if (isEnough()) running.child.kill('SIGKILL');
        if (!one.isCancelled || answer.token === null) continue;
        if ((await cancelAt(running.url, answer.token).catch(() => 0)) === 200) cancelled.add(answer.id!);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  async function verified(): Promise<void> {
    const { code, out, err } = await runCommand(['verify'], env);
    expect([code, code === 0 ? '' : out + err]).toEqual([0, '']);
  }

  it('loses nothing that was answered, and does nothing twice', async () => {
    for (const most of KILLED_AFTER) {
      const before = answered.size;
      await crowd(() => answered.size - before >= most);
      await running.stop();
      expect(running.child.signalCode).toBe('SIGKILL');
      await verified();
      running = await startAppProcess(env);
      for (const { token, id } of answered.values()) {
        const found = await fetch(`${running.url}/api/v1/registrations/${token}`);
        const registration = (await found.json()) as { id: string; status: string };
        expect([found.status, registration.id]).toEqual([200, id]);
        if (cancelled.has(registration.id)) expect(registration.status).toBe('cancelled');
      }
    }
    expect(answered.size).toBeLessThan(REQUESTS);
    const early = asked.filter(({ key }) => answered.has(key));
    for (const { key, body } of early.slice(0, 100))
      expect((await registerAt(running.url, body, key)).id).toBe(answered.get(key)?.id);

    await crowd(() => false);
    expect([...answered.values()].filter(({ status }) => status !== 201)).toEqual([]);
    expect(answered.size).toBe(REQUESTS);
    const keys: { key: string }[] = await db.query('SELECT idempotency_key AS key FROM registrations');
    expect(keys.map(({ key }) => key).sort()).toEqual(asked.map(({ key }) => key).sort());
    await verified();
  }, 180_000);

  it('leaves no seat that was given back to nobody', async () => {
    const app = await startTestApp({ database, now: new Date().toISOString() });
    try {
      await app.nest.get(WaitingListSweep).sweep();
      const seen = await snapshotOf(db, app.clock.now());
      expect([...brokenPromises(seen, { mayOverbook: false }), ...overlooked(seen, false)]).toEqual([]);
      expect(seen.pools.map(({ capacity, taken }) => (capacity ?? 0) - taken)).toEqual([0, 0]);
      expect(seen.registrations.filter(({ status }) => status === 'waitlisted').length).toBeGreaterThan(0);
    } finally {
      await app.close();
    }
  }, 60_000);
});
