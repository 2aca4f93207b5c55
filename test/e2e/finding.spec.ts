import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organization } from '../../src/organizations/organization.entity.js';
import { makeWorld, NOW } from '../integration/registrations/finding/finding-town.js';
import { axeFaults, DESKTOP, NARROWEST, open, sidewaysOverflow, smallTargets } from '../support/browser.js';
import { makeCourse, makeProgramme, makeSession, makeVenue } from '../support/factories.js';
import { seeded } from '../support/seeded.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LANGUAGES = ['ja', 'ja-simple', 'en'] as const;
const PAGES = {
  list: '/?organization=hikari&kind=lecture&free=1',
  nothing: '/?kind=sports&online=1',
  month: '/?view=month&month=2025-04&walkIn=1',
  programmes: '/programmes?organization=hikari&stepFree=1',
  nearby: '/nearby?organization=hikari',
};

const { enter, visit } = suiteBrowser();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  await makeWorld(app.db, seeded(8));
}, 120_000);
afterAll(() => app?.close());

const inLanguage = (path: string, language: string) =>
  `${app.url}${path}${language === 'ja' ? '' : `${path.includes('?') ? '&' : '?'}lang=${language}`}`;

describe('finding in a browser', () => {
  it.each(Object.entries(PAGES))(
    '%s has nothing for axe to find, in three languages',
    async (name, path) => {
      for (const [size, viewport] of Object.entries({ narrow: NARROWEST, desktop: DESKTOP })) {
        const { page, hosts, cookies, close } = await visit({ viewport, dark: size === 'narrow' });
        for (const language of LANGUAGES) {
          const place = `${name} ${size} ${language}`;
          await open(page, inLanguage(path, language));
          expect({ place, faults: await axeFaults(page) }).toEqual({ place, faults: [] });
          expect({ place, overflow: await sidewaysOverflow(page) }).toEqual({ place, overflow: 0 });
          expect({ place, small: await smallTargets(page) }).toEqual({ place, small: [] });
        }
        expect([...hosts]).toEqual([new URL(app.url).host]);
        expect(await cookies()).toEqual([]);
        await close();
      }
    },
    120_000,
  );

  it('lets one choose and take away without a script, and keeps the language', async () => {
    const page = await enter({ javaScript: false });
    await open(page, `${app.url}/?lang=en`);
    await page.locator('.finding summary').click();
    await page.locator('#organization').selectOption('hikari');
    await page.locator('#walkIn').check();
    await page.locator('.finding-more button').click();
    await page.waitForURL(/walkIn=1/);
    expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
    expect(new URL(page.url()).searchParams.get('organization')).toBe('hikari');
    // What was found comes next, so the form is closed again; the venues of the town can be chosen in it now.
    expect(await page.locator('#venue').isVisible()).toBe(false);
    await page.locator('.finding summary').click();
    expect(await page.locator('#venue').isVisible()).toBe(true);
    await page.locator('.chosen a').nth(1).click();
    await page.waitForURL((url) => !url.search.includes('walkIn'));
    expect(new URL(page.url()).search).toBe('?organization=hikari&lang=en');
  }, 60_000);

  it('can be used with the keyboard alone', async () => {
    const page = await enter({ viewport: DESKTOP });
    await open(page, `${app.url}/`);
    await page.locator('#q').focus();
    await page.keyboard.type('ない言葉');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    expect(await page.locator('.nothing').isVisible()).toBe(true);
    await page.locator('details > summary').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('#online').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(/online=1/);
    await page.locator('.chosen a').last().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.url}/`);
  }, 60_000);
});

describe('the month near here on paper', () => {
  /** Pages of A4 that the browser prints, lying: width and height in points. */
  async function printed(page: Page): Promise<{ pages: number; boxes: string[] }> {
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    return {
      pages: [...pdf.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length,
      boxes: [...new Set([...pdf.matchAll(/\/MediaBox\s*\[([^\]]+)\]/g)].map(([, box]) => box as string))],
    };
  }

  it('has as many sheets as its lines need, and cuts nothing off', async () => {
    const town = await app.db.getRepository(Organization).findOneByOrFail({ slug: 'kaze' });
    const programme = await makeProgramme(app.db, town, {
      title: 'とても長い名前の、ひきこもりに関する家族のための連続講座と個別の相談会',
      fee: '資料代として一家族につき五百円をいただきます',
      audiences: ['family', 'supporter'],
      contact: 'かぜ市健康福祉部地域保健課こころの健康係',
      contactTel: '03-0000-0002',
    });
    const course = await makeCourse(app.db, programme);
    const venue = await makeVenue(app.db, town, { name: 'かぜ市立総合保健福祉センター別館３階 大会議室' });
    for (let day = 1; day <= 31; day++) {
      await makeSession(app.db, course, {
        startsOn: `2025-07-${String(day).padStart(2, '0')}`,
        number: day,
        venueId: venue.id,
      });
    }
    const page = await enter({ viewport: { width: 1047, height: 718 } });
    await open(page, `${app.url}/nearby?organization=hikari&month=2025-08`);
    expect((await printed(page)).pages).toBe(1);
    await open(page, `${app.url}/nearby?organization=kaze&month=2025-07`);
    const { pages, boxes } = await printed(page);
    expect(
      boxes.map((box) =>
        box
          .trim()
          .split(/\s+/)
          .map((side) => Math.round(Number(side))),
      ),
    ).toEqual([[0, 0, 842, 595]]);
    expect(pages).toBeGreaterThanOrEqual(2);
    expect(pages).toBeLessThanOrEqual(5);
    await page.emulateMedia({ media: 'print' });

    expect(await sidewaysOverflow(page)).toBe(0);
    const cut = await page.evaluate(`[...document.querySelectorAll('.nearby-table th, .nearby-table td')]
      .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1).length`);
    expect(cut).toBe(0);
    expect(await page.locator('.nearby-table tbody tr').count()).toBe(31);
    expect(await page.locator('form').first().isVisible()).toBe(false);
    expect(await page.locator('.nearby-qr img').isVisible()).toBe(true);
  }, 60_000);
});
