import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { migrate } from '../../../src/migrate.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/platform/database/embedded-postgres.js';
import { entities, migrations } from '../../../src/schema.js';
import { type AppProcess, startAppProcess } from '../../support/app-process.js';
import { makeTerm } from '../../support/factories.js';

/**
 * A port that stays the same while the server behind it comes and goes: what a database's address is in real life. Closed,
 * it breaks what was connected and refuses what comes.
 */
class Door {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.pass(client));
  private target = 0;
  port = 0;

  async open(target: number): Promise<void> {
    this.target = target;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private pass(client: Socket): void {
    const upstream = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => this.sockets.delete(one) && other.destroy());
    }
    client.pipe(upstream).pipe(client);
  }
}

describe('while the database is away', () => {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-lost-'));
  const door = new Door();
  let server: EmbeddedPostgres;
  let app: AppProcess;
  let http: ReturnType<typeof supertest>;
  let session: string;

  const startServer = () => startEmbeddedPostgres({ home, settings: { fsync: 'off' }, log: () => undefined });
  const portOf = (url: string) => Number(new URL(url).port);

  beforeAll(async () => {
    server = await startServer();
    await migrate(server.url);
    const db = createDataSource({ url: server.url, entities, migrations, poolSize: 1 });
    await db.initialize();
    session = (await makeTerm(db, { dates: ['2099-04-14'] })).sessions[0]?.id as string;
    await db.destroy();
    await door.open(portOf(server.url));
    const url = new URL(server.url);
    url.port = String(door.port);
    app = await startAppProcess({
      DATABASE_URL: url.href,
      TSUDOI_HOME: join(home, 'app'),
      DEMO: 'off',
    });
    http = supertest(app.url);
  });

  afterAll(async () => {
    await app?.stop();
    await door.close();
    await server?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  let people = 0;
  const register = () => {
    const email = `person${++people}@family.example`;
    return http.post('/api/v1/registrations').send({ session, nickname: 'みどり', email });
  };

  async function expectUnavailable(): Promise<void> {
    for (const language of ['ja', 'en']) {
      const page = await http.get(`/?lang=${language}`).expect(503).expect('content-type', /html/);
      expect(page.headers['retry-after']).toBe('5');
      expect(page.text).toContain(language === 'en' ? 'not available just now' : 'いま');
    }
    // What was shown before stands in, and says so.
    const kept = await http.get('/').expect(200).expect('content-type', /html/);
    expect(kept.headers['cache-control']).toBe('no-store');
    expect(kept.headers.etag).toBeUndefined();
    expect(kept.text).toMatch(
      /<main[^>]*>\s*<div class="notice[^"]*" role="status">\s*<p>いま、最新の内容を確かめられません/,
    );
    expect(kept.text).toContain('/sessions/');
    for (const ask of [http.get('/api/v1/sessions'), register(), http.get('/calendar/all.ics')]) {
      const answer = await ask.expect(503).expect('content-type', /problem\+json/);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.body).toMatchObject({ status: 503, code: 'unavailable' });
      expect(answer.body.detail).not.toMatch(/ECONN|127\.0\.0\.1|postgres|terminat/i);
    }
    await http.get('/healthz').expect(200);
    await http.get('/readyz').expect(503).expect('retry-after', '5');
    const metrics = await http.get('/metrics').expect(200);
    expect(metrics.text).toContain('tsudoi_uptime_seconds');
  }

  async function expectService(): Promise<void> {
    await http.get('/readyz').expect(200);
    const page = await http.get('/').expect(200);
    expect(page.text).not.toContain('最新の内容を確かめられません');
    await http.get('/calendar/all.ics').expect(200);
    const letters = lettersSent();
    await register().expect(201);
    await until(async () => lettersSent() > letters);
    const done = await wakeUpsDone();
    await register().expect(201);
    await until(async () => (await wakeUpsDone()) > done);
    expect(app.child.exitCode).toBe(null);
    expect(app.output()).not.toMatch(/@family\.example|みどり/);
  }

  const mail = join(home, 'app/mail');
  const lettersSent = () =>
    existsSync(mail) ? readdirSync(mail).filter((name) => name.endsWith('.eml')).length : 0;

  /** What the queue has handed to a worker: the proof that its own connections came back too. */
  async function wakeUpsDone(): Promise<number> {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT count(*)::int AS done FROM pgboss.job WHERE name = 'mail.deliver' AND state = 'completed'`,
      );
      return rows[0].done;
    } finally {
      await client.end();
    }
  }

  /** Asks until it is so; the test's own time limit ends it. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await pause(50);
  }

  it('serves while it is there', expectService);

  it('says so where connections break and are refused, and recovers by itself', async () => {
    await door.close();
    await expectUnavailable();
    await door.open(portOf(server.url));
    await expectService();
  });

  it('says so where the server is stopped, and recovers by itself once it is back', async () => {
    await server.stop();
    await expectUnavailable();
    await door.close();
    server = await startServer();
    await door.open(portOf(server.url));
    await expectService();
  });
});
