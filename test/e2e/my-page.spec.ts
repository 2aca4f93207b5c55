import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { RegistrationTokens } from '../../src/registrations/registration-tokens.js';
import type { Registrant } from '../integration/registrations/my-town.js';
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
} from '../support/browser.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { registrationsInStates } from './my-states.js';

/** The pages behind a registrant's link, as they look in every state, and the way through them by touch. */
describe('the page that a registrant keeps', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let states: Record<string, Registrant>;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    states = await registrationsInStates(app);
  }, 60_000);
  afterAll(() => app?.close());

  const linkOf = (state: string) => `/my/${states[state]?.token}`;

  const inspect = async (page: Page, picture: string): Promise<void> => {
    await ready(page);
    await takePicture(page, picture);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await page.title()).not.toContain('家族');
  };

  it.each([
    ['narrow', { viewport: NARROWEST }, ''],
    ['phone', { viewport: PHONE }, ''],
    ['desktop', { viewport: DESKTOP }, ''],
    ['english', { viewport: PHONE }, '?lang=en'],
  ] as const)(
    'has no fault in any state: %s',
    async (look, options, language) => {
      const page = await enter(options);
      for (const state of Object.keys(states)) {
        expect(await open(page, `${app.url}${linkOf(state)}${language}`)).toBe(200);
        await inspect(page, `my-${look}-${state}`);
      }
      for (const form of ['people', 'move', 'transfer', 'mail', 'link', 'cancel']) {
        expect(await open(page, `${app.url}${linkOf('confirmed')}/${form}${language}`)).toBe(200);
        await inspect(page, `my-${look}-form-${form}`);
      }
      expect(await open(page, `${app.url}${linkOf('offered')}/offer/decline${language}`)).toBe(200);
      await inspect(page, `my-${look}-form-decline`);
      expect(await open(page, `${app.url}/my/recover${language}`)).toBe(200);
      await inspect(page, `my-${look}-recover`);
      const wayOut = new URL(
        app.nest
          .get(RegistrationTokens)
          .unsubscribeUrl({ ...(states.confirmed as Registrant), email: 'hana@mail.example' }, 'none'),
      ).pathname;
      expect(await open(page, `${app.url}${wayOut}${language}`)).toBe(200);
      await inspect(page, `my-${look}-unsubscribe`);
    },
    180_000,
  );

  it('goes through the changes without JavaScript', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}${linkOf('confirmed')}`);
    await page.getByRole('button', { name: 'この回に戻る 第2回' }).click();
    expect(await page.getByRole('status').textContent()).toContain('この回に戻りました。');
    await page.getByRole('link', { name: '人数やいっしょに来る方を変える' }).click();
    await page.getByLabel('人数', { exact: true }).fill('1');
    await page.getByRole('button', { name: 'この内容に変える' }).click();
    await takePicture(page, 'my-phone-people-refused');
    expect(await page.locator('#people-error').textContent()).toContain('3人');
    expect(await page.locator('#summary:focus').count()).toBe(1);
    expect(await page.getByLabel('人数', { exact: true }).inputValue()).toBe('1');
    await page.getByLabel('人数', { exact: true }).fill('4');
    await page.getByRole('button', { name: 'この内容に変える' }).click();
    expect(await page.getByRole('status').textContent()).toContain('書き直しました');
    await page.getByRole('link', { name: 'ほかの回や期に移る' }).click();
    await page.getByRole('link', { name: /ここに移る 令和7年度 後期/ }).click();
    await takePicture(page, 'my-phone-move-confirm');
    await page.getByRole('button', { name: '移る', exact: true }).click();
    expect(await page.getByRole('status').textContent()).toContain('申込を移しました');
    expect(await page.getByRole('main').textContent()).toContain('令和7年度 後期');
    await page.getByRole('link', { name: 'ほかの方に引き継ぐ' }).click();
    await page.getByRole('button', { name: '引き継ぐ' }).last().click();
    await takePicture(page, 'my-phone-transfer-refused');
    expect(await page.locator('#nickname-error').textContent()).toContain('入力してください');
    await page.locator('#nickname').fill('けんの母');
    await page.getByRole('button', { name: '引き継ぐ' }).last().click();
    await takePicture(page, 'my-phone-transferred');
    const passedOn = await page.locator('.copyable').textContent();
    await open(page, `${app.url}${new URL(passedOn as string).pathname}`);
    expect(await page.getByRole('main').textContent()).toContain('けんの母');
    await page.getByRole('link', { name: 'リンクを新しくする' }).click();
    await page.getByRole('button', { name: '新しいリンクに替える' }).click();
    await takePicture(page, 'my-phone-link-done');
    await page.getByRole('link', { name: '新しいページを開く' }).click();
    await page.getByRole('link', { name: 'すべて取りやめる' }).click();
    await page.locator('summary', { hasText: 'ひとこと残したい方へ' }).click();
    await page.getByLabel('理由').fill('都合が変わりました');
    await page.getByRole('button', { name: '取りやめる' }).click();
    expect(await page.locator('.status').textContent()).toContain('取りやめました');
  }, 60_000);

  it('changes which mails come, and stops them from the foot of a mail', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}${linkOf('single')}`);
    await page.getByRole('link', { name: 'メールの受け取り方を変える' }).click();
    await page.getByLabel('やさしい日本語').check();
    await page.getByLabel('事業の名前も書く').check();
    await page.getByRole('button', { name: '変える' }).click();
    expect(await page.getByRole('status').textContent()).toContain('メールの受け取り方を変えました');
    const single = { ...(states.single as Registrant), email: 'ken@mail.example' };
    const wayOut = app.nest.get(RegistrationTokens).unsubscribeUrl(single, 'needed');
    await open(page, `${app.url}${new URL(wayOut).pathname}`);
    await page.getByRole('button', { name: '止める' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('メールを止めました');
    await open(page, `${app.url}${linkOf('single')}/mail`);
    expect(await page.getByLabel('大事なお知らせだけ受け取る').isChecked()).toBe(true);
    expect(await page.getByLabel('やさしい日本語').isChecked()).toBe(true);
  }, 60_000);

  it('answers an offer by one tap, and takes up the queue again by another', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}${linkOf('offered')}`);
    await page.getByRole('button', { name: '席を受け取る' }).click();
    expect(await page.locator('.status').textContent()).toContain('参加できます');
    await open(page, `${app.url}${linkOf('resting')}`);
    await page.getByRole('button', { name: 'もう一度案内を受ける' }).click();
    // Nobody else waits for the seats: they are offered at once.
    expect(await page.getByRole('heading', { name: '席が空きました' }).count()).toBe(1);
  }, 60_000);
});
