import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DigestSubscription } from '../../src/reminders/digest/digest-subscription.entity.js';
import { DigestTokens } from '../../src/reminders/digest/digest-tokens.js';
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
import { makeOrganization, makeProgramme } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { townWithFamilyClass } from './family-class.js';

/** A parent asks for next month's dates by mail, says yes behind the link, changes her mind, and leaves. */
describe('the path of a reader of the digest', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    await townWithFamilyClass(app.db);
    const other = await makeOrganization(app.db, { name: 'みなと市社会福祉協議会', nameEn: 'Minato' });
    await makeProgramme(app.db, other);
  }, 60_000);
  afterEach(() => app.db.query('TRUNCATE digest_subscriptions, messages'));
  afterAll(() => app?.close());

  const inspect = async (page: Page, name: string): Promise<void> => {
    await ready(page);
    await takePicture(page, name);
    expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
    expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
    expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
  };

  const linkOf = async (email: string): Promise<string> => {
    const { id } = await app.db.getRepository(DigestSubscription).findOneByOrFail({ email });
    return `${app.url}/digest/${app.nest.get(DigestTokens).tokenOf(id)}`;
  };

  it.each([
    ['phone', PHONE],
    ['narrowest', NARROWEST],
    ['desktop', DESKTOP],
  ])('asks, says yes, changes and leaves, on a %s', async (size, viewport) => {
    const { page, cookies } = await visit({ viewport });
    await open(page, `${app.url}/?audience=family`);
    await page.getByRole('link', { name: '来月の予定をメールで受け取る' }).click();
    await inspect(page, `digest-${size}`);
    expect(await page.getByRole('checkbox', { name: '家族', exact: true }).isChecked()).toBe(true);
    const button = page.getByRole('button', { name: '確かめのメールを受け取る' });
    if (size === 'phone') {
      const box = await button.boundingBox();
      expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    }
    await button.click();
    await inspect(page, `digest-refused-${size}`);
    expect(await page.getByRole('alert').textContent()).toContain('2か所');
    await page.getByRole('alert').getByRole('link').first().click();
    expect(await page.evaluate('document.activeElement.id')).toBe('email');
    await page.getByLabel('メールアドレス').fill('hana@mail.example');
    await page.getByRole('combobox', { name: '団体' }).selectOption({ label: '板橋区' });
    await button.click();
    await inspect(page, `digest-asked-${size}`);

    const link = await linkOf('hana@mail.example');
    await open(page, link);
    await inspect(page, `digest-confirm-${size}`);
    await page.getByRole('button', { name: '受け取る', exact: true }).click();
    await inspect(page, `digest-confirmed-${size}`);
    expect(await page.getByRole('status').textContent()).toContain('登録ができました');
    await open(page, `${link}/dates/2025-05`);
    await inspect(page, `digest-dates-${size}`);
    expect(await page.locator('.sessions > li').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'お便りの受け取り方を変える、止める' }).click();
    await page.getByText('種類もしぼる').click();
    await page.getByRole('checkbox', { name: '講演会' }).check();
    await page.getByLabel('メールのことば').selectOption('ja-simple');
    await page.getByRole('button', { name: '変える' }).click();
    await inspect(page, `digest-settings-${size}`);
    expect(await page.getByRole('checkbox', { name: '講演会' }).isChecked()).toBe(true);

    await open(page, `${link}/leave`);
    await inspect(page, `digest-leave-${size}`);
    await page.getByRole('button', { name: 'お便りを止める' }).click();
    await inspect(page, `digest-left-${size}`);
    expect(await app.db.getRepository(DigestSubscription).count()).toBe(0);
    expect(await cookies()).toEqual([]);
  });

  it('works without JavaScript, and reads in English and in the dark', async () => {
    const { page, close } = await visit({ javaScript: false });
    await open(page, `${app.url}/digest?lang=en`);
    await page.getByLabel('Email address').fill('ken@mail.example');
    await page.getByLabel('Organization').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Send me an email to confirm' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('We have sent you an email');
    await open(page, `${await linkOf('ken@mail.example')}?lang=en`);
    await page.getByRole('button', { name: 'Yes, send it' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Done.');
    await close();
    const dark = await enter({ dark: true });
    await open(dark, `${app.url}/digest?lang=en`);
    await inspect(dark, 'digest-dark-en');
    expect(
      await app.db.getRepository(DigestSubscription).findOneByOrFail({ email: 'ken@mail.example' }),
    ).toMatchObject({ language: 'en', status: 'active', discreet: true });
  });
});
