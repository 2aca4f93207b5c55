import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  type VisitorOptions,
} from '../../../support/browser.js';
import { makeCourse, makeProgramme, makeSession } from '../../../support/factories.js';
import { STAFF_PASSWORD, signInAs } from '../../../support/staff.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeSharedRoom } from './shared-room.js';

/** A4 on its side, in points. */
const A4_LANDSCAPE = /\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/g;

describe('the year calendar in a browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let email: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-10T09:00:00+09:00' });
    const { organization } = await makeSharedRoom(app);
    const days = await makeProgramme(app.db, organization, { title: '個別相談会', kind: 'consultation' });
    const slots = await makeCourse(app.db, days, { title: '通年' });
    for (const startTime of ['10:30', '13:00', '15:00'])
      await makeSession(app.db, slots, {
        startsOn: '2025-04-29',
        startTime,
        endTime: `${startTime.slice(0, 2)}:59`,
      });
    ({ email } = await signInAs(app, organization, 'organizer'));
  }, 60_000);
  afterAll(() => app?.close());

  async function calendar(options: VisitorOptions, language = ''): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/calendar?fiscalYear=2025`);
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByLabel('パスワード').fill(STAFF_PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.waitForLoadState('networkidle');
    if (language) await open(page, `${app.url}/staff/calendar?fiscalYear=2025&lang=${language}`);
    return page;
  }

  it.each([
    ['a phone', PHONE, ''],
    ['a phone in English', PHONE, 'en'],
    ['the narrowest screen', NARROWEST, ''],
    ['a desk', DESKTOP, ''],
    ['a desk in English', DESKTOP, 'en'],
  ])('has no fault on %s', async (_, viewport, language) => {
    const page = await calendar({ viewport }, language);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    const isWide = viewport === DESKTOP;
    expect(await page.locator('.year-grid').isVisible()).toBe(isWide);
    expect(await page.locator('.year-list').isVisible()).toBe(!isWide);
  });

  it('holds the year on a sheet of A4, months across', async () => {
    const page = await calendar({ viewport: DESKTOP });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(A4_LANDSCAPE)).toHaveLength(1);
    expect(pdf.match(/\/MediaBox/g)).toHaveLength(1);
  });

  it('names the slots of a consultation day once in the table', async () => {
    const page = await calendar({ viewport: DESKTOP });
    const cell = page.locator('.year-grid td', { hasText: '昭和の日' });
    expect(
      (await cell.locator('p').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim()),
    ).toEqual(['10:30 個別相談会 13:00 個別相談会 15:00 個別相談会 祝日']);
    expect(await cell.locator('p .visually-hidden').count()).toBe(2);
    expect(await cell.getByRole('link').count()).toBe(3);
  });

  it('lets a conflict be accepted and taken back without JavaScript, by keyboard', async () => {
    const page = await calendar({ viewport: PHONE, javaScript: false });
    const rooms = page.locator('#conflicts li.card', { hasText: '会場の重なり' });
    await rooms.getByLabel('理由（なくてもよい）').fill('職員が分けて見る');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/done=accepted/);
    expect(await page.getByRole('status').textContent()).toContain('「このままでよい」としました');
    expect(page.url()).toContain('fiscalYear=2025');
    const accepted = page.locator('#conflicts details', { hasText: 'としたもの（3件）' }).first();
    await accepted.getByText('3件を一つずつ見る').click();
    expect(await accepted.getByText('理由：職員が分けて見る').count()).toBe(3);
    await accepted.getByRole('button', { name: 'もう一度確かめる' }).first().click();
    await page.waitForURL(/done=reopened/);
    expect(
      await page.locator('#conflicts li.card', { hasText: '会場の重なり' }).first().textContent(),
    ).toContain('視聴覚室で');
  });
});
