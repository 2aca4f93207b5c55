import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Answer } from '../../src/registrations/answers/answer.entity.js';
import { SensitiveAnswer } from '../../src/registrations/answers/sensitive-answer.entity.js';
import { Companion } from '../../src/registrations/companion.entity.js';
import { Registration } from '../../src/registrations/registration.entity.js';
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
import { type RegisteringTown, registeringTown } from './registering-town.js';

/** What the public sees before and while registering, in every way in which a town lets people come. */
describe('registering, for everyone', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let town: RegisteringTown;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    town = await registeringTown(app.db);
  }, 60_000);
  afterAll(() => app?.close());

  const inspect = async (page: Page, picture: string): Promise<void> => {
    await ready(page);
    await takePicture(page, `registering-${picture}`);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
  };

  it('takes a mother with her husband through an asking form without losing a word', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}/programmes/${town.slugs.asking}`);
    expect(await page.getByRole('main').textContent()).toContain('お子さん・ご家族が18歳から49歳までの方');
    await page.getByRole('link', { name: '全回まとめて申し込む' }).first().click();
    await page.getByLabel('ニックネーム').fill('はなの母');
    await page.locator('summary', { hasText: 'いっしょに来る方' }).click();
    await page.getByLabel('いっしょに来る方 1').fill('はなの父');
    await page.getByLabel('知りたいこと').fill('声のかけ方\n食事のこと');
    await page.getByRole('button', { name: '行をふやす' }).click();
    await ready(page);
    await takePicture(page, 'registering-phone-more-rows');
    expect(await page.getByLabel('いっしょに来る方 1').inputValue()).toBe('はなの父');
    expect(await page.getByLabel('いっしょに来る方 2').count()).toBe(1);
    await page.getByRole('button', { name: '申し込む', exact: true }).click();
    await ready(page);
    await takePicture(page, 'registering-phone-asking-refused');
    const summary = await page.getByRole('alert').textContent();
    for (const part of ['女性の方', 'どのお立場ですか', 'お住まいの市区町村', 'ご本人の様子'])
      expect(summary).toContain(part);
    expect(await page.getByLabel('知りたいこと').inputValue()).toBe('声のかけ方\n食事のこと');
    await page.getByLabel('女性の方').check();
    await page.getByLabel('相談された方').check();
    await page.locator('#relation').selectOption('family');
    await page.locator('#municipality').selectOption('板橋区');
    await page.getByLabel('ご本人の様子').fill('部屋から出ません');
    await page.getByRole('button', { name: '申し込む', exact: true }).click();
    expect(await page.locator('.code').count()).toBe(1);
    const [made] = await app.db.getRepository(Registration).findBy({ nickname: 'はなの母' });
    expect(made).toMatchObject({ people: 2, municipality: '板橋区', declares: ['women', 'consulted'] });
    const by = { registrationId: made?.id as string };
    expect(await app.db.getRepository(Companion).findBy(by)).toMatchObject([{ nickname: 'はなの父' }]);
    expect(await app.db.getRepository(Answer).findBy(by)).toMatchObject([
      { answer: '声のかけ方\n食事のこと' },
    ]);
    expect(await app.db.getRepository(SensitiveAnswer).countBy(by)).toBe(1);
  }, 60_000);

  it('registers by the keyboard alone: Enter in a field sends the form, not the button for more rows', async () => {
    const page = await enter();
    await open(page, `${app.url}/register?course=${town.courses.approval}`);
    await page.getByLabel('ニックネーム').focus();
    await page.keyboard.type('キーの人');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/my\//);
    expect(
      await app.db.getRepository(Registration).countBy({ nickname: 'キーの人', status: 'applied' }),
    ).toBe(1);
  }, 60_000);

  it('gives the chosen hour of a consultation', async () => {
    const page = await enter();
    await open(page, `${app.url}/courses/${town.courses.slots}`);
    await page.getByRole('link', { name: '日時を選んで申し込む' }).first().click();
    await page.getByLabel('ニックネーム').fill('相談の人');
    await page.getByRole('button', { name: '申し込む', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).toContain('日時：選んでください。');
    await page.getByLabel('午後2時から3時まで').first().check();
    await page.getByRole('button', { name: '申し込む', exact: true }).click();
    await page.waitForURL(/\/my\//);
    await open(page, `${app.url}/register?course=${town.courses.slots}`);
    expect(await page.getByText('キャンセル待ち受付中').count()).toBe(1);
  }, 60_000);

  const addresses = (): Record<string, string> => ({
    'asking-programme': `/programmes/${town.slugs.asking}`,
    'asking-course': `/courses/${town.courses.asking}`,
    'asking-session': `/sessions/${town.sessions.asking}`,
    'asking-form': `/register?course=${town.courses.asking}`,
    'slots-form': `/register?course=${town.courses.slots}`,
    'slots-course': `/courses/${town.courses.slots}`,
    'members-course': `/courses/${town.courses.members}`,
    'members-session': `/sessions/${town.sessions.members}`,
    'members-form': `/register?course=${town.courses.members}`,
    'lottery-course': `/courses/${town.courses.lottery}`,
    'lottery-form': `/register?course=${town.courses.lottery}`,
    'approval-form': `/register?course=${town.courses.approval}`,
    'telephone-course': `/courses/${town.courses.telephone}`,
    'telephone-form': `/register?course=${town.courses.telephone}`,
    'queue-session': `/sessions/${town.sessions.queue}`,
    'queue-form': `/register?session=${town.sessions.queue}`,
    'walk-in-programme': `/programmes/${town.slugs.walkIn}`,
    'walk-in-session': `/sessions/${town.sessions.walkIn}`,
    'walk-in-form': `/register?session=${town.sessions.walkIn}`,
  });

  it.each([
    ['phone', { viewport: PHONE }, ''],
    ['narrow', { viewport: NARROWEST }, ''],
    ['desktop', { viewport: DESKTOP }, ''],
    ['dark', { viewport: PHONE, dark: true }, ''],
    ['english', { viewport: PHONE }, 'en'],
  ] as const)(
    'has no fault on any page: %s',
    async (look, options, language) => {
      const page = await enter(options);
      for (const [name, path] of Object.entries(addresses())) {
        const address = language ? `${path}${path.includes('?') ? '&' : '?'}lang=${language}` : path;
        const isRefused = name === 'telephone-form' || name === 'walk-in-form';
        expect(await open(page, `${app.url}${address}`)).toBe(isRefused ? 409 : 200);
        await inspect(page, `${look}-${name}`);
      }
    },
    120_000,
  );
});
