import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  axeFaults,
  DESKTOP,
  loadedFonts,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type Town, townWithFamilyClass } from './family-class.js';

/** A parent on a phone finds the nine-session class, puts a nickname down, skips a session, and cancels. */
describe('the path of a parent', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let town: Town;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    town = await townWithFamilyClass(app.db);
  }, 60_000);
  afterAll(() => app?.close());

  /** Looks at the page as axe-core, the narrow screen and a person do. */
  const inspect = async (page: Page, picture?: string): Promise<void> => {
    await ready(page);
    if (picture) await takePicture(page, picture);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
  };

  it('registers under a nickname, skips session 4 and cancels, by touch alone', async () => {
    const { page, hosts, cookies } = await visit();
    await open(page, `${app.url}/`);
    await inspect(page, 'phone-what-is-on');
    await page.getByRole('link', { name: 'ひきこもり家族教室 第1回' }).click();
    await inspect(page, 'phone-session');
    await page.getByRole('link', { name: 'ひきこもり家族教室', exact: true }).click();
    await inspect(page, 'phone-programme');
    await page.getByRole('link', { name: '令和7年度 前期', exact: true }).click();
    await inspect(page, 'phone-course');
    expect(await page.locator('#sessions ~ ol > li').count()).toBe(9);
    await page.getByRole('link', { name: '全回まとめて申し込む' }).first().click();
    await inspect(page, 'phone-register');
    const submit = await page.getByRole('button', { name: '申し込む' }).boundingBox();
    expect((submit?.y ?? Number.POSITIVE_INFINITY) + (submit?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);

    await page.getByRole('button', { name: '申し込む' }).click();
    await inspect(page, 'phone-register-refused');
    const summary = page.getByRole('alert');
    expect(await summary.textContent()).toContain('1か所');
    await summary.getByRole('link').click();
    expect(await page.evaluate('document.activeElement.id')).toBe('nickname');

    await page.getByLabel('ニックネーム').fill('はなの母');
    await page.getByRole('button', { name: '申し込む' }).click();
    await inspect(page, 'phone-confirmation');
    expect(await page.title()).not.toContain('ひきこもり');
    expect(await page.locator('.code').textContent()).toMatch(/^[2-9A-Z]{6}$/);
    expect(await page.locator('.status').textContent()).toContain('参加できます');

    await page.getByRole('link', { name: 'この回だけ休む 第4回' }).click();
    await inspect(page, 'phone-skip');
    await page.getByRole('button', { name: '休む（席をゆずる）' }).click();
    await inspect(page, 'phone-skipped');
    const fourth = page.locator('li').filter({ hasText: '第4回' });
    expect(await fourth.textContent()).toContain('取りやめ');
    expect(await town.taken()).toEqual([1, 1, 1, 0, 1, 1, 1, 1, 1]);

    await page.getByRole('link', { name: 'すべて取りやめる' }).click();
    await inspect(page, 'phone-cancel');
    await page.getByRole('button', { name: '取りやめる' }).click();
    await inspect(page, 'phone-cancelled');
    expect(await page.locator('.status').textContent()).toContain('取りやめました');
    expect(await town.taken()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);

    expect(await loadedFonts(page)).toContain('Noto Sans JP 400');
    expect([...hosts]).toEqual([new URL(app.url).host]);
    expect(await cookies()).toEqual([]);
  }, 120_000);

  it('goes the same way without JavaScript', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}/`);
    await page.getByRole('link', { name: 'ひきこもり家族教室 第1回' }).click();
    await page.getByRole('link', { name: '令和7年度 前期' }).click();
    await page.getByRole('link', { name: '全回まとめて申し込む' }).first().click();
    await page.getByRole('button', { name: '申し込む' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('入力してください');
    await page.getByLabel('ニックネーム').fill('父');
    await page.getByRole('button', { name: '申し込む' }).click();
    await page.getByRole('link', { name: 'この回だけ休む 第4回' }).click();
    await page.getByRole('button', { name: '休む（席をゆずる）' }).click();
    expect(await town.taken()).toEqual([1, 1, 1, 0, 1, 1, 1, 1, 1]);
    await page.getByRole('link', { name: 'すべて取りやめる' }).click();
    await page.getByRole('button', { name: '取りやめる' }).click();
    expect(await page.locator('.status').textContent()).toContain('取りやめました');
    expect(await town.taken()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  }, 60_000);

  const addresses = () => ({
    list: '/',
    month: '/?view=month&month=2025-05',
    programmes: '/programmes',
    programme: `/programmes/${town.slug}`,
    course: `/courses/${town.courseId}`,
    session: `/sessions/${town.sessionIds[2]}`,
    register: `/register?course=${town.courseId}`,
    missing: '/my/no-such-token',
  });

  it.each([
    ['narrow', { viewport: NARROWEST }, ''],
    ['desktop', { viewport: DESKTOP }, ''],
    ['dark', { viewport: PHONE, dark: true }, ''],
    ['english', { viewport: PHONE }, 'en'],
  ] as const)(
    'has no fault on any page: %s',
    async (look, options, language) => {
      const { page, hosts } = await visit(options);
      for (const [name, path] of Object.entries(addresses())) {
        const address = language ? `${path}${path.includes('?') ? '&' : '?'}lang=${language}` : path;
        expect(await open(page, `${app.url}${address}`)).toBe(name === 'missing' ? 404 : 200);
        await inspect(page, `${look}-${name}`);
      }
      expect([...hosts]).toEqual([new URL(app.url).host]);
    },
    120_000,
  );
});
