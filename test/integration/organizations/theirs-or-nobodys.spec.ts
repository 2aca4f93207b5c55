import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization } from '../../support/factories.js';
import { isForStaff, type Route, routesOf } from '../../support/routes.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Actor, askRoute, makeActor } from './asking.js';
import { BODIES, makeThings, type Things } from './things.js';

let app: TestApp;
let theirs: Things;
let nobodys: Things;
let visitor: Actor;
let routes: Route[];
const NAMES = ['organization', 'organizations', 'programmes'];
/**
 * Statements by which the two may differ: what is there is looked at by one or two more guards before the same is said. None depends
 * on what the thing holds; and its id is 122 random bits, so that nobody can ask for it who does not have it.
 */
const FEW = 5;
const WORDS = ['secret', 'mail-texts', 'language', 'variant'];

beforeAll(async () => {
  app = await startTestApp();
  theirs = await makeThings(app, await makeOrganization(app.db));
  visitor = await makeActor(app, await makeOrganization(app.db));
  // The same kinds of things, which nobody has: ids are replaced by ids, names by names of the same length.
  nobodys = Object.fromEntries(
    Object.entries(theirs).map(([kind, id]) => [
      kind,
      WORDS.includes(kind)
        ? id
        : NAMES.includes(kind)
          ? (kind === 'programmes' ? 'y' : 'x').repeat(id.length)
          : newId(),
    ]),
  ) as Things;
  routes = routesOf(app)
    .filter(isForStaff)
    .filter(({ method, path }) => path.includes(':') || BODIES[`${method} ${path}`]);
});
afterAll(() => app.close());

/** How many statements a request sends to the database. */
async function statementsOf(act: () => Promise<unknown>): Promise<number> {
  const counted = jest.spyOn(DataSource.prototype, 'query');
  try {
    await act();
    return counted.mock.calls.length;
  } finally {
    counted.mockRestore();
  }
}

/** An answer without what differs from one to the next whatever is asked: tokens of forms, and the ids that were asked for. */
function plain(answer: { text: string; headers: Record<string, unknown> }, things: Things) {
  let { text } = answer;
  const longestFirst = Object.entries(things).toSorted(([, a], [, b]) => b.length - a.length);
  for (const [kind, id] of longestFirst) if (!WORDS.includes(kind)) text = text.replaceAll(id, kind);
  const { date: _date, 'set-cookie': _cookies, 'content-length': _length, ...headers } = answer.headers;
  return { text: text.replace(/name="_csrf" value="[^"]*"/g, ''), headers };
}

describe('what belongs to others, and what nobody has', () => {
  it('are the same answer, to the last letter, for much the same work', async () => {
    expect(routes.length).toBeGreaterThan(100);
    const moreWork: unknown[] = [];
    for (const route of routes) {
      const answers: unknown[] = [];
      const work: number[] = [];
      for (const things of [theirs, nobodys]) {
        work.push(
          await statementsOf(async () => {
            const answer = await askRoute(app, route, { actor: visitor, things });
            answers.push({ status: answer.status, ...plain(answer, things) });
          }),
        );
      }
      expect({ ...route, answer: answers[0] }).toEqual({ ...route, answer: answers[1] });
      const [forTheirs = 0, forNobodys = 0] = work;
      if (Math.abs(forTheirs - forNobodys) > FEW) moreWork.push({ ...route, work });
    }
    expect(moreWork).toEqual([]);
  });
});
