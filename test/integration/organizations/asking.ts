import type { Organization } from '../../../src/organizations/organization.entity.js';
import type { Role } from '../../../src/organizations/principal.js';
import { readPdf } from '../../support/pdf.js';
import type { Route } from '../../support/routes.js';
import { bearer, type StaffBrowser, signInAs } from '../../support/staff.js';
import type { TestApp } from '../../support/test-app.js';
import { BODIES, SEARCHES, type Things } from './things.js';

/** A member of staff at the pages, and a token of the same role at the API. */
export interface Actor {
  readonly browser: StaffBrowser;
  readonly authorization: string;
}

export async function makeActor(app: TestApp, town: Organization, role: Role = 'owner'): Promise<Actor> {
  return { browser: await signInAs(app, town, role), authorization: await bearer(app, town, role) };
}

/** The address that names these things. A new kind of address must be made known in things.ts. */
export function addressOf({ path }: Route, things: Things): string {
  const idOf = (kind: string) => {
    const id = things[kind];
    if (!id) throw new Error(`${path}: test/integration/organizations/things.ts does not make any "${kind}"`);
    return id;
  };
  return path
    .replace(/\/([\w-]+)\/:\w+/g, (_, kind: string) => `/${kind}/${idOf(kind)}`)
    .replace(/\/:(\w+)/g, (_, kind: string) => `/${idOf(kind)}`);
}

/** Sends what the route must be sent to come as far as looking for the things. */
export async function askRoute(
  app: TestApp,
  route: Route,
  { actor, query = '', things }: { readonly actor: Actor; readonly query?: string; readonly things: Things },
) {
  const { method, path } = route;
  const address = `${addressOf(route, things)}${query}`;
  const body = (BODIES[`${method} ${path}`] ?? SEARCHES[`${method} ${path}`])?.(things) ?? {};
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
  if (method !== 'GET') return actor.browser.post(address, body as Record<string, string>);
  const answer = await actor.browser.get(address);
  // A file says what it says in glyphs.
  if (answer.type === 'application/pdf') answer.text = readPdf(answer.body as Buffer).text;
  return answer;
}
