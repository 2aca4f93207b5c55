import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../../src/platform/views/messages.js';
import { TextKinds } from '../../../src/registrations/mails/texts/text-kinds.js';
import { TextPreviews } from '../../../src/registrations/mails/texts/text-previews.js';
import { axeFaults, ready, sidewaysOverflow, takePicture } from '../../support/browser.js';
import { suiteBrowser } from '../../support/suite-browser.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';

const NAMES = Object.keys(LETTERS) as LetterName[];
/** Looked at in each language; the others in one of them, in turn. */
const IN_ALL: ReadonlySet<LetterName> = new Set(['confirmed', 'offered', 'reminder']);
/** CSS pixels. */
const [NARROW, WIDE] = [320, 800];
/** The program that shows a mail brings the landmarks of the page. */
const OF_THE_PAGE = /^(?:region|landmark-one-main):/;
const FONTS = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-jp/400.css'));
const FONT_HOST = 'https://fonts.example/';

const CASES = NAMES.flatMap((name, index) =>
  LANGUAGES.filter((_, turn) => IN_ALL.has(name) || turn === index % LANGUAGES.length).map((language) => ({
    name,
    language,
  })),
);

describe('mails as they are seen', () => {
  const { enter, visit } = suiteBrowser();
  let office: LetterOffice;
  let faces = '';

  beforeAll(async () => {
    office = await LetterOffice.open();
    faces = (await Promise.all([400, 700].map((weight) => readFile(join(FONTS, `${weight}.css`), 'utf8'))))
      .join('\n')
      .replaceAll('url(./files/', `url(${FONT_HOST}`);
  });

  afterAll(() => office?.close());

  afterEach(() => office.clear());

  /** Faults of a mail on light and on dark screens, in windows of both widths. */
  async function faultsOf(html: string, picture: string): Promise<string[]> {
    const faults: string[] = [];
    const { page, hosts, close } = await visit();
    await page.setContent(html);
    // Before anything is lent to the page: a mail asks nobody for anything.
    expect([...hosts]).toEqual([]);
    if (process.env.PICTURES === '1') await lendFonts(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [NARROW, WIDE]) {
        const look = `${picture}-${width}${colorScheme === 'dark' ? '-dark' : ''}`;
        await page.setViewportSize({ width, height: 640 });
        if (process.env.PICTURES === '1') await takePicture(page, look);
        // Neither colours nor headings change with the width.
        const found = width === NARROW ? await axeFaults(page) : [];
        if ((await sidewaysOverflow(page)) > 0) found.push('wider than its window');
        found.push(...(await lowLinks(page)));
        faults.push(...found.filter((fault) => !OF_THE_PAGE.test(fault)).map((fault) => `${look}: ${fault}`));
      }
    }
    await close();
    return faults;
  }

  /** The browser of the tests has no Japanese font; the programs that show mails have. */
  async function lendFonts(page: Page): Promise<void> {
    await page.route(`${FONT_HOST}**`, async (route) =>
      route.fulfill({
        body: await readFile(join(FONTS, 'files', basename(route.request().url()))),
        headers: { 'access-control-allow-origin': '*' },
      }),
    );
    await page.addStyleTag({ content: `${faces} td { font-family: 'Noto Sans JP' !important; }` });
    await ready(page);
  }

  it.each(CASES)('$name in $language reads well on every screen', async ({ name, language }) => {
    const discreet = language !== 'en';
    const { html } = await office.compose(name, { language, discreet, people: 2 });
    expect(await faultsOf(html, `mail-${name}-${language}`)).toEqual([]);
  });

  it('every other kind that a room has registered reads well on every screen', async () => {
    const seen: ReadonlySet<string> = new Set(NAMES);
    const kinds = office.app.nest.get(TextKinds).all();
    const others = kinds.filter(({ kind }) => !seen.has(kind));
    const organizationId = office.sessions[0]?.organizationId as string;
    const previews = office.app.nest.get(TextPreviews);
    for (const [index, kind] of others.entries()) {
      const language = LANGUAGES[index % LANGUAGES.length] as Language;
      const { mail } = await previews.of(kind, null, { organizationId, language, discreet: index % 2 === 0 });
      expect(await faultsOf(mail.html, `mail-${kind.kind}-${language}`)).toEqual([]);
    }
  }, 120_000);

  it('has colours that can be read also where the style sheet is left out, on light and on dark', async () => {
    const { html } = await office.compose('lottery_lost', { discreet: false });
    expect(await faultsOf(html.replace(/<style>.*?<\/style>/s, ''), 'mail-without-styles')).toEqual([]);
  });

  it('shows words of 10,000 letters without a space in a window of 320 pixels', async () => {
    await office.app.db.query('UPDATE sessions SET topic = $1 WHERE number = 1', ['x'.repeat(10_000)]);
    const { html } = await office.compose('confirmed', { nickname: 'W'.repeat(40), discreet: false });
    expect(await faultsOf(html, 'mail-long-words')).toEqual([]);
  });

  it('says of a mail with grey words on grey that it cannot be read', async () => {
    const { html } = await office.compose('confirmed', {});
    const faults = await faultsOf(html.replaceAll('#1a1a1c;', '#aaaaaa;'), 'mail-grey');
    expect(faults.join()).toContain('color-contrast');
  });

  it('begins for a lock screen with what the preview says, and with nothing of the mail', async () => {
    const { html, preview } = await office.compose('reminder', {});
    const page = await enter();
    await page.setContent(html);
    const first = await page.evaluate('document.body.firstElementChild.textContent');
    const hidden = await page.evaluate('document.body.firstElementChild.offsetHeight');
    expect(String(first).replace(/[\u034F\u200C\u00A0]/g, '')).toBe(preview);
    expect(String(first).length).toBeGreaterThan(200);
    expect(hidden).toBe(0);
  });
});

/** Links that a finger misses: lower than 44 CSS pixels. */
function lowLinks(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('a')]
    .filter((link) => link.getBoundingClientRect().height < 44)
    .map((link) => 'low link: ' + link.outerHTML)`) as Promise<string[]>;
}
