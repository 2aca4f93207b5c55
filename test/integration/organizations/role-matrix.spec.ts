import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../../src/organizations/principal.js';
import { makeOrganization } from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Actor, askRoute, makeActor } from './asking.js';
import { BODIES, makeThings, type Things } from './things.js';

/** What an answer says of whoever asked. A refusal for another reason (409, 422) is given to those who may. */
type Answer = 'may' | '403' | '404' | '–';

const HEAD = `# Who may what

Every route of staff, asked by each role: of the organization to which the thing belongs, and after the slash of another one. **may**: let
in; **403**: known, and the role is too low; **404**: what belongs to others does not exist; **–**: nothing of another organization can be
named. Written by \`role-matrix.spec.ts\` with \`GOLDEN=write\`; read the difference before you commit it.

| | route | ${ROLES.join(' | ')} |
| --- | --- | ${ROLES.map(() => '---').join(' | ')} |
`;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** Looking first, acts later, and last those after which a thing is not what it was. */
function inOrder(routes: readonly Route[]): Route[] {
  const rank = ({ method, path }: Route) => {
    if (method === 'GET') return 0;
    return /\/(cancel|skip|erase|remove|merge|members\/:member)$/.test(path) || method === 'DELETE' ? 2 : 1;
  };
  return [...routes].sort((one, other) => rank(one) - rank(other));
}

async function answer(route: Route, actor: Actor, things: Things): Promise<Answer> {
  const { status } = await askRoute(app, route, { actor, things });
  if (status >= 500) throw new Error(`${route.method} ${route.path} answered ${status}`);
  return status === 403 || status === 404 ? (String(status) as Answer) : 'may';
}

function namesThings({ method, path }: Route): boolean {
  return path.includes(':') || `${method} ${path}` in BODIES;
}

describe('each role', () => {
  it('may what its table says, in its own organization and in another', async () => {
    const routes = routesOf(app).filter(isForStaff);
    const surprises: string[] = [];
    const cells = new Map<Route, string[]>(routes.map((route) => [route, []]));
    for (const role of ROLES) {
      const town = await makeOrganization(app.db);
      const things = await makeThings(app, town);
      const own = await makeActor(app, town, role);
      const foreign = await makeActor(app, await makeOrganization(app.db), role);
      for (const route of inOrder(routes)) {
        const theirs = namesThings(route) ? await answer(route, foreign, things) : '–';
        const ours = await answer(route, own, things);
        cells.get(route)?.push(`${ours} / ${theirs}`);
        const asked = `${role}: ${route.method} ${route.path}`;
        if ((ours !== '403') !== isEnough(role, route)) surprises.push(`${asked} of their own: ${ours}`);
        if (theirs === 'may') surprises.push(`${asked} of another organization: may`);
      }
    }
    expect(surprises).toEqual([]);
    const rows = [...cells]
      .map(([{ method, path }, own]) => `| ${method} | \`${path}\` | ${own.join(' | ')} |`)
      .sort((one, other) => byPath(one).localeCompare(byPath(other), 'en'));
    expectGolden('organizations/role-matrix.md', Buffer.from(`${HEAD}${rows.join('\n')}\n`));
  }, 600_000);
});

function isEnough(role: Role, { access }: Route): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(access as Role);
}

function byPath(row: string): string {
  const [, method = '', path = ''] = row.split('|');
  return `${path} ${method}`;
}
