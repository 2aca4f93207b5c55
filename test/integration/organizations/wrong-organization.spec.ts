import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ROLES, type Role } from '../../../src/organizations/principal.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Actor, askRoute, makeActor } from './asking.js';
import { BODIES, makeThings, OWN_AFFAIRS, SEARCHES, type Things } from './things.js';

let app: TestApp;
let home: Organization;
let homeThings: Things;
let actorOf: (town: Organization) => Promise<Actor>;
let visitor: Actor;
let owner: Actor;
let routes: Route[];

beforeAll(async () => {
  app = await startTestApp();
  home = await makeOrganization(app.db, { name: 'よその市' });
  homeThings = await makeThings(app, home);
  const elsewhere = await makeOrganization(app.db);
  actorOf = (town: Organization) => makeActor(app, town);
  visitor = await actorOf(elsewhere);
  owner = await actorOf(home);
  routes = routesOf(app).filter(isForStaff);
});
afterAll(() => app.close());

const ask = (route: Route, actor: Actor, query = '', things = homeThings) =>
  askRoute(app, route, { actor, query, things });

/** Acts that take things away come last: a place that is given up cannot be marked. */
function gentlyFirst(acts: readonly Route[]): Route[] {
  const isLast = ({ method, path }: Route) =>
    method === 'DELETE' || /\/(registrations\/:id\/(cancel|skip)|completions\/:id\/withdraw)$/.test(path);
  return [...acts.filter((act) => !isLast(act)), ...acts.filter(isLast)];
}

function isSearch({ method, path }: Route): boolean {
  return `${method} ${path}` in SEARCHES;
}

/** Whether an answer to a search holds the nickname; the page repeats what was looked for, which is shorter. */
function namesIn({ text }: { readonly text: string }): boolean {
  return text.includes(`${homeThings.secret}さん`);
}

describe('staff of another organization', () => {
  it('find nothing under any address of a thing that is not theirs', async () => {
    const withThings = routes.filter(({ method, path }) => path.includes(':') || BODIES[`${method} ${path}`]);
    const unknown = routes.filter(
      (route) =>
        route.method !== 'GET' &&
        !withThings.includes(route) &&
        !isSearch(route) &&
        !OWN_AFFAIRS.includes(`${route.method} ${route.path}`),
    );
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
    for (const route of gentlyFirst(withThings.filter(({ method }) => method !== 'GET'))) {
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
    for (const [actor, leaks] of [
      [visitor, false],
      [owner, true],
    ] as const)
      expect((await calendarOf(actor)).includes(homeThings.sessions as string)).toBe(leaks);
    for (const route of routes.filter(isSearch)) {
      expect({ ...route, found: namesIn(await ask(route, owner)) }).toEqual({ ...route, found: true });
      expect({ ...route, found: namesIn(await ask(route, visitor)) }).toEqual({ ...route, found: false });
    }
    for (const path of ['/staff/audit', '/api/v1/staff/audit']) {
      const route: Route = { method: 'GET', path, access: ROLES[0] };
      expect((await ask(route, visitor, `?organization=${home.slug}`)).status).toBe(404);
      expect((await ask(route, owner, `?organization=${home.slug}`)).status).toBe(200);
    }
  });
});

/** What the address of their own calendar shows to whoever has it. */
async function calendarOf({ browser }: typeof visitor): Promise<string> {
  await browser.post('/staff/calendar-feed', { act: 'renew' });
  const { text } = await browser.get('/staff/calendar-feed');
  const address = /value="([^"]+\/calendar\/staff\/[^"]+\.ics)"/.exec(text)?.[1] ?? '';
  return (await app.http.get(new URL(address).pathname).expect(200)).text;
}

const RIGHTS = ['viewer', 'reception', 'organizer'] as const;

/** Addresses of a programme's own things, and the act that names one of its sessions in what is sent. */
function isOfProgramme({ method, path }: Route): boolean {
  return (
    /\/(sessions|courses|programmes|registrations|completions)\/:|\/people\/:id(\/notes)?$/.test(path) ||
    (method === 'POST' && ['/api/v1/staff/registrations', '/staff/registrations/new'].includes(path))
  );
}

/** An owner at another town that hosts the programme of fresh things with these rights. */
async function makeCoHost(rights: (typeof RIGHTS)[number] | null) {
  const town = await makeOrganization(app.db);
  const things = await makeThings(app, await makeOrganization(app.db, { name: '主催の市' }));
  const [programme] = await app.db.query('SELECT id FROM programmes WHERE slug = $1', [things.programmes]);
  await app.db.manager.insert(ProgrammeHost, {
    id: newId(),
    programmeId: programme.id,
    role: rights ? 'co_host' : 'sponsor',
    name: '共催の市',
    hostOrganizationId: town.id,
    rights,
    position: 0,
  });
  return { actor: await actorOf(town), things };
}

describe('staff of an organization that hosts a programme of another', () => {
  it.each(RIGHTS)(
    'reach what is of the programme as far as the rights of a %s go, and nothing beyond',
    async (rights) => {
      const { actor, things } = await makeCoHost(rights);
      const own = routes.filter(isOfProgramme);
      // Reading first, so that no act takes a thing away.
      const ordered = [
        ...own.filter(({ method }) => method === 'GET'),
        ...gentlyFirst(own.filter(({ method }) => method !== 'GET')),
      ];
      for (const route of ordered) {
        const { status } = await ask(route, actor, '', things);
        const isAllowed = ROLES.indexOf(rights) >= ROLES.indexOf(route.access as Role);
        // 409 is an answer about a thing that they were let to; without the rights there is none but 403.
        const answered = status < 400 || status === 409 ? 'answered' : status;
        expect({ ...route, rights, answered }).toEqual({
          ...route,
          rights,
          answered: isAllowed ? 'answered' : 403,
        });
      }
      expect(ordered.length).toBeGreaterThan(30);
      // What is the town's, and not the programme's, stays the town's.
      const rest = routes.filter((route) => route.path.includes(':') && !isOfProgramme(route));
      for (const route of rest) {
        const { status } = await ask(route, actor, '', things);
        const isOpen = /\/messages\/:/.test(route.path) && rights === 'organizer';
        // 409: a message that was sent again a moment ago is on its way.
        const answered = status < 400 || status === 409 ? 'answered' : status;
        expect({ ...route, answered }).toEqual({ ...route, answered: isOpen ? 'answered' : 404 });
      }
      // Negative control: the same rights in one programme open no other one of the same town.
      for (const route of ordered) {
        const { status } = await ask(route, actor);
        expect({ ...route, status }).toEqual({ ...route, status: 404 });
      }
    },
  );

  it('find it in their lists, marked as another’s, and the messages about it where they organize', async () => {
    for (const rights of RIGHTS) {
      const { actor, things } = await makeCoHost(rights);
      const shown = async (path: string) =>
        (await ask({ method: 'GET', path, access: 'viewer' }, actor)).text.includes(things.secret);
      expect(await shown('/staff')).toBe(true);
      expect(await shown('/staff/programmes')).toBe(true);
      expect(await calendarOf(actor)).toContain(things.sessions);
      expect(await shown('/staff/reports')).toBe(true);
      expect(await shown('/staff/messages')).toBe(rights === 'organizer');
      const answer = await ask(
        { method: 'GET', path: '/api/v1/staff/reports/attendance', access: 'viewer' },
        actor,
      );
      expect(answer.body.items.map(({ hosted }: { hosted: boolean }) => hosted)).toEqual([true]);
      // None of their own was held: what they host is in no total of theirs.
      expect(answer.body.totals).toEqual([]);
    }
  });

  it('find nothing where the host has no rights, a sponsor by name alone', async () => {
    const { actor, things } = await makeCoHost(null);
    // Totals are for every part (docs/decisions/0037): the page of them says nothing of anybody.
    const isOfTotals = ({ path }: Route) => path === '/staff/reports/programmes/:slug';
    const totals = await ask(routes.find(isOfTotals) as Route, actor, '', things);
    expect(totals.status).toBe(200);
    expect(totals.text).not.toContain(`${things.secret}さん`);
    for (const route of routes.filter((one) => one.path.includes(':') || isOfProgramme(one))) {
      if (isOfTotals(route)) continue;
      const answer = await ask(route, actor, '', things);
      expect({ ...route, status: answer.status }).toEqual({ ...route, status: 404 });
      expect(answer.text).not.toContain(things.secret);
    }
    for (const route of routes.filter(({ method, path }) => method === 'GET' && !path.includes(':'))) {
      const answer = await ask(route, actor);
      const secret = /\/reports/.test(route.path) ? `${things.secret}さん` : things.secret;
      expect({ ...route, leaks: answer.text.includes(secret) }).toEqual({ ...route, leaks: false });
    }
  });
});
