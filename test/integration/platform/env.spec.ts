import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ENV_NAMES, Env, EnvError, readEnv } from '../../../src/platform/config/env.js';

function problemsOf(source: Readonly<Record<string, string>>): readonly string[] {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tsudoi-env-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function keyFile(): string {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = join(directory, 'dkim.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return file;
  }

  it('may be empty: every variable has a default or need not be set', () => {
    expect({ ...readEnv({}) }).toEqual({
      PORT: 3000,
      MAIL_FROM: 'noreply@tsudoi.example',
      MAIL_CONNECTIONS: 5,
      MAIL_PER_MINUTE: 0,
      ROLE: 'all',
      DEMO: 'auto',
      TSUDOI_HOME: 'var',
      REGISTRATIONS_PER_ORIGIN: 60,
      PAGE_CACHE_MIB: 32,
    });
  });

  it('counts an empty value as not set', () => {
    const empty = Object.fromEntries(ENV_NAMES.map((name) => [name, '']));
    expect(readEnv(empty)).toEqual(readEnv({}));
  });

  it('is read as it is meant, and foreign variables are let be', () => {
    const given = {
      PORT: '8080',
      DATABASE_URL: 'postgresql://tsudoi:word@db.city.example/tsudoi?sslmode=require',
      DATABASE_OWNER_URL: 'postgresql://owner:word@db.city.example/tsudoi',
      SMTP_URL: 'smtps://user:word@mail.city.example',
      MAIL_FROM: 'tsudoi@city.example',
      MAIL_CONNECTIONS: '8',
      MAIL_PER_MINUTE: '600',
      MAIL_DKIM_DOMAIN: 'city.example',
      MAIL_DKIM_SELECTOR: 'tsudoi',
      MAIL_DKIM_KEY_FILE: keyFile(),
      PUBLIC_URL: 'https://tsudoi.city.example',
      ROLE: 'web',
      DEMO: 'off',
      APP_SECRET: 's'.repeat(32),
      TSUDOI_HOME: '/var/lib/tsudoi',
      REGISTRATIONS_PER_ORIGIN: '600',
      PAGE_CACHE_MIB: '64',
      OPEN_DATA_LICENCE: 'https://creativecommons.org/licenses/by/4.0/',
      OUTGOING_HOSTS: 'idp.city.example,10.1.2.3',
      CHROMIUM_PATH: '/usr/bin/chromium',
    };
    expect({ ...readEnv({ ...given, HOME: '/root', PORT_OF_CALL: 'Kobe' }) }).toEqual({
      ...given,
      PORT: 8080,
      MAIL_CONNECTIONS: 8,
      MAIL_PER_MINUTE: 600,
      REGISTRATIONS_PER_ORIGIN: 600,
      PAGE_CACHE_MIB: 64,
    });
    expect(Object.keys(given).sort()).toEqual([...ENV_NAMES].sort());
  });

  it.each([
    [' noreply@city.example ', 'noreply@city.example'],
    ['noreply@CITY.example', 'noreply@city.example'],
    ['noreply@ひかり市.example', 'noreply@xn--u8j0d5cu14u.example'],
    ['ｎｏｒｅｐｌｙ＠city.example', 'noreply@city.example'],
  ])('takes MAIL_FROM=%j as every letter can have it', (given, address) => {
    expect(readEnv({ MAIL_FROM: given }).MAIL_FROM).toBe(address);
  });

  const wrong: [keyof Env, string, string][] = [
    ['PORT', 'http', 'whole number'],
    ['PORT', '70000', '65535'],
    ['PORT', '-1', 'PORT'],
    ['PORT', '80.5', 'whole number'],
    ['DATABASE_URL', 'mysql://host/database', 'postgres://user:password@host:5432/database'],
    ['SMTP_URL', 'mail.city.example:25', 'smtp://user:password@host:587'],
    ['MAIL_FROM', 'nobody', 'noreply@city.example'],
    ['MAIL_FROM', 'a@b.example\r\nBcc: c@d.example', 'one mail address'],
    ['MAIL_FROM', 'つどい <noreply@city.example>', 'without a name or brackets'],
    ['MAIL_FROM', 'a@city.example, b@city.example', 'one mail address'],
    ['MAIL_FROM', 'noreply@localhost', 'one mail address'],
    ['PUBLIC_URL', 'tsudoi.city.example', 'https://tsudoi.city.example'],
    ['PUBLIC_URL', 'https://tsudoi.city.example/', 'slash'],
    ['PUBLIC_URL', 'https://www.city.example/tsudoi', 'without a path'],
    ['PUBLIC_URL', 'https://tsudoi.city.example?a=b', 'without a path'],
    ['PUBLIC_URL', 'https://word@tsudoi.city.example', 'without a path'],
    ['ROLE', 'both', 'all, web or worker'],
    ['REGISTRATIONS_PER_ORIGIN', 'some', 'whole number'],
    ['REGISTRATIONS_PER_ORIGIN', '1000001', '1000000 or less'],
    ['OPEN_DATA_LICENCE', 'CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/'],
    ['DEMO', 'yes', 'off'],
    ['APP_SECRET', 'short', 'openssl rand'],
  ];

  it.each(wrong)('says what is wrong with %s=%j, and what would be right', (name, value, remedy) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).toContain(remedy);
  });

  it('tells all problems at once, one line each', () => {
    const source = Object.fromEntries(wrong.map(([name, value]) => [name, value]));
    const names = [...new Set(wrong.map(([name]) => name))];
    const problems = problemsOf(source);
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([...names].sort());
    expect(() => readEnv(source)).toThrow(`${names.length} problem(s):\n  - `);
  });

  it('asks for the secret where two processes must share it', () => {
    const DATABASE_URL = 'postgres://tsudoi:word@db.city.example/tsudoi';
    expect(problemsOf({ DATABASE_URL, ROLE: 'web' })).toEqual([expect.stringContaining('APP_SECRET')]);
    expect(problemsOf({ DATABASE_URL, ROLE: 'worker', APP_SECRET: 's'.repeat(32) })).toEqual([]);
    expect(problemsOf({ DATABASE_URL })).toEqual([]);
  });
});
