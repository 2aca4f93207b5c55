import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import { Course } from '../../../../src/programmes/course.entity.js';
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
import { makeOrganization, makePool, makeProgramme, makeSession } from '../../../support/factories.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const EMAIL = 'uketsuke@hikari.example';
const PASSWORD = 'hana no saku michi';

describe('the screens on which the rules of registration are set', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-03-10T09:00:00+09:00' });
    const town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    await makeProgramme(app.db, town, {
      key: 'class',
      slug: 'hikari-class',
      title: 'ひきこもり家族教室',
      eligibility: [{ rule: 'family', as: 'enforced' }],
      questions: [{ key: 'q-1', text: '配慮が要ること', type: 'long', sensitive: true }],
    });
    await makeProgramme(app.db, town, { key: 'lecture', title: '講演会' });
    const account = { email: EMAIL, name: '受付 花子', password: PASSWORD };
    await app.nest
      .get(Organizations)
      .addStaff({ ...account, organizationSlug: town.slug, role: 'organizer' });
  });
  afterAll(() => app.close());

  const at = (field: string) => `[name="${field}"]`;
  async function signedIn(options: VisitorOptions): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/sign-in`);
    await page.fill('input[name=email]', EMAIL);
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    await ready(page);
    return page;
  }
  async function isSound(page: Page, name: string): Promise<void> {
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    // The button that the Enter key presses is for nobody's finger.
    const small = await smallTargets(page);
    expect(small.filter((target) => !target.includes('visually-hidden'))).toEqual([]);
    await takePicture(page, name);
  }
  /** Opens everything below these headings; all of the wizard at once is longer than a picture can be. */
  const unfold = (page: Page, ...headings: readonly string[]) =>
    page.evaluate(
      `for (const one of document.querySelectorAll('${headings.map((id) => `[aria-labelledby="${id}"] details`).join(', ')}'))
         one.open = true`,
    );

  it.each([
    ['phone', PHONE, ''],
    ['desktop', DESKTOP, ''],
    ['phone-en', PHONE, '?lang=en'],
    ['narrowest', NARROWEST, ''],
  ])('are sound with all that they fold away, on a %s', async (name, viewport, language) => {
    const page = await signedIn({ viewport });
    await open(page, `${app.url}/staff/programmes/hikari-class/courses/new${language}`);
    await isSound(page, `registering-wizard-folded-${name}`);
    await unfold(page, 'h-registration', 'h-registering', 'h-seats');
    await isSound(page, `registering-wizard-${name}`);
    await open(page, `${app.url}/staff/programmes/hikari-class/edit${language}`);
    await unfold(page, 'eligibility', 'questions');
    await isSound(page, `registering-programme-${name}`);
    await open(page, `${app.url}/staff/organizations/hikari/closures${language}`);
    await isSound(page, `registering-closures-${name}`);
  });

  it('work without any script: rules are set, faults stand beside their fields, registration is closed and opened', async () => {
    const page = await signedIn({ viewport: PHONE, javaScript: false });
    await open(page, `${app.url}/staff/programmes/hikari-class/courses/new`);
    await page.fill(at('fiscalYear'), '2025');
    await page.fill(at('key'), 'rules');
    await page.selectOption(at('mode'), 'course');
    await page.check(at('rule.0.monthly.3-saturday'));
    await page.locator('summary', { hasText: '席の決め方' }).click();
    await page.selectOption(at('allocation'), 'lottery');
    await page.selectOption(at('priority1'), 'residents');
    await page.locator('summary', { hasText: '受付の方法と時間' }).click();
    await page.fill(at('channels.telephone.from'), '08:30');
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    expect(await page.locator('[id="channels.telephone.offered-error"]').count()).toBe(1);
    expect(await page.locator(at('channels.telephone.from')).isVisible()).toBe(true);
    await isPictured(page, 'registering-wizard-fault-phone');
    await page.check(at('channels.telephone.offered'));
    await page.fill(at('channels.telephone.until'), '17:15');
    await page.locator('.course-side button[value=save]').click();
    await ready(page);
    expect(page.url()).toContain('/staff/courses/');
    const course = await app.db.manager.findOneByOrFail(Course, { key: 'rules' });
    expect(course).toMatchObject({
      lottery: { priorities: ['residents'] },
      channels: { telephone: { from: '08:30', until: '17:15' } },
    });
    await page.locator('button', { hasText: 'これからのすべての回の受付を閉じる' }).click();
    await ready(page);
    expect((await page.locator('[role=status]').textContent())?.trim()).toBe('受付を変えました。');
    await isPictured(page, 'registering-course-closed-phone');
    const session = await makeSession(app.db, course, { startsOn: '2025-07-01', topic: '追加の回' });
    await makePool(app.db, session);
    await open(page, `${app.url}/staff/sessions/${session.id}`);
    await page.locator('button', { hasText: 'この回の受付を閉じる' }).click();
    await ready(page);
    expect(await page.locator('button', { hasText: 'この回の受付を開き直す' }).count()).toBe(1);
    await isPictured(page, 'registering-session-closed-phone');
    await app.db.manager.update(Course, course.id, { closesAt: new Date('2025-03-01T00:00:00+09:00') });
    await open(page, `${app.url}/staff/courses/${course.id}`);
    await page.locator('button', { hasText: '受付を開き直す' }).click();
    await ready(page);
    expect((await page.locator('[id="closesOn-error"]').textContent())?.trim()).toBe(
      '日付を入れてください。',
    );
    await isPictured(page, 'registering-course-over-phone');
    await page.fill(at('closesOn'), '2025-06-30');
    await page.locator('button', { hasText: '受付を開き直す' }).click();
    await ready(page);
    expect((await page.locator('[role=status]').textContent())?.trim()).toBe('受付を変えました。');
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
  });

  async function isPictured(page: Page, name: string): Promise<void> {
    expect(await sidewaysOverflow(page)).toBeLessThanOrEqual(0);
    await takePicture(page, name);
  }
});
