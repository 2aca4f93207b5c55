import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { addressOf } from '../integration/organizations/asking.js';
import { makeThings, type Things } from '../integration/organizations/things.js';
import { axeFaults, DESKTOP, NARROWEST, ready, sidewaysOverflow } from '../support/browser.js';
import { makeOrganization } from '../support/factories.js';
import { isForStaff, routesOf } from '../support/routes.js';
import { STAFF_PASSWORD, type StaffBrowser, signInAs } from '../support/staff.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** A window of 1280 CSS pixels in which everything is twice as large. */
const TWICE_AS_LARGE = { width: 640, height: 450 };
/** What differs between light and dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** Files, data for a script, and the mail in its frame, in which no script may run; every other GET route of staff is a page that is looked at. */
const NOT_PAGES =
  /\.(csv|xlsx|json|pdf)$|\/roll\/csv$|^\/staff\/export$|\/door\/(state|token)$|^\/staff\/messages\/:id\/html$/;

/** Every page of staff, as its owner sees it; a new page comes in by itself, through the list of routes. */
describe('every page of staff', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let owner: StaffBrowser;
  let things: Things;
  let patterns: string[];

  beforeAll(async () => {
    app = await startTestApp();
    const organization = await makeOrganization(app.db);
    things = await makeThings(app, organization);
    owner = await signInAs(app, organization, 'owner');
    patterns = routesOf(app)
      .filter((route) => isForStaff(route) && route.method === 'GET' && route.path.startsWith('/staff'))
      .map(({ path }) => path);
  }, 60_000);
  afterAll(() => app?.close());

  const address = (path: string) => addressOf({ method: 'GET', path, access: 'owner' }, things);

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${app.url}/staff`);
    await page.getByLabel('メールアドレス').fill(owner.email);
    await page.getByLabel('パスワード').fill(STAFF_PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('heading', { name: '今日の回' }).waitFor();
  }

  it('is a page, or is named as none', async () => {
    const pages: string[] = [];
    for (const path of patterns) {
      const answer = await owner.get(address(path));
      if (answer.status === 200 && answer.type === 'text/html') pages.push(path);
    }
    const inFrame = '/staff/messages/:id/html';
    expect(pages.filter((path) => path !== inFrame)).toEqual(
      patterns.filter((path) => !NOT_PAGES.test(path)),
    );
    expect(pages.length).toBeGreaterThan(60);
  }, 60_000);

  it('can be read by everyone: narrow, wide, dark, and twice as large', async () => {
    const page = await enter({ viewport: NARROWEST });
    await signIn(page);
    const faults: unknown[] = [];
    const note = (path: string, where: string, found: readonly string[]) =>
      found.length > 0 && faults.push({ path, where, found });
    const wide = async (path: string, where: string) => {
      const overflow = await sidewaysOverflow(page);
      note(path, where, overflow > 0 ? [`${overflow} px too wide`] : []);
    };
    for (const path of patterns.filter((one) => !NOT_PAGES.test(one))) {
      await page.goto(`${app.url}${address(path)}`);
      await ready(page);
      await wide(path, '320');
      note(path, '320', await axeFaults(page));
      await page.emulateMedia({ colorScheme: 'dark' });
      note(path, '320 dark', await axeFaults(page, COLOURS));
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(TWICE_AS_LARGE);
      await wide(path, '200 %');
      await page.setViewportSize(DESKTOP);
      await wide(path, '1280');
      note(path, '1280', await axeFaults(page));
      await page.setViewportSize(NARROWEST);
    }
    expect(faults).toEqual([]);
  }, 600_000);
});
