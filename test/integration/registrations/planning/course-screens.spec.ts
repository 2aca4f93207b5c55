import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { makeParty } from '../../../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
  type VisitorOptions,
} from '../../../support/browser.js';
import { makeOrganization, makeProgramme, makeSession, makeVenue } from '../../../support/factories.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const EMAIL = 'keikaku@hikari.example';
const PASSWORD = 'hana no saku michi';

describe('the course screens in a browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let programme: Programme;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-10T09:00:00+09:00' });
    const town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    programme = await makeProgramme(app.db, town, { title: 'エールの会', titleEn: 'Yell' });
    await makeProgramme(app.db, town, { title: '個別相談' });
    await makeVenue(app.db, town, { name: '市民会館 第2会議室' });
    await app.nest.get(Organizations).addStaff({
      email: EMAIL,
      name: '計画 花子',
      password: PASSWORD,
      organizationSlug: town.slug,
      role: 'organizer',
    });
  });
  afterAll(() => app.close());

  const newCourse = () => `/staff/programmes/${programme.slug}/courses/new`;

  async function signedIn(options: VisitorOptions = {}): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/sign-in`);
    await page.fill('input[name=email]', EMAIL);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    await ready(page);
    return page;
  }

  const at = (field: string) => `[name="${field}"]`;
  const shownDates = (page: Page) => page.locator('#preview .dates > li').allInnerTexts();

  async function isSound(page: Page): Promise<void> {
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
  }

  it('shows every date while somebody types, and puts the same on record', async () => {
    const page = await signedIn({ viewport: DESKTOP });
    await open(page, app.url + newCourse());
    await page.fill(at('fiscalYear'), '2025');
    await page.fill(at('start'), '10:00');
    await page.check(at('rule.0.monthly.2-tuesday'));
    await page.check(at('rule.0.monthly.4-tuesday'));
    await page.locator('#preview .is-skipped').waitFor();
    expect(await page.locator('#preview .is-skipped').allInnerTexts()).toEqual([
      '2025年9月23日（火） 除く 秋分の日',
    ]);
    expect(await shownDates(page)).toHaveLength(24);
    expect(await page.locator('#preview-status').textContent()).toContain('新しい回 23');
    await isSound(page);
    await takePicture(page, 'course-new-desktop');
    // 奇数月 by one press: the buttons are there only with the script.
    await page.locator('summary', { hasText: '開く月' }).click();
    await page.locator('[data-month-buttons] button', { hasText: '奇数月' }).click();
    await page.locator('[data-summary]', { hasText: '新しい回 11、除く日 1' }).waitFor();
    await page.fill(at('fiscalYear'), '令和');
    await page.locator('#preview a[href="#fiscalYear"]').waitFor();
    await page.fill(at('fiscalYear'), '2025');
    await page.locator('[data-summary]', { hasText: '新しい回 11、除く日 1' }).waitFor();
    expect(await app.db.manager.count(Course)).toBe(0);
    await page.locator('button[name=act][value=save]').click();
    await ready(page);
    expect(page.url()).toMatch(/\/staff\/courses\/[\w-]+\?saved=1$/);
    await isSound(page);
    await takePicture(page, 'course-desktop');
    const course = await app.db.manager.findOneByOrFail(Course, { programmeId: programme.id });
    expect(await app.db.manager.countBy(Session, { courseId: course.id })).toBe(11);
  });

  it.each([
    ['phone', PHONE, ''],
    ['phone-en', PHONE, '?lang=en'],
    ['desktop-en', DESKTOP, '?lang=en'],
    ['narrowest', NARROWEST, ''],
  ])('works without any script, on a %s', async (name, viewport, language) => {
    const page = await signedIn({ viewport, javaScript: false });
    await open(page, app.url + newCourse() + language);
    await page.fill(at('title'), `令和7年度 ${name}`);
    await page.fill(at('fiscalYear'), '2025');
    await page.fill(at('key'), `no-script-${name}`);
    await page.selectOption(at('venue'), { index: 1 });
    await page.fill(at('start'), '10:00');
    await page.fill(at('end'), '9:00');
    await page.check(at('rule.0.monthly.3-saturday'));
    await page.locator('.course-side button[value=preview]').click();
    await ready(page);
    expect(page.url()).toContain('#preview');
    expect(await page.locator('[id="end-error"]').count()).toBe(1);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    await takePicture(page, `course-fault-${name}`);
    await page.fill(at('end'), '11:45');
    await page.locator('.course-side button[value=preview]').click();
    await ready(page);
    expect((await shownDates(page)).length).toBe(12);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    await takePicture(page, `course-preview-${name}`);
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    expect(page.url()).toContain('/staff/courses/');
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    await takePicture(page, `course-${name}`);
  });

  it('is done with the keyboard alone: Enter in a field previews, and does not save', async () => {
    const page = await signedIn({ viewport: DESKTOP, javaScript: false });
    await open(page, app.url + newCourse());
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 200; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement?.getAttribute("name")')) === name) return;
      }
      throw new Error(`the keyboard does not come to ${name}`);
    };
    await tabTo('fiscalYear');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('2025');
    await tabTo('rule.0.monthly.1-monday');
    await page.keyboard.press('Space');
    await tabTo('seats.0.capacity');
    const before = await app.db.manager.count(Course);
    await page.keyboard.press('Enter');
    await page.waitForURL('**#preview');
    await ready(page);
    expect(await app.db.manager.count(Course)).toBe(before);
    expect((await shownDates(page)).length).toBe(12);
    await tabTo('key');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('by-keyboard');
    await tabTo('act');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement?.getAttribute("value")')).toBe('save');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/staff/courses/**');
    expect(await app.db.manager.existsBy(Course, { key: 'by-keyboard' })).toBe(true);
  });

  it('asks on one screen what becomes of each session, and copies a year with its obstacles in sight', async () => {
    const page = await signedIn({ viewport: PHONE });
    await open(page, app.url + newCourse());
    await page.fill(at('fiscalYear'), '2025');
    await page.fill(at('key'), 'decide');
    await page.selectOption(at('mode'), 'session');
    await page.check(at('rule.0.monthly.3-sunday'));
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    const course = await app.db.manager.findOneByOrFail(Course, { key: 'decide' });
    const [, second, third] = await app.db.manager.find(Session, {
      where: { courseId: course.id },
      order: { startsOn: 'ASC' },
    });
    await makeParty(app.db, [second!], { sessionId: second!.id, email: 'hana@mail.example' });
    await app.db.manager.update(Session, third!.id, { topic: '特別講演' });
    await open(page, `${app.url}/staff/courses/${course.id}/schedule`);
    await page.uncheck(at('rule.0.monthly.3-sunday'));
    await page.check(at('rule.0.monthly.2-sunday'));
    await page.locator('.decisions').waitFor();
    await isSound(page);
    await takePicture(page, 'course-decide-phone');
    await page.check(`input[name="decide.${second!.id}"][value="cancel"]`);
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    expect(await page.locator(`[id="decide.${third!.id}-error"]`).count()).toBe(1);
    expect(await page.isChecked(`input[name="decide.${second!.id}"][value="cancel"]`)).toBe(true);
    await isSound(page);
    await takePicture(page, 'course-undecided-phone');
    await page.check(`input[name="decide.${third!.id}"][value="keep"]`);
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    expect(page.url()).toContain('?saved=1');

    await makeSession(app.db, course, { startsOn: '2025-05-05', topic: '五月の集い', key: 'may' });
    await open(page, `${app.url}/staff/courses/${course.id}/copy?months=12`);
    await isSound(page);
    // The button that Enter presses is not there for fingers.
    expect((await smallTargets(page)).filter((target) => !target.includes('tabindex="-1"'))).toEqual([]);
    await takePicture(page, 'course-copy-phone');
    await page.setViewportSize(DESKTOP);
    await takePicture(page, 'course-copy-desktop');
    await page.setViewportSize(NARROWEST);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
  });
});
