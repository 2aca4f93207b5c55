import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  sidewaysOverflow,
  smallTargets,
  takePicture,
  type VisitorOptions,
} from '../support/browser.js';
import { makeReportTown, REPORT_NOW } from '../support/report-town.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'houkoku@hikari.example';
const PASSWORD = 'hana no saku michi';
const TABLET = { width: 768, height: 1024 };
const PAGES = [
  ['report', '/staff/reports?fiscalYear=2025'],
  ['report-months', '/staff/reports?fiscalYear=2025&by=month&before=0'],
  ['report-programme', '/staff/reports/programmes/kazoku?fiscalYear=2025'],
  ['report-breakdowns', '/staff/reports/breakdowns?fiscalYear=2025'],
  ['report-trends', '/staff/reports/trends?fiscalYear=2025'],
  ['report-print', '/staff/reports/print?fiscalYear=2025'],
] as const;

/** A clerk makes the year's report: chooses, reads, copies the lines, prints. */
describe('the report in a browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: REPORT_NOW });
    const { slug } = await makeReportTown(app);
    const account = { email: EMAIL, name: '報告 花子', password: PASSWORD, organizationSlug: slug };
    await app.nest.get(Organizations).addStaff({ ...account, role: 'viewer' });
  }, 60_000);
  afterAll(() => app?.close());

  async function clerk(options: VisitorOptions): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/sign-in`);
    await page.getByLabel('メールアドレス').fill(EMAIL);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.waitForLoadState('networkidle');
    return page;
  }

  it.each([
    ['desktop', { viewport: DESKTOP }],
    ['tablet-dark', { viewport: TABLET, dark: true }],
    ['narrow', { viewport: NARROWEST }],
    // 1280 pixels at twice the size are 640 wide (WCAG 2.2, 1.4.4).
    ['zoomed', { viewport: { width: 640, height: 450 } }],
  ])(
    'reads on %s without a fault of axe or a page that scrolls sideways',
    async (name, options) => {
      const page = await clerk(options);
      const refused: string[] = [];
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
      });
      for (const [picture, path] of PAGES) {
        expect(await open(page, app.url + path)).toBe(200);
        await takePicture(page, `${picture}-${name}`);
        expect([path, await axeFaults(page)]).toEqual([path, []]);
        expect([path, await sidewaysOverflow(page)]).toEqual([path, 0]);
        expect([path, await smallTargets(page)]).toEqual([path, []]);
      }
      // The policy of the page stands, and the pictures need nothing that it forbids.
      expect(refused).toEqual([]);
    },
    120_000,
  );

  it('is asked for by keyboard alone: another period, by kind, and back', async () => {
    const page = await clerk({ viewport: DESKTOP });
    await open(page, `${app.url}/staff/reports?fiscalYear=2025`);
    await page.getByRole('radio', { name: '年度', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: '半期' }).isChecked()).toBe(true);
    expect(await page.getByLabel('上期・下期').isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('half');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '表示する' }).press('Enter');
    await page.waitForLoadState('networkidle');
    expect(page.url()).toContain('period=half');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      '2025(令和7)年度下半期の計画と実績',
    );
  });

  it('works without JavaScript, and keeps the first column in sight', async () => {
    const page = await clerk({ viewport: NARROWEST, javaScript: false });
    await open(page, `${app.url}/staff/reports?fiscalYear=2025&before=0`);
    const box = page.locator('.report-box').first();
    const head = box.locator('tbody th').first();
    const before = await head.boundingBox();
    await box.focus();
    await page.keyboard.press('End');
    await box.evaluate((element) => element.scrollTo({ left: 300 })).catch(() => undefined);
    const after = await head.boundingBox();
    expect(after?.x).toBe(before?.x);
  });

  it('draws with the colours and the font of the page', async () => {
    const page = await clerk({ viewport: DESKTOP });
    await open(page, `${app.url}/staff/reports?fiscalYear=2025`);
    const [fill, font] = (await page.evaluate(`(() => {
      const svg = document.querySelector('.report-chart svg');
      const solid = [...svg.querySelectorAll('path')].find((path) => path.getAttribute('fill').includes('--chart'));
      return [getComputedStyle(solid).fill, getComputedStyle(svg.querySelector('text')).fontFamily];
    })()`)) as [string, string];
    expect(fill).toBe('rgb(0, 23, 193)');
    expect(font).toContain('Noto Sans JP');
  });

  it('prints a page of A4 for each programme, and one that says how to read them', async () => {
    const page = await clerk({ viewport: DESKTOP });
    await open(page, `${app.url}/staff/reports/print?fiscalYear=2025`);
    const sheets = await page.locator('.report-sheet').count();
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect((pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length).toBe(sheets);
    const sizes = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map(([, box]) =>
      (box ?? '').trim().split(/\s+/).map(Number).map(Math.round).slice(2),
    );
    for (const size of sizes) expect(size).toEqual([595, 842]);
    // Nothing is wider than what the page has between its margins.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 1009 });
    expect(await sidewaysOverflow(page)).toBe(0);
  });
});
