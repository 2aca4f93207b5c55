import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { RateLimit } from '../../../src/organizations/accounts/rate-limit.entity.js';
import {
  ACCOUNT_ATTEMPTS,
  ADDRESS_ATTEMPTS,
  SignInThrottle,
} from '../../../src/organizations/accounts/sign-in-throttle.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { AppConfig } from '../../../src/platform/config/app-config.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { makeOrganization } from '../../support/factories.js';
import { formTokenIn, STAFF_PASSWORD, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let town: Organization;
let secondPool: DataSource;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
  secondPool = await createDataSource({
    url: app.database.url,
    entities: [],
    migrations: [],
    poolSize: 4,
  }).initialize();
});
afterAll(async () => {
  await secondPool.destroy();
  await app.close();
});
beforeEach(async () => {
  await app.db.getRepository(RateLimit).clear();
});

async function attempt(email: string, password: string, address = '203.0.113.1') {
  const agent = supertest.agent(app.url);
  const form = await agent.get('/staff/sign-in');
  return agent
    .post('/staff/sign-in')
    .set('x-forwarded-for', address)
    .type('form')
    .send({ email, password, _csrf: formTokenIn(form.text) });
}

/** Codes of refusal of `count` attempts; `admitted` where there was none. */
async function admit(throttle: SignInThrottle, count: number, of: (index: number) => [string, string]) {
  const outcomes: string[] = [];
  for (let index = 0; index < count; index++) {
    outcomes.push(
      await throttle.admit(...of(index)).then(
        () => 'admitted',
        (error) => (error instanceof DomainError ? error.code : String(error)),
      ),
    );
  }
  return outcomes;
}

describe('the throttle on sign-in', () => {
  it('closes an account after five failures, even for the right password, and says when to come back', async () => {
    const { email } = await signInAs(app, town);
    for (let index = 0; index < ACCOUNT_ATTEMPTS; index++) {
      expect((await attempt(email, 'wrong password')).status).toBe(422);
    }
    const refused = await attempt(email, STAFF_PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(900);
    expect(refused.text).toContain('name="password"');
    expect(refused.text).toContain('しばらく受け付けられません');
    expect(refused.headers['set-cookie']?.toString() ?? '').not.toContain('tsudoi_staff');
  });

  it('is what refused: with its memory gone the same attempts go on, and the right password is taken', async () => {
    const { email } = await signInAs(app, town);
    for (let index = 0; index < 2 * ACCOUNT_ATTEMPTS; index++) {
      expect((await attempt(email, 'wrong password')).status).toBe(422);
      await app.db.getRepository(RateLimit).clear();
    }
    expect((await attempt(email, STAFF_PASSWORD)).status).toBe(303);
  });

  it('treats unknown addresses alike', async () => {
    for (let index = 0; index < ACCOUNT_ATTEMPTS; index++) {
      expect((await attempt('nobody@town.example', 'wrong password')).status).toBe(422);
    }
    expect((await attempt('nobody@town.example', 'wrong password')).status).toBe(429);
  });

  it('forgets failures at the right password, and when the window is over', async () => {
    const { email } = await signInAs(app, town);
    for (let round = 0; round < 2; round++) {
      for (let index = 1; index < ACCOUNT_ATTEMPTS; index++) await attempt(email, 'wrong password');
      expect((await attempt(email, STAFF_PASSWORD)).status).toBe(303);
    }
    for (let index = 0; index <= ACCOUNT_ATTEMPTS; index++) await attempt(email, 'wrong password');
    expect((await attempt(email, STAFF_PASSWORD)).status).toBe(429);
    await app.db.query('UPDATE rate_limits SET expire = 1');
    expect((await attempt(email, STAFF_PASSWORD)).status).toBe(303);
  });

  it('counts an address over all accounts, on all replicas together', async () => {
    const config = app.nest.get(AppConfig);
    const replicas = [new SignInThrottle(app.db, config), new SignInThrottle(secondPool, config)];
    const outcomes: string[] = [];
    for (let index = 0; index < ADDRESS_ATTEMPTS + 2; index++) {
      const replica = replicas[index % 2] as SignInThrottle;
      outcomes.push(...(await admit(replica, 1, () => [`staff-${index}@town.example`, '203.0.113.7'])));
    }
    expect(outcomes.slice(0, ADDRESS_ATTEMPTS)).toEqual(Array(ADDRESS_ATTEMPTS).fill('admitted'));
    expect(outcomes.slice(ADDRESS_ATTEMPTS)).toEqual(['too_many_attempts', 'too_many_attempts']);
    expect(
      await admit(replicas[1] as SignInThrottle, 1, () => ['staff@town.example', '203.0.113.8']),
    ).toEqual(['admitted']);
  });

  it('lets no more through when they come at once', async () => {
    const throttle = app.nest.get(SignInThrottle);
    const all = Array.from({ length: 30 }, (_, index) =>
      admit(throttle, 1, () => ['one@town.example', `198.51.100.${index}`]),
    );
    const outcomes = (await Promise.all(all)).flat();
    expect(outcomes.filter((outcome) => outcome === 'admitted')).toHaveLength(ACCOUNT_ATTEMPTS);
  });

  it('counts one IPv6 network as one address, and keeps neither addresses nor accounts', async () => {
    const throttle = app.nest.get(SignInThrottle);
    const outcomes = await admit(throttle, ADDRESS_ATTEMPTS + 1, (index) => [
      `six-${index}@town.example`,
      index % 2 === 0 ? `2001:db8::${index.toString(16)}` : `2001:0db8:0:0:${index}:1:2:3`,
    ]);
    expect(outcomes.at(-1)).toBe('too_many_attempts');
    expect(outcomes.slice(0, -1)).not.toContain('too_many_attempts');
    expect(await admit(throttle, 1, () => ['six@town.example', '2001:db8:0:1::1'])).toEqual(['admitted']);
    const kept = JSON.stringify(await app.db.getRepository(RateLimit).find());
    expect(kept).not.toMatch(/town\.example|2001|db8/);
  });

  it('keeps nothing that trying all addresses would find', async () => {
    await admit(app.nest.get(SignInThrottle), 1, () => ['seven@town.example', '198.51.100.7']);
    await app.http
      .post('/my/recover')
      .set('x-forwarded-for', '198.51.100.7')
      .type('form')
      .send({ email: 'a@b.example' });
    const rows = await app.db.getRepository(RateLimit).find();
    expect(rows.map(({ key }) => key.replace(/:.*/, '')).sort()).toEqual(
      expect.arrayContaining(['recovery-origin', 'sign-in-address']),
    );
    const plain = ['198.51.100.7', 'seven@town.example'].map((text) =>
      createHash('sha256').update(text).digest('base64url'),
    );
    for (const hash of plain) expect(JSON.stringify(rows)).not.toContain(hash);
  });
});
