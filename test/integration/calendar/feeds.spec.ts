import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectGolden } from '../../support/golden.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed } from './ask-feed.js';
import { makeRegistration, makeYear } from './year.js';

let app: TestApp;
let replica: TestApp;
let year: Awaited<ReturnType<typeof makeYear>>;

beforeAll(async () => {
  app = await startTestApp();
  replica = await startTestApp({ database: app.database, now: '2031-12-31T23:59:59Z' });
  year = await makeYear(app.db);
  const { plain, cancelled, noEnd, noTime, night } = year.sessions;
  await makeRegistration(app.db, year, 'quiet', [
    [plain, 'confirmed'],
    [cancelled, 'confirmed'],
    [noEnd, 'confirmed'],
    [noTime, 'released'],
    [night, 'waitlisted'],
  ]);
  await makeRegistration(app.db, year, 'open-en', [[plain, 'confirmed']], {
    discreet: false,
    language: 'en',
  });
  await makeRegistration(
    app.db,
    year,
    'simple',
    [
      [plain, 'confirmed'],
      [night, 'waitlisted'],
    ],
    { language: 'ja-simple' },
  );
  await makeRegistration(app.db, year, 'gone', [[plain, 'confirmed']], {
    status: 'cancelled',
    cancelledAt: new Date('2025-03-05T00:00:00Z'),
  });
});
afterAll(async () => {
  await replica.close();
  await app.close();
});

async function fetchFeed(path: string, on = app): Promise<Buffer> {
  const answer = await fetch(`${on.url}${path}`);
  expect(`${path} ${answer.status}`).toBe(`${path} 200`);
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  return Buffer.from(await answer.arrayBuffer());
}

/** Turns the rows of the tables that feeds are made from, as a backup that was restored may have them. */
async function turnRows(): Promise<void> {
  const tables = [
    'organizations',
    'programmes',
    'programme_hosts',
    'courses',
    'venues',
    'sessions',
    'places',
  ];
  await app.db.transaction(async (tx) => {
    // As the restore of a backup does it: neither triggers nor references speak.
    await tx.query('SET LOCAL session_replication_role = replica');
    for (const table of tables) {
      await tx.query(`CREATE TEMP TABLE turned ON COMMIT DROP AS SELECT * FROM ${table} ORDER BY ctid DESC`);
      await tx.query(`DELETE FROM ${table}`);
      await tx.query(`INSERT INTO ${table} SELECT * FROM turned`);
      await tx.query('DROP TABLE turned');
    }
  });
}

const FEEDS = {
  'all.ics': '/calendar/all.ics',
  'all.en.ics': '/calendar/all.ics?lang=en',
  'all.ja-simple.ics': '/calendar/all.ics?lang=ja-simple',
  'hikari.ics': '/calendar/hikari.ics',
  'harbor.ics': '/calendar/harbor.ics',
  'family-class.ics': '/calendar/hikari/family-class.ics',
  'lectures.ics': '/calendar/hikari.ics?kind=lecture',
  'no-event.ics': '/calendar/harbor.ics?audience=family&lang=en',
  'my-quiet.ics': '/calendar/my/quiet.ics',
  'my-open-en.ics': '/calendar/my/open-en.ics',
  'my-simple.ics': '/calendar/my/simple.ics',
  'my-cancelled.ics': '/calendar/my/gone.ics',
};

describe('what a feed holds', () => {
  it.each(Object.entries(FEEDS))('%s is what the golden file shows, and clean', async (name, path) => {
    const bytes = await fetchFeed(path);
    expect(lintICalendar(bytes)).toEqual([]);
    expectGolden(`calendar/${name}`, bytes);
  });

  it.each([...Object.values(FEEDS), '/calendar/all.ics?organization=harbor,hikari&kind=club,lecture'])(
    '%s is the same from another replica at another time, however the rows lie',
    async (path) => {
      const gzip = { 'accept-encoding': 'gzip' };
      const [plain, packed] = [await askFeed(app, path), await askFeed(app, path, gzip)];
      await turnRows();
      for (const [headers, answer] of [
        [{}, plain],
        [gzip, packed],
      ] as const) {
        const again = await askFeed(replica, path, headers);
        expect(again.body.equals(answer.body)).toBe(true);
        expect(again.headers.etag).toBe(answer.headers.etag);
        expect(again.headers['last-modified']).toBe(answer.headers['last-modified']);
      }
    },
  );

  it('takes a programme by its slug too', async () => {
    const bySlug = await fetchFeed('/calendar/hikari/hikari-family-class.ics');
    expect(bySlug.equals(await fetchFeed('/calendar/hikari/family-class.ics'))).toBe(true);
  });

  it('names neither programme nor page to those who asked for discretion', async () => {
    const text = (await fetchFeed('/calendar/my/quiet.ics')).toString().replaceAll('\r\n ', '');
    for (const word of [
      '家族',
      'ひきこもり',
      '講師',
      '教室',
      '/sessions/',
      year.sessions.plain.id,
      'quiet',
    ]) {
      expect(text).not.toContain(word);
    }
    expect(text).toContain('SUMMARY:予定\r\n');
  });

  it('shows the link of an online room to holders of a place only', async () => {
    expect((await fetchFeed('/calendar/all.ics')).toString()).not.toContain('rooms.example');
    expect((await fetchFeed('/calendar/my/quiet.ics')).toString()).toContain(
      'URL;VALUE=URI:https://rooms.example/j/42\r\n',
    );
  });
});
