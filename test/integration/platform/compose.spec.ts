import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ENV_NAMES, readEnv } from '../../../src/platform/config/env.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const SECRETS = { APP_SECRET: 'x'.repeat(64), DATABASE_PASSWORD: 'y'.repeat(48) };

interface Service {
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = (name: string) => readFileSync(join(ROOT, name), 'utf8');

/** Puts in `${NAME:-default}` and `${NAME:?message}` as compose does: an empty value counts as none. */
function interpolate(value: string, given: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_whole, name: string, sign: string, rest: string) => {
    if (given[name]) return given[name];
    if (sign === '?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
}

const compose: ComposeFile = parse(text('docker-compose.yml'), { merge: true });
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);
const environmentOf = (service: Service, given: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, interpolate(value, given)]),
  );

/** The command, as a plugin of docker or on its own; where neither is installed, its test is reported as skipped. */
const COMPOSE = [['docker', 'compose'], ['docker-compose']].find(
  ([command, ...args]) => spawnSync(command as string, [...args, 'version']).status === 0,
);
const whereInstalled = COMPOSE ? it : it.skip;

describe('docker-compose.yml', () => {
  it('runs the application, the worker, PostgreSQL 17 and a mailbox', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['app', 'database', 'mailbox', 'worker']);
    expect(ours.map(([name]) => name)).toEqual(['app', 'worker']);
    expect(compose.services.database).toMatchObject({ image: 'postgres:17' });
    expect(compose.services.mailbox).toMatchObject({ image: 'axllent/mailpit' });
  });

  it.each(ours)(
    'gives %s only variables that the application knows, with values that it accepts',
    (_name, service) => {
      const environment = environmentOf(service, SECRETS);
      expect(
        Object.keys(environment).filter((name) => !(ENV_NAMES as readonly string[]).includes(name)),
      ).toEqual([]);
      const env = readEnv(environment);
      expect(env).toMatchObject({ DEMO: 'off', TSUDOI_HOME: '/var/lib/tsudoi' });
      expect(new URL(env.DATABASE_URL as string).hostname in compose.services).toBe(true);
      expect(new URL(env.SMTP_URL as string).hostname in compose.services).toBe(true);
      expect(() => readEnv({ ...environment, PORT: 'http' })).toThrow('PORT');
    },
  );

  it.each(Object.keys(SECRETS))('does not start without %s', (name) => {
    for (const [, service] of ours)
      expect(() => environmentOf(service, { ...SECRETS, [name]: '' })).toThrow(name);
  });

  it('runs the worker apart only where it is asked to, and then the web alone', () => {
    expect(compose.services.worker?.profiles).toEqual(['split']);
    const [app, worker] = ours.map(([, service]) =>
      readEnv(environmentOf(service, { ...SECRETS, ROLE: 'web' })),
    );
    expect([app?.ROLE, worker?.ROLE]).toEqual(['web', 'worker']);
    expect(readEnv(environmentOf(compose.services.app as Service, SECRETS)).ROLE).toBe('all');
  });

  it('names no service and no volume that it does not have, and waits for what is healthy', () => {
    for (const [, service] of services) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition).toBe('service_healthy');
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
      for (const volume of service.volumes ?? [])
        expect(compose.volumes).toHaveProperty(volume.split(':')[0] as string);
    }
    expect(compose.services.app?.volumes).toEqual(['home:/var/lib/tsudoi']);
  });

  whereInstalled('passes the `config` of docker compose, and not without its secrets', () => {
    const [command, ...args] = COMPOSE as [string, ...string[]];
    const config = (env: Readonly<Record<string, string>>) =>
      spawnSync(command, [...args, '--profile', 'split', 'config', '--quiet'], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, ...env },
        encoding: 'utf8',
      });
    expect(config(SECRETS)).toMatchObject({ status: 0, stderr: '' });
    expect(config({}).status).not.toBe(0);
  });
});

describe('the Dockerfile', () => {
  const lines = text('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copied = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .map((path) => path.replace(/^\.\//, ''));

  it('copies what exists, and what .dockerignore lets through', () => {
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'src', 'templates', 'demo']));
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const ignore = text('.dockerignore').split('\n');
    expect(ignore).toContain('*');
    expect(copied.filter((path) => !ignore.includes(`!${path.split('/')[0]}`))).toEqual([]);
  });

  it('has everything that the application reads beside its code', () => {
    // Each of these is read relative to dist/: platform/views/paths.ts, demo/demo-files.ts, programmes/import.
    for (const path of ['templates', 'demo', 'docs/programme-file.schema.json'])
      expect(copied).toContain(path);
    expect(lines).toContain('COPY --from=build /app/dist ./dist');
    expect(lines).toContain('COPY --from=build /app/package.json ./');
  });

  it('does not run as root, keeps its data in a volume, and sets only what the application knows', () => {
    expect(lines).toContain('USER node');
    expect(lines).toContain('VOLUME /var/lib/tsudoi');
    const set = lines
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => line.match(/\b[A-Z_]+(?==)/g) ?? []);
    expect(set).toContain('TSUDOI_HOME');
    expect(
      set.filter((name) => name !== 'NODE_ENV' && !(ENV_NAMES as readonly string[]).includes(name)),
    ).toEqual([]);
  });
});
