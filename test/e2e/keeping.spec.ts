import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Course } from '../../src/programmes/course.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { Registration } from '../../src/registrations/registration.entity.js';
import {
  axeFaults,
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
import { type RegisteringTown, registeringTown } from './registering-town.js';

const NOW = '2025-04-01T09:00:00+09:00';
const SUBMIT = { name: '申し込む', exact: true } as const;

/** What becomes of a form that is not sent at once, or twice; and the page after it. */
describe('a form that nobody is hurried through', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let town: RegisteringTown;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    town = await registeringTown(app.db);
    await app.db.manager.update(Programme, { slug: town.slugs.asking }, { bring: '筆記用具\n飲み物' });
    await app.db.query(
      `UPDATE venues SET discreet_entrance = '裏の駐車場の側', address = '東京都板橋区大山東町32-15'`,
    );
  }, 60_000);
  beforeEach(() => app.clock.set(NOW));
  afterAll(() => app?.close());

  const form = (course: keyof RegisteringTown['courses']) =>
    `${app.url}/register?course=${town.courses[course]}`;
  const named = (nickname: string) => app.db.getRepository(Registration).countBy({ nickname });
  const stored = (page: Page) => page.evaluate('JSON.stringify({ ...sessionStorage })') as Promise<string>;
  const inspect = async (page: Page, picture: string): Promise<void> => {
    await ready(page);
    await takePicture(page, `keeping-${picture}`);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
  };

  it.each([true, false])('makes one registration of two taps (scripts: %s)', async (javaScript) => {
    const page = await enter({ javaScript });
    const nickname = `二度押す人${javaScript}`;
    await open(page, form('approval'));
    await page.getByLabel('ニックネーム').fill(nickname);
    await page.getByRole('button', SUBMIT).dblclick();
    await page.waitForURL(/\/my\//);
    expect(await named(nickname)).toBe(1);
  });

  it.each([true, false])(
    'makes one registration of going back and sending again (scripts: %s)',
    async (javaScript) => {
      const page = await enter({ javaScript });
      const nickname = `戻る人${javaScript}`;
      await open(page, form('approval'));
      await page.getByLabel('ニックネーム').fill(nickname);
      await page.getByRole('button', SUBMIT).click();
      await page.waitForURL(/\/my\//);
      const code = await page.locator('.reception .code').textContent();
      await page.goBack();
      await ready(page);
      expect(page.url()).toContain('/register');
      await page.getByLabel('ニックネーム').fill(nickname);
      await page.getByRole('button', SUBMIT).click();
      await page.waitForURL(/\/my\//);
      expect(await page.locator('.reception .code').textContent()).toBe(code);
      expect(await named(nickname)).toBe(1);
    },
  );

  it('keeps a draft in the tab, never what is sensitive, and says so politely', async () => {
    const page = await enter();
    await open(page, form('asking'));
    await page.getByLabel('ニックネーム').fill('書きかけの人');
    await page.getByLabel('知りたいこと').fill('食事のこと');
    await page.getByLabel('ご本人の様子').fill('だれにも見せたくないこと');
    await page.locator('#relation').selectOption('family');
    expect(await stored(page)).toContain('書きかけの人');
    expect(await stored(page)).not.toContain('だれにも見せたくないこと');
    expect(await page.evaluate('localStorage.length')).toBe(0);
    // Somebody looks at the programme meanwhile, and comes back by a link.
    await open(page, `${app.url}/programmes/${town.slugs.asking}`);
    await open(page, form('asking'));
    const said = page.locator('[data-draft-said]');
    await said.filter({ hasText: '戻しました' }).waitFor();
    expect(await said.getAttribute('role')).toBe('status');
    expect(await page.getByLabel('ニックネーム').inputValue()).toBe('書きかけの人');
    expect(await page.getByLabel('知りたいこと').inputValue()).toBe('食事のこと');
    expect(await page.locator('#relation').inputValue()).toBe('family');
    expect(await page.getByLabel('ご本人の様子').inputValue()).toBe('');
    await inspect(page, 'draft-restored');
    await page.getByRole('button', { name: '書きかけを消す' }).first().click();
    expect(await stored(page)).toBe('{}');
    expect(await page.getByLabel('ニックネーム').inputValue()).toBe('');
    expect(await page.evaluate('document.activeElement.id')).toBe('nickname');
    await said.filter({ hasText: '消しました' }).waitFor();
    await open(page, form('asking'));
    expect(await page.getByLabel('ニックネーム').inputValue()).toBe('');
    expect(await said.textContent()).toBe('');
  });

  it('keeps what somebody has changed, and not what the page has chosen itself', async () => {
    const page = await enter();
    await open(page, form('approval'));
    await page.locator('#nickname').fill('ことばを変える人');
    await page.locator('#discreet').uncheck();
    await open(page, `${form('approval')}&lang=en`);
    expect(await page.locator('#nickname').inputValue()).toBe('ことばを変える人');
    expect(await page.locator('#discreet').isChecked()).toBe(false);
    expect(await page.locator('#language').inputValue()).toBe('en');
    // A fault brings the page back with all that was sent.
    await page.locator('#email').fill('nobody');
    await page.locator('.actions button[type=submit]').click();
    await ready(page);
    await open(page, form('approval'));
    expect(await page.locator('#email').inputValue()).toBe('nobody');
    expect(await page.locator('#discreet').isChecked()).toBe(false);
    expect(await page.locator('#language').inputValue()).toBe('ja');
  });

  it('keeps the drafts of two forms apart, and forgets the one that was sent', async () => {
    const page = await enter();
    await open(page, form('asking'));
    await page.getByLabel('ニックネーム').fill('ひとつめ');
    await open(page, form('approval'));
    expect(await page.getByLabel('ニックネーム').inputValue()).toBe('');
    await page.getByLabel('ニックネーム').fill('ふたつめ');
    await page.getByRole('button', SUBMIT).click();
    await page.waitForURL(/\/my\//);
    await ready(page);
    expect(await stored(page)).toContain('ひとつめ');
    expect(await stored(page)).not.toContain('ふたつめ');
  });

  it('gives back what was typed after a fault, in its place and above, without scripts too', async () => {
    const page = await enter({ javaScript: false });
    await open(page, form('asking'));
    await page.getByLabel('メールアドレス').fill('まちがい');
    await page.getByRole('button', SUBMIT).click();
    expect(await page.title()).toContain('入力の確認');
    expect(await page.locator('#summary:focus').count()).toBe(1);
    const links = await page
      .locator('#summary a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const order = await page
      .locator('[aria-invalid="true"]')
      .evaluateAll((all) => all.map((one) => `#${one.id}`));
    expect(links.filter((link) => order.includes(link as string))).toEqual(order);
    expect(await page.getByLabel('メールアドレス').inputValue()).toBe('まちがい');
    const described = await page.getByLabel('メールアドレス').getAttribute('aria-describedby');
    expect(described).toBe('email-hint email-error');
  });

  it('says that there is no limit of time, or until when there is one', async () => {
    const page = await enter({ javaScript: false });
    await open(page, form('approval'));
    expect(await page.getByRole('main').textContent()).toContain('時間の制限はありません');
    await app.db.manager.update(Course, town.courses.approval, {
      closesAt: new Date('2025-04-01T17:00:00+09:00'),
    });
    await open(page, form('approval'));
    const text = await page.getByRole('main').textContent();
    expect(text).not.toContain('時間の制限はありません');
    expect(text).toMatch(/受付は2025年4月1日（火）.?午後5時までです/);
    await app.db.manager.update(Course, town.courses.approval, { closesAt: null });
  });

  it('announces the end of registering five minutes ahead, by the clock of the server', async () => {
    await app.db.manager.update(Course, town.courses.approval, {
      closesAt: new Date('2025-04-01T17:00:00+09:00'),
    });
    app.clock.set('2025-04-01T16:50:00+09:00');
    const page = await enter();
    // The device is three years late.
    await page.clock.install({ time: new Date('2022-01-01T00:00:00Z') });
    await open(page, form('approval'));
    const region = page.locator('.deadline');
    expect(await region.getAttribute('role')).toBe('status');
    await page.clock.runFor('04:50');
    expect(await region.textContent()).toBe('');
    await page.clock.runFor('00:20');
    expect(await region.textContent()).toContain('5分をきりました');
    await inspect(page, 'closing-soon');
    await page.clock.runFor('05:00');
    expect(await region.textContent()).toContain('受付の時間が終わりました');
    await app.db.manager.update(Course, town.courses.approval, { closesAt: null });
  });

  it('leads from the list to the page that is kept, by the keyboard alone', async () => {
    const page = await enter();
    const press = async (role: 'link' | 'button', name: string | RegExp) => {
      const wanted = page.getByRole(role, { name }).first();
      for (let presses = 0; presses < 120; presses++) {
        await page.keyboard.press('Tab');
        if (await wanted.evaluate((one) => one === one.ownerDocument.activeElement)) {
          await page.keyboard.press('Enter');
          return;
        }
      }
      throw new Error(`${name} cannot be reached by Tab`);
    };
    await open(page, `${app.url}/?view=list`);
    await press('link', /就労準備クラブ/);
    await page.waitForURL(/\/sessions\//);
    await ready(page);
    await press('link', '令和7年度 前期');
    await page.waitForURL(/\/courses\//);
    await ready(page);
    await press('link', '全回まとめて申し込む');
    await page.waitForURL(/\/register/);
    await ready(page);
    await page.keyboard.press('Tab');
    for (let presses = 0; presses < 40; presses++) {
      if ((await page.evaluate('document.activeElement.id')) === 'nickname') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('キーボードの人');
    await press('button', '申し込む');
    await page.waitForURL(/\/my\//);
    expect(await named('キーボードの人')).toBe(1);
  });

  it('keeps language and furigana on the way to the page that is kept', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${form('approval')}&lang=ja-simple&furigana=1`);
    await page.locator('#nickname').fill('ことばの人');
    await page.locator('.actions button[type=submit]').click();
    expect(page.url()).toMatch(/lang=ja-simple/);
    expect(page.url()).toMatch(/furigana=1/);
    await page.locator('a.button-danger').click();
    await page.locator('button.button-danger').click();
    expect(page.url()).toMatch(/done=cancel.*lang=ja-simple.*furigana=1/);
  });

  it('gives a page to keep, with the number, the way in and what to bring, and a card without the secret', async () => {
    const page = await enter();
    await open(page, form('asking'));
    await page.getByLabel('ニックネーム').fill('控えの人');
    await page.getByLabel('女性の方').check();
    await page.getByLabel('相談された方').check();
    await page.locator('#relation').selectOption('family');
    await page.locator('#municipality').selectOption('板橋区');
    await page.getByLabel('ご本人の様子').fill('元気です');
    await page.getByRole('button', SUBMIT).click();
    await page.waitForURL(/\/my\//);
    await inspect(page, 'my-page');
    const main = (await page.getByRole('main').textContent()) as string;
    for (const words of [
      '目立たない入口',
      '裏の駐車場の側',
      '筆記用具',
      'メールはお送りしません',
      '03-0000-0000',
    ])
      expect(main).toContain(words);
    const secret = new URL(page.url()).pathname.split('/').at(-1) as string;
    const code = (await page.locator('.reception .code').textContent()) as string;
    // Paper is left lying about: the page leaves its secret out as well.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.copyable').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    await page.getByRole('link', { name: '控えを印刷する' }).click();
    await inspect(page, 'card');
    const card = page.locator('.purse-card');
    expect(await card.textContent()).toContain(code);
    for (const word of ['女性のための家族教室', '保健所', secret])
      expect(await card.textContent()).not.toContain(word);
    expect(await card.textContent()).toContain('板橋区大山東町32-15');
    expect(await card.locator('img').count()).toBe(0);
    await page.getByLabel('QRコードも入れる').check();
    await page.getByLabel('名前も書く').check();
    await page.getByRole('button', { name: '控えを作り直す' }).click();
    await inspect(page, 'card-with-link');
    expect(await card.locator('img').count()).toBe(1);
    expect(await card.textContent()).toContain('女性のための家族教室');
    await page.emulateMedia({ media: 'print' });
    await takePicture(page, 'keeping-card-print');
    expect(await page.locator('.site-header').isVisible()).toBe(false);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(false);
  });

  it('asks for no reason of whoever cancels: two taps and nothing to fill in', async () => {
    const page = await enter({ javaScript: false });
    await open(page, form('approval'));
    await page.getByLabel('ニックネーム').fill('やめる人');
    await page.getByRole('button', SUBMIT).click();
    await page.getByRole('link', { name: 'すべて取りやめる' }).click();
    expect(await page.locator('main input:visible, main textarea:visible').count()).toBe(0);
    await page.getByRole('button', { name: '取りやめる' }).click();
    expect(await page.locator('.status').textContent()).toContain('取りやめました');
  });

  it.each([
    ['ja', NARROWEST, false],
    ['ja', PHONE, true],
    ['ja-simple', NARROWEST, true],
    ['ja-simple', PHONE, false],
    ['en', NARROWEST, false],
    ['en', PHONE, true],
  ] as const)(
    'has no fault in %s at %o (dark: %s)',
    async (language, viewport, dark) => {
      const page = await enter({ viewport, dark });
      const look = `${language}-${viewport.width}${dark ? '-dark' : ''}`;
      for (const course of ['asking', 'approval', 'slots'] as const) {
        await open(page, `${form(course)}&lang=${language}`);
        await inspect(page, `${look}-form-${course}`);
      }
      await open(page, `${form('asking')}&lang=${language}`);
      await page.locator('.actions button[type=submit]').click();
      await inspect(page, `${look}-form-faults`);
      await page.locator('#nickname').fill(`見る人${look}`);
      await open(page, `${form('approval')}&lang=${language}`);
      await page.locator('#nickname').fill(`見る人${look}`);
      await page.locator('.actions button[type=submit]').click();
      await page.waitForURL(/\/my\//);
      await inspect(page, `${look}-my`);
      await page.locator('a[href*="/card"]').click();
      await inspect(page, `${look}-card`);
      await page.goBack();
      await page.locator('a.button-danger').click();
      await inspect(page, `${look}-cancel`);
    },
    60_000,
  );
});
