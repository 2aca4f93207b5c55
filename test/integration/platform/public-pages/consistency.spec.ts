import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DatabaseMarks } from '../../../../src/platform/database/marks.js';
import { PageCache } from '../../../../src/platform/http/public-pages/page-cache.js';
import { makeTerm } from '../../../support/factories.js';
import { register } from '../../../support/registering.js';
import { bearer } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

/** A programme file of another town, in which one session is planned. */
const FILE = `format: tsudoi/1
organization: {key: mori, name: 森町, nameEn: Mori Town}
programmes:
  - key: kazoku
    title: 森の家族会
    kind: family_meeting
    courses:
      - key: r7
        title: 令和7年度
        registration: {mode: both}
        defaults: {start: "10:00", end: "11:45"}
        sessions: [{number: 1, date: 2025-04-20}]
`;
/** Asking again until the page is kept: whoever writes in another database of this server moves the mark on too. */
const TRIES = 300;

/** A process that keeps pages, and one that keeps none and is therefore right; it is here that things are written. */
let there: TestApp;
let truth: TestApp;
let term: Awaited<ReturnType<typeof makeTerm>>;
let token: string;

beforeAll(async () => {
  truth = await startTestApp({ env: { PAGE_CACHE_MIB: '0' } });
  there = await startTestApp({ database: truth.database });
});
afterAll(async () => {
  await there?.close();
  await truth?.close();
});
beforeEach(async () => {
  for (const app of [there, truth]) app.clock.set('2025-04-01T09:00:00+09:00');
  term = await makeTerm(truth.db, { dates: ['2025-04-14', '2025-04-21'], capacity: 2 });
  token = await bearer(truth, term.organization);
});

const pathsOf = () => [
  '/',
  '/?view=month',
  '/?lang=en',
  '/programmes',
  `/programmes/${term.programme.slug}`,
  `/courses/${term.course.id}`,
  `/sessions/${term.sessions[0]?.id}`,
  `/embed/${term.organization.slug}`,
];

async function bodiesOf(app: TestApp): Promise<string[]> {
  const bodies: string[] = [];
  for (const path of pathsOf()) bodies.push((await app.http.get(path).expect(200)).text);
  return bodies;
}

/** Asks until each page came from what the process has kept. */
async function expectKept(app: TestApp): Promise<void> {
  const { outcomes } = app.nest.get(PageCache);
  for (const path of pathsOf()) {
    const before = outcomes.kept;
    for (let count = 0; count < TRIES && outcomes.kept === before; count++)
      await app.http.get(path).expect(200);
    expect([path, outcomes.kept]).toEqual([path, before + 1]);
  }
}

/** Which pages an act changes; checks that the other process, which had kept them, must show them as they are. */
async function changed(act: () => Promise<unknown>): Promise<boolean[]> {
  const before = await bodiesOf(truth);
  await expectKept(there);
  await act();
  const right = await bodiesOf(truth);
  expect(await bodiesOf(there)).toEqual(right);
  return right.map((body, index) => body !== before[index]);
}

describe('pages that another process keeps', () => {
  const session = () => term.sessions[0]?.id as string;
  const staff = (body: object) =>
    truth.http
      .patch(`/api/v1/staff/sessions/${session()}`)
      .set('authorization', token)
      .send(body)
      .expect(200);

  it.each<[string, () => Promise<unknown>]>([
    ['a seat is taken', () => register(truth, { session: session(), email: 'a@family.example' })],
    [
      'a seat is taken and given back',
      async () => {
        const { token } = await register(truth, { session: session(), people: 2 });
        await bodiesOf(there);
        await truth.http.delete(`/api/v1/registrations/${token}`).expect(200);
        // Nothing is as if nothing had been: the pages are, but they had to be looked at again.
        await register(truth, { session: session(), nickname: 'あおい' });
      },
    ],
    ['a session is moved', () => staff({ startsOn: '2025-04-15' })],
    ['a session is cancelled', () => staff({ status: 'cancelled' })],
    [
      'a programme is written by hand',
      () => truth.db.query(`UPDATE programmes SET title = 'みんなの会' WHERE id = $1`, [term.programme.id]),
    ],
    [
      'another town is imported',
      () =>
        truth.http
          .post('/api/v1/staff/import')
          .set('authorization', token)
          .set('content-type', 'application/yaml')
          .send(FILE.replace('mori', term.organization.slug))
          .expect(200),
    ],
    [
      'only the second of two transactions within one is kept',
      () =>
        truth.db.transaction(async (tx) => {
          await tx.query('SAVEPOINT one');
          await tx.query(`UPDATE sessions SET topic = '捨てた' WHERE id = $1`, [session()]);
          await tx.query('ROLLBACK TO one');
          await tx.query(`UPDATE sessions SET topic = '残した' WHERE id = $1`, [session()]);
        }),
    ],
  ])('are right as soon as %s', async (_, act) => {
    expect((await changed(act)).filter(Boolean).length).toBeGreaterThan(0);
  });

  it('are right when an instant passes, without anything written', async () => {
    const opens = ['2025-04-01T10:00:00+09:00', term.course.id];
    await truth.db.query('UPDATE courses SET opens_at = $1 WHERE id = $2', opens);
    for (const app of [there, truth]) app.clock.set('2025-04-01T09:59:59.999+09:00');
    const seen = await changed(async () => {
      for (const app of [there, truth]) app.clock.set('2025-04-01T10:00:00+09:00');
    });
    expect(seen.filter(Boolean).length).toBeGreaterThan(0);
  });

  it('would be wrong if nobody asked what was committed', async () => {
    const mark = await there.nest.get(DatabaseMarks).current();
    const blind = jest.spyOn(there.nest.get(DatabaseMarks), 'current').mockResolvedValue(mark);
    try {
      const path = `/sessions/${session()}`;
      await there.http.get(path).expect(200);
      await staff({ status: 'cancelled' });
      const { text } = await truth.http.get(path).expect(200);
      expect((await there.http.get(path).expect(200)).text).not.toBe(text);
    } finally {
      blind.mockRestore();
    }
  });

  it('are never older than the answer to what somebody has just done', async () => {
    const path = `/sessions/${session()}`;
    const seen = new Set<string>();
    let asking = true;
    // Somebody else asks all the time, so that a rendering is always under way.
    const crowd = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (asking) await there.http.get(path).expect(200);
      }),
    );
    try {
      for (let number = 0; number < 20; number++) {
        const topic = `題${number}。`;
        await truth.db.query('UPDATE sessions SET topic = $2 WHERE id = $1', [session(), topic]);
        const { text } = await there.http.get(path).expect(200);
        expect(text).toContain(topic);
        seen.add(text);
      }
    } finally {
      asking = false;
      await crowd;
    }
    expect(seen.size).toBe(20);
  });
});
