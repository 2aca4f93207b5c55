import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import {
  isAlive,
  type RunningProcess,
  runCommand,
  serverPidOf,
  startProcess,
} from '../support/running-process.js';

/** The first run on a machine with nothing: one process, one directory. The tests follow one another on purpose. */
describe('the first run', () => {
  let home: string;
  let running: RunningProcess | undefined;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'tsudoi つどい '));
    running = await startProcess({ TSUDOI_HOME: home });
  });
  afterAll(async () => {
    if (running && running.child.exitCode === null && running.child.signalCode === null) {
      running.child.kill('SIGTERM');
      await running.gone;
    }
    rmSync(home, { recursive: true, force: true });
  });

  const http = () => supertest(running?.url ?? '');
  const json = async (path: string, token = '') =>
    (await http().get(path).set('authorization', `Bearer ${token}`).expect(200)).body;

  it('prints the address, the demo sign-in and a token that works', async () => {
    const output = running?.output() ?? '';
    expect(output).toMatch(/http:\/\/localhost:\d+/);
    expect(output).toMatch(/demo sign-in: \S+ {2}\S+@\S+ \/ \S+/);
    const token = /demo API token: (\S+)/.exec(output)?.[1];
    const report = await json(
      '/api/v1/staff/reports/attendance?fiscalYear=2025&organization=itabashi',
      token,
    );
    expect(report.items.length).toBeGreaterThan(0);
  });

  it('shows the nine-session class as the town announced it', async () => {
    const { items } = await json(
      '/api/v1/sessions?organization=itabashi&programme=itabashi-family-class&from=2025-04-01&to=2026-03-31',
    );
    const original = items.filter(
      (item: { course: { title: string } }) => item.course.title === '令和7年度 前期',
    );
    expect(original.map((item: { startsOn: string }) => item.startsOn)).toEqual([
      '2025-04-14',
      '2025-05-12',
      '2025-05-26',
      '2025-06-09',
      '2025-06-30',
      '2025-07-14',
      '2025-08-04',
      '2025-08-25',
      '2025-09-22',
    ]);
    expect(original.every((item: { topic: string }) => item.topic.length > 0)).toBe(true);
    expect(original[2]).toMatchObject({ number: 3, venue: { name: '居場所ひだまりうむ' } });
  });

  it('lets the command line work beside the running process', async () => {
    const env = { TSUDOI_HOME: home };
    expect(await runCommand(['verify'], env)).toMatchObject({ code: 0, out: 'no violation\n' });
    const made = await runCommand(['token', 'create', '--organization', 'itabashi', '--role', 'owner'], env);
    const token = made.out.trim();
    expect((await json('/api/v1/staff/audit', token)).items.length).toBeGreaterThan(0);
    expect(await runCommand(['migrate', '--check'], env)).toMatchObject({ code: 0, out: '' });
    const broken = join(home, 'broken.yaml');
    writeFileSync(
      broken,
      'format: tsudoi/1\norganization: {key: itabashi}\nprogrammes: [{key: a, date: 2025-02-29}]\n',
    );
    const refused = await runCommand(['import', broken], env);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('broken.yaml:');
  });

  it('recovers by itself after kill -9 of everything', async () => {
    const { items } = await json('/api/v1/sessions?kind=class_series&from=2026-01-01&limit=200');
    const open = items.find(
      (item: { registration: { state: string } }) => item.registration.state === 'open',
    );
    const body = { course: open.course.id, nickname: 'みどり' };
    const { body: made } = await http().post('/api/v1/registrations').send(body).expect(201);
    expect(made.status).toBe('confirmed');
    const serverPid = serverPidOf(home);
    process.kill(-(running?.child.pid as number), 'SIGKILL');
    process.kill(serverPid, 'SIGKILL');
    await running?.gone;
    running = await startProcess({ TSUDOI_HOME: home });
    const token = made.manageUrl.split('/').at(-1);
    expect(await json(`/api/v1/registrations/${token}`)).toMatchObject({
      status: 'confirmed',
      code: made.code,
    });
    expect(await runCommand(['verify'], { TSUDOI_HOME: home })).toMatchObject({ code: 0 });
  });

  it('answers again by itself after kill -9 of the database server alone', async () => {
    const serverPid = serverPidOf(home);
    process.kill(serverPid, 'SIGKILL');
    const answersAgain = async () => {
      const restarted = running?.output().includes('restarted the embedded PostgreSQL');
      return restarted && (await http().get('/readyz')).status === 200;
    };
    while (!(await answersAgain())) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(serverPidOf(home)).not.toBe(serverPid);
    expect((await json('/api/v1/sessions?limit=1')).items).toHaveLength(1);
  });

  it('stops everything it started, the database server too', async () => {
    const serverPid = serverPidOf(home);
    running?.child.kill('SIGTERM');
    expect(await running?.gone).toBe(0);
    expect(isAlive(serverPid)).toBe(false);
  });

  it('says in one sentence that a database cannot be used, without its password', async () => {
    const env = { TSUDOI_HOME: home, DATABASE_URL: 'postgres://clerk:s3cret@127.0.0.1:1/town' };
    const refusal = await startProcess(env).catch((error: Error) => error.message);
    expect(refusal).toMatch(/^exit 1 .*\nNo PostgreSQL answers at 127\.0\.0\.1:1: .* DATABASE_URL\.\n$/);
  });

  it('names every problem of the configuration at once', async () => {
    const env = { TSUDOI_HOME: home, ROLE: 'boss', DEMO: 'perhaps', SMTP_URL: 'mail' };
    const refusal = await startProcess(env).catch((error: Error) => error.message);
    for (const name of ['ROLE', 'DEMO', 'SMTP_URL']) expect(refusal).toContain(`${name} must`);
  });
});
