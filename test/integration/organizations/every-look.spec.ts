import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Actor, askRoute, makeActor } from './asking.js';
import { makeThings, SEARCHES, type Things } from './things.js';

let app: TestApp;
let things: Things;
let owner: Actor;

beforeAll(async () => {
  app = await startTestApp();
  const town = await makeOrganization(app.db);
  things = await makeThings(app, town);
  owner = await makeActor(app, town);
});
afterAll(() => app.close());

/** A word that says who somebody is: the nickname, or the address of a mail. */
const naming = (text: string) => text.includes(`${things.secret}さん`) || text.includes(`${things.secret}@`);
const looks = async () =>
  (await app.db.query(
    `SELECT actor, action, after FROM audit_entries WHERE action ~ '[._](viewed|read|searched|printed|exported)$'`,
  )) as { actor: string; action: string; after: unknown }[];

describe('a look at personal data', () => {
  it('is in the audit log, by whatever page, file or call somebody is named', async () => {
    const reading = routesOf(app)
      .filter(isForStaff)
      .filter((route) => route.method === 'GET' || `${route.method} ${route.path}` in SEARCHES);
    const named: Route[] = [];
    for (const route of reading) {
      const before = (await looks()).length;
      // A door that asks again every few seconds is one look in an hour.
      const isDoor = route.path.includes('/door');
      const answer = await askRoute(app, route, { actor: owner, things });
      if (!naming(answer.text)) continue;
      named.push(route);
      const after = await looks();
      const recorded =
        after.length > before || (isDoor && after.some(({ action }) => action === 'roster.viewed'));
      expect({ ...route, recorded }).toEqual({ ...route, recorded: true });
    }
    // Or this test shows nothing: roster, desk, registration, messages at the least, as pages and as calls.
    expect(named.length).toBeGreaterThan(10);
    expect(named.some(({ path }) => path.startsWith('/api/'))).toBe(true);
  });

  it('is recorded without a name, an address, or what was typed', async () => {
    const recorded = JSON.stringify(await looks());
    expect(recorded).not.toContain(things.secret);
  });

  it('is not recorded where nobody was shown', async () => {
    const before = (await looks()).length;
    for (const path of ['/staff/reports', '/staff/plans', '/staff/venues', '/staff/programmes'])
      expect((await owner.browser.get(path)).status).toBe(200);
    expect(await looks()).toHaveLength(before);
  });
});
