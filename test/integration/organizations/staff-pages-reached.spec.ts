import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Completion } from '../../../src/attendance/completion/completion.entity.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeThings } from './things.js';

/** What no link leads to, and why. */
const NOT_BY_LINK: Readonly<Record<string, string>> = {
  '/staff/sessions/:id/door/state': 'asked by the script of the reception screen',
  '/staff/sessions/:id/door/token': 'asked by the script of the reception screen',
  '/staff/sessions/:id/walk-ins': 'shown again when the form on the page of the session was refused',
  '/staff/export': 'a form on the page of importing leads there',
  '/staff/reports/attendance.csv': 'an address that spreadsheets have kept; figures.csv is what is linked',
  '/staff/reports/attendance.xlsx': 'an address that spreadsheets have kept; figures.xlsx is what is linked',
};
/** Pages of one kind that the walk opens; the rest of a long list looks the same. */
const OF_A_KIND = 4;

describe('pages of staff', () => {
  let app: TestApp;
  let owner: StaffBrowser;
  let routes: Route[];

  beforeAll(async () => {
    app = await startTestApp();
    const organization = await makeOrganization(app.db);
    const { completions } = await makeThings(app, organization);
    await app.db.manager.update(
      Completion,
      { id: completions },
      { enrolledOn: '2025-04-01', rollNumber: '1' },
    );
    const programme = await makeProgramme(app.db, organization);
    const drawn = await makeCourse(app.db, programme, { lottery: {} });
    for (const number of [1, 2]) await makeSession(app.db, drawn, { startsOn: `2025-05-0${number}`, number });
    owner = await signInAs(app, organization, 'owner');
    // What is written out comes before what takes anything in its place: `/new` before `/:id`.
    routes = routesOf(app)
      .filter((route) => isForStaff(route) && route.method === 'GET' && route.path.startsWith('/staff'))
      .toSorted((one, other) => parametersOf(one) - parametersOf(other));
  });
  afterAll(() => app.close());

  /** The patterns that a reader comes to who begins at `start` and only follows links. */
  async function reachedFrom(start: string): Promise<Set<string>> {
    const opened = new Map<string, number>();
    const seen = new Set([start]);
    for (const address of seen) {
      const route = routes.find(({ path }) => patternOf(path).test(address.split('?')[0] ?? ''));
      if (!route) continue;
      const times = opened.get(route.path) ?? 0;
      if (times >= OF_A_KIND) continue;
      opened.set(route.path, times + 1);
      const answer = await owner.get(address);
      expect({ address, status: answer.status }).toEqual({ address, status: 200 });
      if (answer.type === 'text/html') for (const link of linksIn(answer.text)) seen.add(link);
    }
    return new Set(opened.keys());
  }

  it('can be come to by links from the first, but for those of which it is said why not', async () => {
    const reached = await reachedFrom('/staff');
    const missing = routes.map(({ path }) => path).filter((path) => !reached.has(path));
    expect(missing.toSorted()).toEqual(Object.keys(NOT_BY_LINK).toSorted());
  }, 120_000);
});

function parametersOf({ path }: Route): number {
  return path.split('/:').length - 1;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
}

/** Addresses of staff pages to which a page links, or which it shows in a frame. */
function linksIn(html: string): string[] {
  return [...html.matchAll(/ (?:href|src)="(\/staff[^"#]*)/g)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  );
}
