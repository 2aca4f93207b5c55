import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { expectGolden } from '../../support/golden.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
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

const FEEDS = {
  'all.ics': '/calendar/all.ics',
  'all.en.ics': '/calendar/all.ics?lang=en',
  'hikari.ics': '/calendar/hikari.ics',
  'harbor.ics': '/calendar/harbor.ics',
  'family-class.ics': '/calendar/hikari/family-class.ics',
  'lectures.ics': '/calendar/hikari.ics?kind=lecture',
  'no-event.ics': '/calendar/harbor.ics?audience=family&lang=en',
  'my-quiet.ics': '/calendar/my/quiet.ics',
  'my-open-en.ics': '/calendar/my/open-en.ics',
  'my-cancelled.ics': '/calendar/my/gone.ics',
};

describe('what a feed holds', () => {
  it.each(Object.entries(FEEDS))('%s is what the golden file shows, and clean', async (name, path) => {
    const bytes = await fetchFeed(path);
    expect(lintICalendar(bytes)).toEqual([]);
    expectGolden(`calendar/${name}`, bytes);
  });

  it.each(Object.values(FEEDS))('%s is the same from another replica at another time', async (path) => {
    expect((await fetchFeed(path, replica)).equals(await fetchFeed(path))).toBe(true);
  });

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

describe('addresses that are no feed', () => {
  it.each([
    '/calendar/nowhere.ics',
    '/calendar/hikari/nothing.ics',
    '/calendar/harbor/family-class.ics',
    '/calendar/my/guessed.ics',
    '/calendar/my/.ics',
    '/calendar/%00.ics',
    '/calendar/hikari.txt',
  ])('%s answers 404', async (path) => {
    const answer = await app.http.get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('a filter that does not exist is refused with those that do', async () => {
    const answer = await app.http.get('/calendar/all.ics?kind=party&audience=%27%3B&lang=fr').expect(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const faults: { field: string; params: { allowed: string } }[] = answer.body.faults;
    expect(faults.map(({ field }) => field).sort()).toEqual(['audience', 'kind', 'lang']);
    expect(faults.find(({ field }) => field === 'kind')?.params.allowed).toContain(
      'family_meeting, womens_gathering',
    );
  });

  it('a filter given twice is refused, not guessed', async () => {
    await app.http.get('/calendar/all.ics?kind=lecture&kind=forum').expect(422);
  });
});

describe('the page on subscribing', () => {
  it('has an address to copy and one to press for every organization', async () => {
    await app.db.getRepository(Organization).update(year.hikari.id, { municipalityCode: '131199' });
    const { text } = await app.http.get('/calendar').expect(200);
    for (const name of ['all', 'hikari', 'harbor']) {
      expect(text).toContain(`value="http://tsudoi.example/calendar/${name}.ics"`);
      expect(text).toContain(`href="webcal://tsudoi.example/calendar/${name}.ics"`);
    }
    expect(text.indexOf('ひかり市')).toBeLessThan(text.indexOf('Harbor City'));
  });

  it('speaks English and then gives the English feeds', async () => {
    const { text } = await app.http.get('/calendar?lang=en').expect(200);
    expect(text).toContain('Subscribe in your calendar');
    expect(text).toContain('value="http://tsudoi.example/calendar/hikari.ics?lang=en"');
    expect(text).toContain('?kind=family_meeting&amp;lang=en');
  });
});
