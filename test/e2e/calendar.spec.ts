import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import {
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  takePicture,
  type Visitor,
} from '../support/browser.js';
import { makeOrganization, makeProgramme } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inspectPage } from './calendar-pages.js';
import { townWithFamilyClass } from './family-class.js';

const PUBLIC_URL = 'https://tsudoi.example';

const SCREENS = [
  ['phone', { viewport: PHONE }],
  ['narrowest', { viewport: NARROWEST }],
  ['desktop', { viewport: DESKTOP }],
  ['dark', { viewport: PHONE, dark: true }],
] as const;

const suite = suiteBrowser();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00', env: { PUBLIC_URL } });
  await townWithFamilyClass(app.db);
  const other = await makeOrganization(app.db, { name: 'みなと市社会福祉協議会', nameEn: 'Minato' });
  await makeProgramme(app.db, other);
}, 60_000);
afterAll(() => app?.close());

const inspect = (visitor: Visitor, name: string) => inspectPage(visitor.page, name, { app, visitor });

/** What a phone's camera reads from the page as it stands on the screen. */
async function scanned(page: Page): Promise<string> {
  const picture = page.getByRole('img', { name: 'QR' });
  const screenshot = (await picture.screenshot()).toString('base64');
  const reader = await suite.browser.newPage();
  try {
    const { width, height, data } = (await reader.evaluate(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${screenshot}';
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
      return { width, height, data: [...data] };
    })()`)) as { width: number; height: number; data: number[] };
    return decodeQR({ width, height, data: Uint8Array.from(data) });
  } finally {
    await reader.close();
  }
}

describe('the way of a resident to the calendar', () => {
  it.each(SCREENS)('from a programme, on a %s', async (size, options) => {
    const visitor = await suite.visit(options);
    const { page } = visitor;
    await open(page, `${app.url}/programmes/itabashi-family-class`);
    await page.getByRole('link', { name: 'この事業の日程をカレンダーに入れる' }).click();
    await inspect(visitor, `calendar-chosen-${size}`);
    expect(await page.locator('#feed').textContent()).toBe('板橋区 ひきこもり家族教室');
    const apple = page.getByRole('link', { name: 'iPhone・Mac（Apple）' });
    expect(await apple.getAttribute('href')).toBe(
      'webcal://tsudoi.example/calendar/itabashi/family-class.ics',
    );
    expect(await scanned(page)).toBe(
      `${PUBLIC_URL}/calendar?organization=itabashi&programme=itabashi-family-class`,
    );
  });

  it.each(SCREENS)('through the form, on a %s', async (size, options) => {
    const visitor = await suite.visit(options);
    const { page } = visitor;
    await open(page, `${app.url}/calendar`);
    await inspect(visitor, `calendar-${size}`);
    await page.getByLabel('団体', { exact: true }).selectOption({ label: '板橋区' });
    await page.getByText('どなた向けか・種類・ことばでしぼる').click();
    await page.getByRole('checkbox', { name: '家族', exact: true }).check();
    await inspect(visitor, `calendar-form-${size}`);
    await page.getByRole('button', { name: '登録のしかたを見る' }).click();
    expect(await page.getByLabel('ほかのアプリ').inputValue()).toBe(
      `${PUBLIC_URL}/calendar/itabashi.ics?audience=family`,
    );
  });

  it('with the keyboard alone, without JavaScript', async () => {
    const page = await suite.enter({ javaScript: false });
    await open(page, `${app.url}/calendar`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const focused = () => page.locator(':focus');
    expect(await focused().getAttribute('id')).toBe('organization');
    for (let steps = 0; steps < 5 && (await focused().inputValue()) !== 'itabashi'; steps += 1) {
      await page.keyboard.press('ArrowDown');
    }
    expect(await focused().inputValue()).toBe('itabashi');
    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('どなた向けか・種類・ことばでしぼる');
    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('登録のしかたを見る');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/calendar\?organization=itabashi/);
    await page.getByRole('link', { name: 'iPhone・Mac（Apple）' }).waitFor();
    const reached: (string | null)[] = [];
    for (let steps = 0; steps < 24; steps += 1) {
      await page.keyboard.press('Tab');
      reached.push(await focused().evaluate((one) => one.getAttribute('href') ?? one.id));
    }
    const ways = reached.filter((target) => /^webcal|google|outlook|address/.test(target ?? ''));
    expect(ways.map((target) => target?.replace(/[?:/].*/, ''))).toEqual([
      'webcal',
      'https',
      'https',
      'https',
      'subscribe-address',
    ]);
  });

  it.each([
    ['larger text', 'calendar-200'],
    ['larger text, in English', 'calendar-200-en'],
  ])('with %s, nothing is cut off', async (_, name) => {
    const visitor = await suite.visit({ viewport: PHONE });
    const { page } = visitor;
    const language = name.endsWith('en') ? '&lang=en' : '';
    await open(page, `${app.url}/calendar?programme=itabashi-family-class${language}`);
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    await inspect(visitor, name);
    await open(page, `${app.url}/calendar/embed?organization=itabashi${language}`);
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('on paper: name, address and code, and nothing to press', async () => {
    const page = await suite.enter({ viewport: DESKTOP });
    await open(page, `${app.url}/calendar?programme=itabashi-family-class`);
    await page.emulateMedia({ media: 'print' });
    await takePicture(page, 'calendar-print');
    expect(await page.getByRole('link', { name: 'Google カレンダー' }).isVisible()).toBe(false);
    expect(await page.getByRole('button').first().isVisible()).toBe(false);
    const address = `${PUBLIC_URL}/calendar/itabashi/family-class.ics`;
    expect(await page.getByText(address, { exact: true }).isVisible()).toBe(true);
    expect(await scanned(page)).toContain('programme=itabashi-family-class');
  });
});
