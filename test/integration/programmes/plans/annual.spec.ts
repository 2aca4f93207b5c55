import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Pdfs } from '../../../../src/platform/print/pdfs.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { addDays } from '../../../../src/shared/civil-time.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../../support/factories.js';
import { expectGolden } from '../../../support/golden.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type MadeYear, makeYear } from './year.js';

/** The sheet as text: one line for each row, cells between bars. */
function sheetOf(html: string): string {
  const sheet = html.slice(html.indexOf('annual-sheet'), html.lastIndexOf('</main>'));
  return sheet
    .slice(sheet.indexOf('>') + 1)
    .replace(/\s+/g, ' ')
    .replace(/<\/t[dh]>/g, ' | ')
    .replace(/<\/(tr|p|h1|h2)>/g, '\n')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n');
}

describe('the annual table', () => {
  let app: TestApp;
  let town: Organization;
  let made: MadeYear;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T09:00:00+09:00' });
    town = await makeOrganization(app.db, { slug: 'hikari', contactName: '障害福祉課' });
    made = await makeYear(app.db, town);
    staff = await signInAs(app, town, 'viewer');
  });
  afterAll(() => app.close());

  const sheet = async (path: string) => sheetOf((await staff.get(path)).text);
  const golden = (name: string, text: string) =>
    expectGolden(`programmes/${name}.txt`, Buffer.from(`${text}\n`));

  it('of a programme is what it was, line for line, in both languages, for staff and for everyone', async () => {
    const path = `/staff/programmes/${made.classes.id}/annual?fiscalYear=2025`;
    golden('annual-programme.ja', await sheet(path));
    golden('annual-programme.en', await sheet(`${path}&lang=en`));
    const open = await app.http.get(`/programmes/${made.classes.slug}/annual?fiscalYear=2025`).expect(200);
    expect(sheetOf(open.text)).toBe(await sheet(path));
  });

  it('of a town is what it was, line for line, in both languages', async () => {
    golden('annual-town.ja', await sheet('/staff/plans/annual?organization=hikari&fiscalYear=2025'));
    golden('annual-town.en', await sheet('/staff/plans/annual?organization=hikari&fiscalYear=2025&lang=en'));
  });

  it('tells everyone nothing of what staff know, and is linked from the programme', async () => {
    const [session] = await app.db.getRepository(Session).findBy({ programmeId: made.classes.id });
    await makePool(app.db, session as Session, { label: '席の秘密', capacity: 77, taken: 33 });
    const { text: page } = await app.http.get(`/programmes/${made.classes.slug}/annual`).expect(200);
    // Without the head, where the name of the style sheet may hold any two figures.
    const text = page.slice(page.indexOf('<main'));
    for (const secret of ['職員だけが読む疑い', '席の秘密', '77', '33']) expect(text).not.toContain(secret);
    const programme = await app.http.get(`/programmes/${made.classes.slug}?lang=en`).expect(200);
    expect(programme.text).toContain(`/programmes/${made.classes.slug}/annual?lang=en`);
  });

  it('is of the running year unless asked for another, and of no programme that there is not', async () => {
    const path = `/programmes/${made.meeting.slug}/annual`;
    expect((await app.http.get(path)).text).toContain('令和7（2025）年度 年間予定表');
    const next = await app.http.get(`${path}?fiscalYear=2026`);
    expect(next.text).toContain('令和8（2026）年度 年間予定表');
    expect(sheetOf(next.text)).toContain('この年度の日程の案内はまだありません。');
    await app.http.get(`${path}?fiscalYear=soon`).expect(400);
    await app.http.get('/programmes/no-such/annual').expect(404);
    await app.http.get('/programmes/%00/annual').expect(404);
    expect((await staff.get('/staff/programmes/no-such/annual')).status).toBe(404);
  });

  it('has readings over its kanji in the file too, where they are asked for', async () => {
    const pages: string[] = [];
    const pdfs = jest.spyOn(app.nest.get(Pdfs), 'of').mockImplementation(async (_path, html) => {
      pages.push(html);
      return { bytes: Buffer.from('%PDF'), tag: 'tag' };
    });
    const file = `/programmes/${made.classes.slug}/annual.pdf?fiscalYear=2025`;
    await app.http.get(file).expect(200);
    await app.http.get(`${file}&furigana=1`).expect(200);
    pdfs.mockRestore();
    expect(pages.map((page) => page.includes('<ruby>'))).toEqual([false, true]);
  });

  it('writes names and words as text', async () => {
    const other = await makeOrganization(app.db);
    const programme = await makeProgramme(app.db, other, { title: '<b>太字</b>' });
    const course = await makeCourse(app.db, programme);
    await makeSession(app.db, course, {
      topic: '<i>斜め</i>',
      cancelReason: '<u>下線</u>',
      status: 'cancelled',
    });
    const { text } = await app.http.get(`/programmes/${programme.slug}/annual`).expect(200);
    for (const tag of ['<b>太', '<i>斜', '<u>下']) expect(text).not.toContain(tag);
    expect(text).toContain('&lt;i&gt;斜め');
  });

  it('shows parts with their whole, months down the side; one line of words for a desk that is open every day', async () => {
    const other = await makeOrganization(app.db);
    const whole = await makeProgramme(app.db, other, { title: '地域支援' });
    const part = await makeProgramme(app.db, other, { title: '当事者の会', partOfId: whole.id });
    const desk = await makeProgramme(app.db, other, { title: '窓口', partOfId: whole.id });
    const group = await makeCourse(app.db, part);
    for (const startsOn of ['2025-04-05', '2025-04-19', '2025-05-03']) {
      await makeSession(app.db, group, { startsOn, startTime: '14:00', endTime: '16:00' });
    }
    await makeSession(app.db, group, {
      startsOn: '2026-01-10',
      endsOn: '2026-01-15',
      startTime: null,
      endTime: null,
    });
    const open = await makeCourse(app.db, desk);
    for (let day = '2025-04-01'; day < '2026-04-01'; day = addDays(day, 1)) {
      const status = day === '2025-07-21' ? ('cancelled' as const) : ('scheduled' as const);
      await makeSession(app.db, open, { startsOn: day, startTime: '00:00', endTime: '24:00', status });
    }
    const { text } = await app.http.get(`/programmes/${whole.slug}/annual`).expect(200);
    expect(text).toContain('annual-down');
    const lines = sheetOf(text).split('\n');
    expect(lines.length).toBeLessThan(45);
    const all = lines.join(' ');
    expect(all).toContain('5日（土） 19日（土）');
    expect(all).toContain('10日（土）～15日（木）');
    expect(all).toContain('時刻は未定');
    expect(all).toContain('月・火・水・木・金・土・日曜日 00:00～24:00 4月1日（火）～3月31日（火） 全364回');
    expect(all).toContain('中止：7月21日（月）');
  });

  it('puts the times of one day on one line, and a weekly programme’s dates of a month on one', async () => {
    const other = await makeOrganization(app.db);
    const slots = await makeProgramme(app.db, other, { title: '個別相談' });
    const course = await makeCourse(app.db, slots);
    for (const [number, startTime] of ['10:30', '13:00', '15:00'].entries()) {
      await makeSession(app.db, course, {
        startsOn: '2025-06-11',
        startTime,
        endTime: null,
        number: number + 1,
      });
    }
    const consultation = sheetOf((await app.http.get(`/programmes/${slots.slug}/annual`).expect(200)).text);
    expect(consultation).toContain('6月 | 6月11日（水） | 10:30～ 13:00～ 15:00～ | 第1・2・3回 |');
    const weekly = await makeProgramme(app.db, other, { title: '居場所' });
    const year = await makeCourse(app.db, weekly);
    for (let day = '2025-04-02'; day < '2026-04-01'; day = addDays(day, 7)) {
      await makeSession(app.db, year, { startsOn: day });
    }
    const space = sheetOf((await app.http.get(`/programmes/${weekly.slug}/annual`).expect(200)).text);
    expect(space).toContain(
      '4月 | 4月2日（水）・9日（水）・16日（水）・23日（水）・30日（水） | 10:00～11:45 |',
    );
    expect(space.split('\n').filter((line) => /^\d+月 \|/.test(line))).toHaveLength(12);
  });
});
