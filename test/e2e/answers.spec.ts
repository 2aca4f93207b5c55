import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../src/platform/views/messages.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { expectGolden } from '../support/golden.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type AnswerPages, makeAnswers } from './answers-town.js';

/** Pages that are looked at in every language; the others differ from them in what they say of registering. */
const EACH_LANGUAGE = ['open', 'online', 'cancelled', 'course', 'programme'];

/** The pages of a programme, a course and a session, to somebody who wants to know whether they can come. */
describe('what a page answers', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let pages: AnswerPages;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    pages = await makeAnswers(app.db);
  }, 60_000);
  afterAll(() => app?.close());

  const show = async (page: Page, name: string, language: Language = 'ja'): Promise<void> => {
    expect(await open(page, `${app.url}${pages[name]}?lang=${language}`)).toBe(200);
  };

  it.each(LANGUAGES)(
    'comes in one order in the accessibility tree: %s',
    async (language) => {
      const page = await enter();
      const lines: string[] = [];
      for (const name of Object.keys(pages)) {
        await show(page, name, language);
        const tree = await page.getByRole('main').ariaSnapshot();
        lines.push(
          `# ${name}`,
          ...tree.split('\n').flatMap((line) => /^\s*- ((?:heading|term|strong)\b.*)$/.exec(line)?.[1] ?? []),
        );
      }
      expectGolden(`registering/answers.${language}.txt`, Buffer.from(`${lines.join('\n')}\n`));
    },
    240_000,
  );

  it.each(LANGUAGES)(
    'has the way in on the first screen of a phone: %s',
    async (language) => {
      const page = await enter({ viewport: PHONE });
      for (const name of ['open', 'queue', 'lottery', 'course', 'programme']) {
        await show(page, name, language);
        const button = await page.locator('.coming a.button').boundingBox();
        expect(button!.y + button!.height).toBeLessThanOrEqual(PHONE.height);
      }
    },
    120_000,
  );

  it('is reached and read by keyboard alone, and asks no other host', async () => {
    const { page, hosts } = await visit({ viewport: PHONE, javaScript: false });
    await show(page, 'open');
    const map = page.getByRole('link', { name: /地図/ });
    expect(await map.getAttribute('href')).toBe(
      'https://www.openstreetmap.org/?mlat=35.5&mlon=139.25#map=17/35.5/139.25',
    );
    expect(await map.getAttribute('rel')).toContain('noreferrer');
    expect(await page.locator('[data-share]').isVisible()).toBe(false);
    expect(await page.getByRole('img', { name: 'このページのQRコード' }).count()).toBe(1);
    expect(await page.getByLabel('このページのアドレス').inputValue()).toMatch(/\/sessions\/[0-9a-f-]{36}$/);
    expect(hosts).toEqual(new Set([new URL(app.url).host]));
    const focused = page.locator(':focus');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      if ((await focused.textContent()) === 'この回に申し込む') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/register\?session=/);
  });

  it('offers the means of sharing that the browser has', async () => {
    const page = await enter();
    await page.addInitScript(
      'Object.defineProperty(navigator, "share", { value: async (what) => { globalThis.shared = what; } })',
    );
    await show(page, 'open', 'en');
    await page.getByRole('button', { name: 'Share' }).click();
    const shared = (await page.evaluate('globalThis.shared')) as object;
    expect(Object.keys(shared)).toEqual(['url']);
    expect(await page.getByRole('link', { name: 'Send the address by email' }).getAttribute('href')).toMatch(
      /^mailto:\?subject=A%20page%20for%20you&body=http/,
    );
  });

  it.each([
    ['narrow', NARROWEST, false],
    ['dark', DESKTOP, true],
  ] as const)(
    'holds on a window that is %s',
    async (look, viewport, dark) => {
      const page = await enter({ viewport, dark });
      for (const name of Object.keys(pages)) {
        const languages = EACH_LANGUAGE.includes(name) ? LANGUAGES : (['ja'] as const);
        for (const language of languages) {
          await show(page, name, language);
          await takePicture(page, `answers-${look}-${name}-${language}`);
          expect([name, language, await axeFaults(page)]).toEqual([name, language, []]);
          expect([name, await sidewaysOverflow(page)]).toEqual([name, 0]);
          expect([name, await smallTargets(page)]).toEqual([name, []]);
        }
      }
    },
    480_000,
  );
});
