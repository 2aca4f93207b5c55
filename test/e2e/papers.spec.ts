import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Companion } from '../../src/registrations/companion.entity.js';
import { newId } from '../../src/shared/ids.js';
import { makeParty } from '../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { makePool, makeSession, makeTerm } from '../support/factories.js';
import { STAFF_PASSWORD, type StaffBrowser, signInAs } from '../support/staff.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What is left of A4 between the margins of the paper (12 mm), in CSS pixels: 186 mm by 273 mm. */
const A4_INSIDE = { width: 703, height: 1032 };

describe('rosters and sign-in sheets on paper', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let staff: StaffBrowser;
  let path: string;
  let organization: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-14T13:00:00+09:00' });
    const term = await makeTerm(app.db, { dates: ['2025-04-14'] });
    staff = await signInAs(app, term.organization, 'organizer');
    organization = term.organization.slug;
    const session = await makeSession(app.db, term.course, { number: 2 });
    await makePool(app.db, session, { capacity: 80 });
    // 40 who come alone, and 10 parties of two, the longest nickname among them.
    for (let number = 1; number <= 50; number++) {
      const people = number > 40 ? 2 : 1;
      const nickname = number === 41 ? 'なまえがとてもながいひと'.repeat(3).slice(0, 40) : `ひと${number}`;
      const { registration } = await makeParty(app.db, [session], { nickname, people });
      if (number === 42)
        await app.db.getRepository(Companion).insert({
          ...{ id: newId(), organizationId: registration.organizationId, registrationId: registration.id },
          ...{ position: 0, nickname: 'おともだち', relation: 'supporter' },
        });
    }
    path = `${app.url}/staff/sessions/${session.id}`;
  }, 120_000);
  afterAll(() => app?.close());

  async function signedIn(page: Page): Promise<void> {
    await open(page, `${app.url}/staff/sign-in`);
    await page.getByLabel('メールアドレス').fill(staff.email);
    await page.getByLabel('パスワード').fill(STAFF_PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.waitForLoadState('networkidle');
  }

  /** Pages of the PDF that the browser prints; Chromium writes the objects of pages plainly. */
  async function pagesOf(page: Page): Promise<number> {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
  }

  /** Cells whose text is wider or higher than they are, on a page of A4. */
  function cutCells(page: Page): Promise<string[]> {
    return page.evaluate(
      `[...document.querySelectorAll('.paper th, .paper td')]
        .filter((cell) => cell.offsetHeight > 1)
        .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
        .map((cell) => cell.outerHTML)`,
    ) as Promise<string[]>;
  }

  it.each([
    ['roster', 3],
    ['roster?names=nickname', 3],
    ['roster?names=number', 2],
    ['roster?names=blank', 3],
    ['sign-in-sheet', 3],
  ])(
    'prints sixty people as %s on %i pages of A4, with nothing cut',
    async (paper, pages) => {
      const page = await enter({ viewport: A4_INSIDE });
      await signedIn(page);
      await open(page, `${path}/${paper}`);
      await page.emulateMedia({ media: 'print' });
      await ready(page);
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(await cutCells(page)).toEqual([]);
      expect(await page.locator('.site-header, .no-print').filter({ visible: true }).count()).toBe(0);
      expect(await pagesOf(page)).toBe(pages);
      await takePicture(page, `paper-${paper.replace(/\?names=/, '-')}`);
    },
    60_000,
  );

  it('repeats what session it is and the headings of the columns on each page', async () => {
    const page = await enter({ viewport: A4_INSIDE });
    await signedIn(page);
    await open(page, `${path}/roster`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.paper thead')).display`)).toBe(
      'table-header-group',
    );
    expect(await page.locator('.paper thead').textContent()).toMatch(/第2回.*2025年4月14日[\s\S]*受付番号/);
  }, 60_000);

  it.each(['roster', 'sign-in-sheet', 'closing', 'categories'])(
    'is chosen on a screen, the narrowest too, without a fault: %s',
    async (name) => {
      const address = {
        closing: path,
        categories: `${app.url}/staff/organizations/${organization}/head-categories`,
      }[name];
      if (name === 'closing')
        await staff.post(path.slice(app.url.length), { version: '', 'count.self': '2', approximate: 'on' });
      for (const [viewport, dark] of [
        [DESKTOP, false],
        [NARROWEST, true],
      ] as const) {
        const { page, close } = await visit({ viewport, dark });
        await signedIn(page);
        await open(page, address ?? `${path}/${name}`);
        expect(await axeFaults(page)).toEqual([]);
        expect(await sidewaysOverflow(page)).toBe(0);
        expect(await smallTargets(page)).toEqual([]);
        await takePicture(page, `papers-${name}-${viewport.width}`);
        await close();
      }
    },
    90_000,
  );
});
