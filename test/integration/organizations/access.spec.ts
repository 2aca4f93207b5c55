import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module.js';
import { CurrentStaff, Requires } from '../../../src/organizations/access.js';
import { registerStaffSignIn } from '../../../src/organizations/accounts/staff-cookie.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { ApiToken } from '../../../src/organizations/tokens/api-token.entity.js';
import { ApiTokens } from '../../../src/organizations/tokens/api-tokens.service.js';
import { ErrorFilter } from '../../../src/platform/http/error.filter.js';
import { Views } from '../../../src/platform/views/views.js';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, routesOf } from '../../support/routes.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

@Controller()
class ForgottenController {
  @Get(['forgotten', 'staff/forgotten', 'api/v1/staff/forgotten'])
  forgotten() {
    return { secret: 'nobody has said who may see this' };
  }

  @Requires('organizer')
  @Get(['staff/declared', 'api/v1/staff/declared'])
  declared(@CurrentStaff() principal: Principal) {
    return { actor: principal.actor };
  }
}

class WithForgotten {}

let app: TestApp;
let town: Organization;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
});
afterAll(() => app.close());

describe('a route', () => {
  let nest: NestFastifyApplication;

  beforeAll(async () => {
    const module = {
      module: WithForgotten,
      imports: [AppModule.for(app.config, app.clock)],
      controllers: [ForgottenController],
    };
    nest = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    nest.useGlobalFilters(new ErrorFilter(nest.get(Views)));
    await registerStaffSignIn(nest.getHttpAdapter().getInstance(), app.config);
    await nest.init();
  });
  afterAll(() => nest.close());

  it('is closed to all unless it says who may come in', async () => {
    const staff = await signInAs(app, town);
    const cookie = cookieOf(staff);
    const authorization = await bearer(app, town);
    for (const url of ['/forgotten', '/staff/forgotten', '/api/v1/staff/forgotten']) {
      const answers = await Promise.all([
        nest.inject({ url }),
        nest.inject({ url, headers: { cookie } }),
        nest.inject({ url, headers: { authorization } }),
      ]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
      for (const { body } of answers) expect(body).not.toContain('nobody has said');
    }
  });

  it('takes cookies on pages only and tokens in the API only', async () => {
    const staff = await signInAs(app, town);
    const cookie = cookieOf(staff);
    const authorization = await bearer(app, town, 'organizer');
    const statusOf = async (url: string, headers: Record<string, string>) =>
      (await nest.inject({ url, headers })).statusCode;
    expect(await statusOf('/staff/declared', { cookie })).toBe(200);
    expect(await statusOf('/staff/declared', { authorization })).toBe(303);
    expect(await statusOf('/api/v1/staff/declared', { authorization })).toBe(200);
    expect(await statusOf('/api/v1/staff/declared', { cookie })).toBe(401);
  });

  it('refuses a role that is too low', async () => {
    const low = await signInAs(app, town, 'reception');
    const authorization = await bearer(app, town, 'viewer');
    expect(
      (await nest.inject({ url: '/staff/declared', headers: { cookie: cookieOf(low) } })).statusCode,
    ).toBe(403);
    const answer = await nest.inject({ url: '/api/v1/staff/declared', headers: { authorization } });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden']);
  });
});

describe('every route of the house', () => {
  it('says who may come in, and those of staff let nobody in who has not signed in', async () => {
    const routes = routesOf(app);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
    expect(routes.filter(isForStaff).length).toBeGreaterThan(1);
    for (const { method, path } of routes.filter(isForStaff)) {
      const answer = await app.http[method.toLowerCase() as 'get'](path.replace(/:\w+/g, 'x'));
      const expected = path.startsWith('/api/') ? 401 : method === 'GET' ? 303 : 403;
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: expected });
    }
  });
});

describe('an API token', () => {
  const audit = (authorization?: string) =>
    authorization === undefined
      ? app.http.get('/api/v1/staff/audit')
      : app.http.get('/api/v1/staff/audit').set('authorization', authorization);

  it('is kept as a hash only and works until it is revoked', async () => {
    const authorization = await bearer(app, town);
    const token = authorization.slice('Bearer '.length);
    expect(token).toMatch(/^tsu_[\w-]{43}$/);
    expect(JSON.stringify(await app.db.query('SELECT * FROM api_tokens, audit_entries'))).not.toContain(
      token,
    );
    expect((await audit(authorization)).status).toBe(200);
    expect((await audit(authorization.replace('Bearer', 'bearer'))).status).toBe(200);
    await app.nest.get(ApiTokens).revokeText(token);
    const refused = await audit(authorization);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ status: 401, code: 'unauthenticated' });
    const [row] = await app.db.getRepository(ApiToken).find({ order: { id: 'DESC' }, take: 1 });
    expect(row?.revokedAt).toEqual(app.clock.now());
  });

  it('is asked for by name, and nothing else passes for one', async () => {
    const missing = await audit();
    expect([missing.status, missing.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    for (const wrong of [
      'Bearer',
      'Bearer ',
      'Basic dXNlcjpwYXNz',
      'Bearer tsu_unknown',
      'Bearer a b',
      "Bearer ' OR 1=1",
    ]) {
      expect((await audit(wrong)).status).toBe(401);
    }
  });
});

/** The cookies of a signed-in browser, as its next request to the staff pages sends them. */
function cookieOf(staff: Awaited<ReturnType<typeof signInAs>>): string {
  return staff.agent.jar
    .getCookies({ domain: '127.0.0.1', path: '/staff', secure: false, script: false })
    .toValueString();
}
