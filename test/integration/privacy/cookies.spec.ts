import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeThings, type Things } from '../organizations/things.js';

/**
 * No page for the public sets a cookie, those with forms neither: what protects the forms behind a secret link is the link, and who
 * registers twice is known by the key of the form. The privacy page says so.
 */
describe('cookies', () => {
  let app: TestApp;
  let things: Things;
  let routes: Route[];

  beforeAll(async () => {
    app = await startTestApp();
    things = await makeThings(app, await makeOrganization(app.db, { slug: 'hikari' }));
    routes = routesOf(app).filter(({ path }) => !path.startsWith('/staff'));
  });
  afterAll(() => app.close());

  /** With a thing of this town where there is one of that name, else with something that is nothing. */
  const addressOf = ({ path }: Route) =>
    path
      .replace(/\/([\w-]+)\/:\w+/g, (_, kind: string) => `/${kind}/${things[kind] ?? 'hikari'}`)
      .replace(/:\w+/g, 'x');

  it('are set by no route for the public, whatever it answers', async () => {
    const answered: number[] = [];
    for (const route of routes) {
      const address = addressOf(route);
      const method = route.method.toLowerCase() as 'get' | 'post';
      const asking = app.http[method](address);
      const answer = await (route.method === 'GET' ? asking : asking.type('form').send({}));
      expect({ ...route, cookies: answer.headers['set-cookie'] }).toEqual({ ...route, cookies: undefined });
      answered.push(answer.status);
    }
    // The walk has really opened pages.
    expect(answered.filter((status) => status === 200).length).toBeGreaterThan(15);
    expect(routes.some(isForStaff)).toBe(true);
  }, 60_000);

  it('are set where staff sign in, and go nowhere else', async () => {
    const answer = await app.http.get('/staff/sign-in').expect(200);
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/staff;/);
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=(Lax|Strict)/);
    }
  });
});
