import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { FeedChange } from '../../../src/calendar/feeds/feed-change.entity.js';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { Course } from '../../../src/programmes/course.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Venue } from '../../../src/programmes/venue.entity.js';
import { makePool } from '../../support/factories.js';
import { register } from '../../support/registering.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed, etagOf } from './ask-feed.js';
import { makeYear } from './year.js';

const ALL = '/calendar/all.ics';
const HIKARI = '/calendar/hikari.ics';
const HARBOR = '/calendar/harbor.ics';
const LONG_AGO = 'Sat, 01 Mar 2025 00:00:00 GMT';
let app: TestApp;
let year: Awaited<ReturnType<typeof makeYear>>;

beforeAll(async () => {
  app = await startTestApp();
  year = await makeYear(app.db);
});
afterAll(() => app.close());

const poll = (path: string, etag: string) => askFeed(app, path, { 'if-none-match': etag });

/** As if nothing had been changed since. The marks stay what they are: kept feeds stay kept. */
async function makeOld(): Promise<void> {
  await app.db.query('UPDATE feed_changes SET changed_at = $1', [LONG_AGO]);
}

const repository = <T extends object>(entity: new () => T) => app.db.getRepository<T>(entity);

describe('a change', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['of a topic', () => repository(Session).update(year.sessions.plain.id, { topic: '別の内容' })],
    ['in a programme file', () => repository(Session).update(year.sessions.plain.id, { startTime: '13:00' })],
    [
      'that cancels a session',
      () => repository(Session).update(year.sessions.noEnd.id, { status: 'cancelled' }),
    ],
    ['of a programme’s title', () => repository(Programme).update(year.family.id, { title: '家族教室' })],
    ['of a venue’s name', () => repository(Venue).update(year.centre.id, { name: '保健センター' })],
    [
      'of the organizer',
      () =>
        repository(ProgrammeHost).update(
          { programmeId: year.family.id, role: 'organizer' },
          { name: '福祉課' },
        ),
    ],
    [
      'of the time in which one may register',
      () => repository(Course).update(year.term.id, { closesAt: new Date('2025-04-12T08:00:00Z') }),
    ],
    [
      'of the organization’s name',
      async () => {
        // Said where a programme names no organizer.
        await repository(ProgrammeHost).delete({ programmeId: year.family.id });
        await repository(Organization).update(year.hikari.id, { name: 'ひかり町' });
      },
    ],
    ['that takes a session away', () => repository(Session).delete(year.sessions.days.id)],
    [
      'by hand, in SQL, which leaves no date',
      () => app.db.query(`UPDATE sessions SET lecturer = '保健師' WHERE id = $1`, [year.sessions.plain.id]),
    ],
  ];

  it.each(changes)(
    '%s is in the next answer of every feed that shows it, and of no other',
    async (_, change) => {
      await makeOld();
      const [all, hikari, harbor] = [
        await etagOf(app, ALL),
        await etagOf(app, HIKARI),
        await etagOf(app, HARBOR),
      ];
      expect((await poll(ALL, all)).status).toBe(304);
      await change();
      for (const [path, etag] of [
        [ALL, all],
        [HIKARI, hikari],
      ] as const) {
        const answer = await poll(path, etag);
        expect(answer.status).toBe(200);
        expect(answer.headers.etag).not.toBe(etag);
        expect((await askFeed(app, path, { 'if-modified-since': LONG_AGO })).status).toBe(200);
      }
      expect((await poll(HARBOR, harbor)).status).toBe(304);
    },
  );

  it('that nobody sees leaves the ETag as it is', async () => {
    const before = await etagOf(app, ALL);
    await repository(Programme).update(year.family.id, { sourceDoubt: ['曜日が合わない'] });
    expect(await etagOf(app, ALL)).toBe(before);
  });

  it('of seats is none: a registration has nothing rendered anew', async () => {
    await makePool(app.db, year.sessions.plain);
    await etagOf(app, ALL);
    const marks = await repository(FeedChange).count();
    const rendered = await countQueries(/\bshown session\b/, async () => {
      await register(app, { session: year.sessions.plain.id });
      await etagOf(app, ALL);
    });
    expect([await repository(FeedChange).count(), rendered]).toEqual([marks, 0]);
  });

  it('has the time at which it could first be seen, not that at which a long import made it', async () => {
    const long = app.db.createQueryRunner();
    await long.startTransaction();
    try {
      await long.query(`UPDATE sessions SET topic = '取り込み' WHERE id = $1`, [year.sessions.plain.id]);
      await repository(Venue).update(year.centre.id, { name: '先に変わった会場' });
      const [{ seen }] = await app.db.query('SELECT max(changed_at)::text AS seen FROM feed_changes');
      await long.commitTransaction();
      const [{ later }] = await app.db.query(
        'SELECT count(*)::int AS later FROM feed_changes WHERE changed_at > $1::timestamptz',
        [seen],
      );
      expect(later).toBe(1);
    } finally {
      await long.release();
    }
  });

  it('that is taken back never was', async () => {
    const before = await etagOf(app, ALL);
    const marks = await repository(FeedChange).count();
    await expect(
      app.db.transaction(async (tx) => {
        await tx.update(Venue, year.centre.id, { name: '取りやめ' });
        expect(await tx.count(FeedChange)).toBe(marks + 1);
        expect((await poll(ALL, before)).status).toBe(304);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await repository(FeedChange).count()).toBe(marks);
    expect((await poll(ALL, before)).status).toBe(304);
  });
});

/** How many queries like `pattern` the application asks while `act` runs. */
async function countQueries(pattern: RegExp, act: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await act();
    return query.mock.calls.filter(([asked]) =>
      pattern.test(typeof asked === 'string' ? asked : JSON.stringify(asked)),
    ).length;
  } finally {
    query.mockRestore();
  }
}

describe('what a poll costs', () => {
  // Queue and ledger look at the database on their own.
  const FEEDS = /\b(feed_changes|organizations|programmes|sessions|venues)\b/;

  it.each([
    ALL,
    HIKARI,
    '/calendar/hikari/family-class.ics',
    `${ALL}?kind=lecture&organization=hikari,harbor`,
  ])('%s: one query while nothing has changed, and none of them about sessions', async (path) => {
    const etag = await etagOf(app, path);
    const one = async () => expect((await poll(path, etag)).status).toBe(304);
    expect(await countQueries(FEEDS, one)).toBe(1);
    expect(await countQueries(/\bsessions\b/, one)).toBe(0);
  });

  it('is one rendering for all who come to a feed that has just changed', async () => {
    await repository(Venue).update(year.centre.id, { name: '公民館' });
    const rendered = await countQueries(/\bshown session\b/, () =>
      Promise.all(Array.from({ length: 20 }, () => etagOf(app, ALL))),
    );
    expect(rendered).toBe(1);
  });

  it.each([
    [`${ALL}?kind=lecture,club&lang=ja`, `${ALL}?lang=ja&kind=club&kind=lecture`],
    ['/calendar/hikari/family-class.ics', '/calendar/hikari/hikari-family-class.ics'],
    [HIKARI, `${ALL}?organization=hikari`],
  ])('is nothing anew for another way of asking for the same: %s, %s', async (one, other) => {
    await etagOf(app, one);
    const rendered = await countQueries(/\bshown session\b/, () => etagOf(app, other));
    expect(rendered).toBe(0);
  });
});
