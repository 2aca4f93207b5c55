import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ROLES } from '../../../src/organizations/principal.js';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { BODIES, makeThings, type Things } from './things.js';

let app: TestApp;
let home: Organization;
let homeThings: Things;
let visitor: { readonly browser: StaffBrowser; readonly authorization: string };
let owner: typeof visitor;
let routes: Route[];

beforeAll(async () => {
  app = await startTestApp();
  home = await makeOrganization(app.db, { name: 'よその市' });
  homeThings = await makeThings(app, home);
  const elsewhere = await makeOrganization(app.db);
  const actorOf = async (town: Organization) => ({
    browser: await signInAs(app, town, 'owner'),
    authorization: await bearer(app, town, 'owner'),
  });
  visitor = await actorOf(elsewhere);
  owner = await actorOf(home);
  routes = routesOf(app).filter(isForStaff);
});
afterAll(() => app.close());

/** The address of a thing of the first organization. A new kind of address must be made known in things.ts. */
function addressOf({ path }: Route): string {
  return path.replace(/\/([\w-]+)\/:\w+/g, (_, kind: string) => {
    const id = homeThings[kind];
    if (!id) throw new Error(`${path}: test/integration/organizations/things.ts does not make any "${kind}"`);
    return `/${kind}/${id}`;
  });
}

async function ask(route: Route, actor: typeof visitor, query = '') {
  const { method, path } = route;
  const address = `${addressOf(route)}${query}`;
  const body = BODIES[`${method} ${path}`]?.(homeThings) ?? {};
  if (path.startsWith('/api/')) {
    const asking = app.http[method.toLowerCase() as 'post'](address).set(
      'authorization',
      actor.authorization,
    );
    return typeof body === 'string'
      ? asking.type('application/yaml').send(body)
      : method === 'GET'
        ? asking
        : asking.send(body);
  }
  return method === 'GET'
    ? actor.browser.get(address)
    : actor.browser.post(address, body as Record<string, string>);
}

describe('staff of another organization', () => {
  it('find nothing under any address of a thing that is not theirs', async () => {
    const withThings = routes.filter(({ method, path }) => path.includes(':') || BODIES[`${method} ${path}`]);
    const unknown = routes.filter((route) => route.method !== 'GET' && !withThings.includes(route));
    // An act that names its thing in what it is sent: say in things.ts what that is.
    expect(unknown).toEqual([]);
    for (const route of withThings) {
      const answer = await ask(route, visitor);
      expect({ ...route, status: answer.status }).toEqual({ ...route, status: 404 });
      expect(answer.text).not.toContain(homeThings.secret);
    }
    // The same addresses exist for those to whom they belong: reading first, so that no act takes the thing away.
    for (const route of withThings.filter(({ method }) => method === 'GET')) {
      const answer = await ask(route, owner);
      expect({ ...route, found: answer.status < 400 }).toEqual({ ...route, found: true });
    }
    for (const route of withThings.filter(({ method }) => method !== 'GET')) {
      const answer = await ask(route, owner);
      expect({
        ...route,
        status: answer.status,
        found: answer.status < 500 && answer.status !== 404 && answer.status !== 422,
      }).toEqual({
        ...route,
        status: answer.status,
        found: true,
      });
    }
  });

  it('see nothing of it in any list, and cannot ask for it by name', async () => {
    for (const route of routes.filter(({ method, path }) => method === 'GET' && !path.includes(':'))) {
      for (const query of ['', `?organization=${home.slug}`, '?fiscalYear=2025']) {
        const answer = await ask(route, visitor, query);
        expect({ ...route, query, leaks: answer.text.includes(homeThings.secret) }).toEqual({
          ...route,
          query,
          leaks: false,
        });
        expect(answer.status).toBeLessThan(500);
      }
    }
    for (const path of ['/staff/audit', '/api/v1/staff/audit']) {
      const route: Route = { method: 'GET', path, access: ROLES[0] };
      expect((await ask(route, visitor, `?organization=${home.slug}`)).status).toBe(404);
      expect((await ask(route, owner, `?organization=${home.slug}`)).status).toBe(200);
    }
  });
});
