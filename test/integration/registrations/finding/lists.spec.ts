import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import type { Session } from '../../../../src/programmes/session.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { listed, NOW } from './finding-town.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: NOW });
});
afterAll(() => app.close());

const textOf = async (path: string): Promise<string> => (await app.http.get(path).expect(200)).text;
/** What a list says of a session, from its link to the next one. */
const entryOf = (html: string, { id }: Session) =>
  html.slice(html.indexOf(`/sessions/${id}"`)).split('</li>')[0] ?? '';

/** Open on Mondays, Wednesdays and Fridays for six weeks from a Monday. */
async function makeDesk(town: Organization, monday: string, title = 'ひろば') {
  const programme = await makeProgramme(app.db, town, { title, kind: 'free_space' });
  const course = await makeCourse(app.db, programme, { registrationMode: 'none' });
  const days: Session[] = [];
  for (let day = 0; day < 42; day++) {
    if ([0, 2, 4].includes(day % 7))
      days.push(await makeSession(app.db, course, { startsOn: addDays(monday, day) }));
  }
  return { programme, course, days };
}

describe('a session of a course that one joins as a whole', () => {
  const dates = ['2025-04-07', '2025-04-08', '2025-04-21', '2025-05-19'];
  const makeWhole = async (slug: string, joinUntil: number | null, taken: readonly number[] = []) => {
    const town = await makeOrganization(app.db, { slug });
    const course = await makeCourse(app.db, await makeProgramme(app.db, town), {
      registrationMode: 'course',
      joinUntil,
    });
    const sessions: Session[] = [];
    for (const [index, startsOn] of dates.entries()) {
      const session = await makeSession(app.db, course, { startsOn, number: index + 1 });
      await makePool(app.db, session, { capacity: 5, taken: taken[index] ?? 0 });
      sessions.push(session);
    }
    return sessions;
  };

  it('is not called open in any list when it is too late to join', async () => {
    const [first, , third, fourth] = await makeWhole('late', 2);
    for (const path of ['/?organization=late', '/nearby?organization=late', '/embed/late']) {
      const html = await textOf(path);
      expect(entryOf(html, third!)).toContain('途中参加の受付終了');
      expect(html).not.toContain('受付中');
      expect(html).not.toContain('あと5人');
    }
    await app.db.query('DELETE FROM sessions WHERE id = $1', [first!.id]);
    const gone = await app.http.get(`/sessions/${first!.id}`).expect(410);
    expect(entryOf(gone.text, fourth!)).toContain('途中参加の受付終了');
  });

  it('has no more seats than the fullest of those to come', async () => {
    const [, , third] = await makeWhole('nearly', null, [0, 0, 1, 3]);
    expect(entryOf(await textOf('/?organization=nearly'), third!)).toContain('あと2人');
    const [, , other] = await makeWhole('full', null, [0, 0, 1, 5]);
    const entry = entryOf(await textOf('/?organization=full'), other!);
    expect(entry).toContain('キャンセル待ち受付中');
    expect(entry).not.toContain('あと');
  });
});

describe('what is open several days a week', () => {
  it('is something that is found, and is seen where there is nothing else', async () => {
    const town = await makeOrganization(app.db, { slug: 'open' });
    await makeDesk(town, '2025-04-07');
    for (const path of ['/?organization=open', '/?organization=open&view=month']) {
      const html = await textOf(path);
      expect(html).not.toContain('見つかりませんでした');
      expect(html).not.toContain('この月の予定はまだありません');
      expect(html).toContain('週に何日も開いているところは1か所です。');
      expect(html).toContain('<details class="desks" open>');
    }
  });

  it('is in the list of days where its own line would name none', async () => {
    const town = await makeOrganization(app.db, { slug: 'later' });
    const { days } = await makeDesk(town, '2025-05-19');
    expect(await listed(app, '/?organization=later')).toEqual(days.map(({ id }) => id));
    expect(await textOf('/embed/later')).toContain(`/sessions/${days[0]!.id}"`);
    expect(await textOf('/nearby?organization=later&month=2025-05')).toContain('nearby-desks');
  });

  it('names no day as the next that is over', async () => {
    const town = await makeOrganization(app.db, { slug: 'next' });
    const { course, days } = await makeDesk(town, '2025-04-07');
    const over = await makeSession(app.db, course, {
      ...{ startsOn: '2025-04-10', startTime: '07:00', endTime: '08:00' },
    });
    const [monday, wednesday, friday] = days;
    for (const path of ['/?organization=next&from=2025-04-07', '/?organization=next&view=month']) {
      const html = await textOf(path);
      expect(html).toContain(`/sessions/${friday!.id}"`);
      for (const { id } of [monday!, wednesday!, over]) expect(html).not.toContain(`/sessions/${id}"`);
    }
  });
});

describe('the month', () => {
  it('names what has no date and is known to be held in it', async () => {
    const town = await makeOrganization(app.db, { slug: 'someday' });
    const course = await makeCourse(app.db, await makeProgramme(app.db, town, { title: '秋の講演会' }));
    const undated = { startsOn: null, startTime: null, endTime: null, dateText: '9月' };
    const session = await makeSession(app.db, course, {
      ...undated,
      withinFrom: '2025-09-01',
      withinUntil: '2025-09-30',
    });
    const september = await textOf('/?organization=someday&view=month&month=2025-09');
    expect(september).toContain(`/sessions/${session.id}"`);
    expect(september).toContain('2025年9月（日程は後日）');
    expect(september).not.toContain('この月の予定はまだありません');
    const october = await textOf('/?organization=someday&view=month&month=2025-10');
    expect(october).not.toContain(`/sessions/${session.id}"`);
  });

  it('leads to no month that no address may name, and search engines not on for ever', async () => {
    const relsOf = async (month: string) =>
      [...(await textOf(`/?view=month&month=${month}`)).matchAll(/rel="((?:prev|next)[^"]*)"/g)].map(
        ([, rel]) => rel,
      );
    expect(await relsOf('2000-01')).toEqual(['next nofollow']);
    expect(await relsOf('2099-12')).toEqual(['prev nofollow']);
    expect(await relsOf('2025-04')).toEqual(['prev', 'next']);
    expect(await relsOf('2027-04')).toEqual(['prev', 'next nofollow']);
    expect(await relsOf('2023-04')).toEqual(['prev nofollow', 'next']);
  });
});

describe('the list of programmes', () => {
  it('has as 申込不要 no course of a former year of which nothing was ever planned', async () => {
    const town = await makeOrganization(app.db, { slug: 'former' });
    for (const fiscalYear of [2024, 2025]) {
      const programme = await makeProgramme(app.db, town, { title: `${fiscalYear}年度の会` });
      await makeCourse(app.db, programme, { fiscalYear, registrationMode: 'none' });
    }
    const html = await textOf('/programmes?organization=former&walkIn=1');
    expect(html).toContain('2025年度の会');
    expect(html).not.toContain('2024年度の会');
  });

  it('is offered for what has no date without asking for free seats there', async () => {
    await makeOrganization(app.db, { slug: 'empty' });
    const html = await textOf('/?organization=empty&free=1');
    expect(html).toContain('<a href="/programmes?organization=empty">');
  });
});
