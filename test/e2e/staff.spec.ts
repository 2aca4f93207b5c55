import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import type { Session } from '../../src/programmes/session.entity.js';
import type { Place } from '../../src/registrations/seats/place.entity.js';
import {
  makeParty,
  makePlan,
  makeReportedResult,
  recordAttendance,
} from '../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  loadedFonts,
  open,
  PHONE,
  sidewaysOverflow,
  takePicture,
} from '../support/browser.js';
import { makeCourse, makeOrganization, makePool, makeProgramme, makeSession } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'uketsuke@hikari.example';
const PASSWORD = 'hana no saku michi';
const NICKNAMES = ['はなの母', 'そら', 'うみのちち', 'こだま'] as const;

/** Staff of a town sign in, find today's session, mark who came, and read the year's report. */
describe('the path of staff', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let course: Awaited<ReturnType<typeof makeCourse>>;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T12:30:00+09:00' });
    const organization = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    const programme = await makeProgramme(app.db, organization, { titleEn: 'Class for families' });
    await makePlan(app.db, programme, { planned: 9, qualifier: 'exact' });
    await makeReportedResult(app.db, programme, { fiscalYear: 2024, held: 3, attendances: 17 });
    const seminar = await makeProgramme(app.db, organization, {
      title: '家族会との共催セミナー',
      kind: 'seminar',
      position: 1,
    });
    await makePlan(app.db, seminar, { planned: 6, qualifier: 'about' });
    await makeReportedResult(app.db, seminar, { fiscalYear: 2024, held: 0 });
    await makeReportedResult(app.db, seminar, { fiscalYear: 2023, held: 6, attendances: 424 });
    course = await makeCourse(app.db, programme);
    await app.nest.get(Organizations).addStaff({
      email: EMAIL,
      name: '受付 花子',
      password: PASSWORD,
      organizationSlug: organization.slug,
      role: 'reception',
    });
    const [past] = await sessionsOn(['2025-04-14']);
    const { places } = await makeParty(app.db, [past as Session], { people: 2 });
    await recordAttendance(app.db, past as Session, [
      { place: places[0] as Place, mark: 'attended', people: 2 },
    ]);
    await sessionsOn(['2025-04-28', '2025-05-19']);
  }, 60_000);
  afterAll(() => app?.close());

  let number = 0;
  async function sessionsOn(dates: readonly string[]): Promise<Session[]> {
    const sessions: Session[] = [];
    for (const startsOn of dates) {
      const session = await makeSession(app.db, course, {
        startsOn,
        number: ++number,
        topic: '今日からできる会話・対話',
      });
      await makePool(app.db, session);
      sessions.push(session);
    }
    return sessions;
  }

  /** A session of today with four parties, the third of three people, and one in the queue. */
  async function todaysSession(): Promise<Session> {
    const [session] = await sessionsOn(['2025-05-12']);
    for (const [index, nickname] of NICKNAMES.entries()) {
      await makeParty(app.db, [session as Session], { nickname, people: index === 2 ? 3 : 1 });
    }
    await makeParty(app.db, [session as Session], { nickname: 'あとから', placeStatus: 'waitlisted' });
    return session as Session;
  }

  const marksOf = (session: Session) =>
    app.db.query(
      `SELECT g.nickname, (array_agg(m.mark ORDER BY m.member))[1] AS mark,
              (count(*) FILTER (WHERE m.mark NOT IN ('excused', 'absent')))::int AS people
         FROM attendance_marks m JOIN places p ON p.id = m.place_id
         JOIN registrations g ON g.id = p.registration_id WHERE m.session_id = $1
        GROUP BY g.id ORDER BY g.queued_at`,
      [session.id],
    );

  const inspect = async (page: Page, picture?: string): Promise<void> => {
    await page.waitForLoadState('networkidle');
    if (picture) await takePicture(page, picture);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  };

  const signIn = async (page: Page, next = '/staff'): Promise<void> => {
    await open(page, app.url + next);
    await page.getByLabel('メールアドレス').fill(EMAIL);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.waitForLoadState('networkidle');
  };

  const markFor = (page: Page, nickname: string) => page.getByRole('combobox', { name: `${nickname} 出欠` });

  it('signs in, finds today’s session, marks who came, and reads the report', async () => {
    const session = await todaysSession();
    const { page, hosts } = await visit({ viewport: DESKTOP });
    await signIn(page);
    await inspect(page, 'staff-home');
    const today = page.getByRole('region', { name: '今日の回' });
    expect(await today.getByRole('link', { name: /^受付を開く 5月12日/ }).count()).toBe(1);
    expect(await page.getByRole('link', { name: '出欠の記録がない回が2回あります' }).count()).toBe(1);
    await page.getByRole('link', { name: '事業', exact: true }).click();
    await inspect(page, 'staff-programmes');
    await page.getByRole('link', { name: `第${session.number}回 2025年5月12日（月）` }).click();
    await inspect(page, 'staff-session');

    await page.getByRole('link', { name: '印刷用の名簿' }).click();
    await inspect(page, 'staff-roster');
    expect(await page.locator('table').textContent()).toContain('うみのちち');
    expect(await page.locator('table').textContent()).not.toContain('あとから');
    await page.goBack();

    await markFor(page, 'はなの母').selectOption('attended');
    await markFor(page, 'そら').selectOption('excused');
    await markFor(page, 'うみのちち').selectOption('late');
    await page.getByRole('combobox', { name: 'うみのちち 来た人数' }).selectOption('2');
    await page.getByLabel('支援者').fill('１');
    await page.getByLabel('その他').fill('たくさん');
    await page.getByRole('button', { name: '出欠を保存する' }).click();
    await inspect(page, 'staff-session-refused');
    await page.getByRole('alert').getByRole('link', { name: 'その他：整数で入力してください。' }).click();
    expect(await page.evaluate('document.activeElement.name')).toBe('count.other');
    expect(await markFor(page, 'そら').inputValue()).toBe('excused');

    await page.getByLabel('その他').fill('');
    await page.getByRole('button', { name: '出欠を保存する' }).click();
    await inspect(page, 'staff-session-saved');
    expect(await page.getByRole('status').textContent()).toBe('保存しました。');
    expect(await marksOf(session)).toEqual([
      { nickname: 'はなの母', mark: 'attended', people: 1 },
      { nickname: 'そら', mark: 'excused', people: 0 },
      { nickname: 'うみのちち', mark: 'late', people: 2 },
    ]);

    await page.getByRole('link', { name: '報告', exact: true }).click();
    await inspect(page, 'staff-report');
    const text = await page.locator('main').textContent();
    expect(text).toContain('9回（⑥3回／延べ17人参加）');
    expect(text).toContain('6回程度（⑥0回、⑤6回／延べ424人参加）');
    expect(await loadedFonts(page)).toEqual(expect.arrayContaining(['Noto Sans JP 400', 'Noto Sans JP 700']));
    expect([...hosts]).toEqual([new URL(app.url).host]);
    await page.getByRole('link', { name: 'English' }).click();
    await inspect(page, 'staff-report-english');
    expect(await page.locator('main').textContent()).toContain(
      '9 sessions (2024: 3 sessions, 17 attendances)',
    );
  }, 60_000);

  it('does the same without JavaScript, on a phone', async () => {
    const session = await todaysSession();
    const page = await enter({ viewport: PHONE, javaScript: false });
    await signIn(page);
    await takePicture(page, 'staff-phone-home');
    await page.getByRole('link', { name: '事業', exact: true }).click();
    await page.getByRole('link', { name: `第${session.number}回 2025年5月12日（月）` }).click();
    await markFor(page, 'こだま').selectOption('online');
    await takePicture(page, 'staff-phone-session');
    await page.getByRole('button', { name: '印のない人を出席にして保存する' }).click();
    expect(await page.getByRole('status').textContent()).toBe('保存しました。');
    expect((await marksOf(session)).map((row: { mark: string }) => row.mark)).toEqual([
      'attended',
      'attended',
      'attended',
      'online',
    ]);
    await page.getByRole('link', { name: '報告', exact: true }).click();
    await takePicture(page, 'staff-phone-report');
    expect(await page.locator('svg text', { hasText: 'ひきこもり家族教室' }).count()).toBeGreaterThan(0);
  }, 60_000);

  it('keeps both people’s entries where two save the same sheet', async () => {
    const session = await todaysSession();
    const page = await enter({ viewport: PHONE });
    await signIn(page, `/staff/sessions/${session.id}`);
    const other = await page.context().newPage();
    await open(other, page.url());
    await markFor(other, 'はなの母').selectOption('attended');
    await markFor(other, 'そら').selectOption('late');
    await other.getByRole('button', { name: '出欠を保存する' }).click();
    await other.getByRole('status').waitFor();
    await markFor(page, 'そら').selectOption('absent');
    await markFor(page, 'こだま').selectOption('attended');
    await page.getByRole('button', { name: '出欠を保存する' }).click();
    await inspect(page, 'staff-phone-conflict');
    expect(await page.getByRole('alert').textContent()).toContain('ほかの人が先に保存しました');
    expect(await markFor(page, 'はなの母').inputValue()).toBe('attended');
    expect(await page.getByText('保存済み：遅刻').count()).toBe(1);
    await page.getByRole('button', { name: '出欠を保存する' }).click();
    await page.getByRole('status').waitFor();
    expect(await marksOf(session)).toMatchObject([
      { nickname: 'はなの母', mark: 'attended' },
      { nickname: 'そら', mark: 'absent' },
      { nickname: 'こだま', mark: 'attended' },
    ]);
  }, 60_000);

  it('is marked by keyboard alone', async () => {
    const session = await todaysSession();
    const page = await enter({ viewport: DESKTOP });
    await signIn(page, `/staff/sessions/${session.id}`);
    const focused = () =>
      page.evaluate('document.activeElement.name || document.activeElement.textContent.trim()');
    const tabTo = async (wanted: RegExp) => {
      for (let step = 0; step < 60; step++) {
        if (wanted.test(String(await focused()))) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${wanted}`);
    };
    await tabTo(/^mark\./);
    await page.keyboard.press('ArrowDown');
    await tabTo(/^count\.self/);
    await page.keyboard.type('2');
    await tabTo(/^出欠を保存する/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await marksOf(session)).toEqual([{ nickname: 'はなの母', mark: 'attended', people: 1 }]);
  }, 60_000);
});
