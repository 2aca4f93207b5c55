import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { makeParty, recordAttendance } from '../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { makeTerm } from '../support/factories.js';
import { STAFF_PASSWORD, signInAs } from '../support/staff.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** An organizer types last year's consultations in, without a pointer and without scripts. */
describe('figures typed in on a screen', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let email: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const { places } = await makeParty(app.db, term.sessions);
    await recordAttendance(app.db, term.sessions[0]!, [{ place: places[0]!, mark: 'attended', people: 1 }]);
    ({ email } = await signInAs(app, term.organization, 'organizer'));
  }, 120_000);
  afterAll(() => app.close());

  async function signIn(page: Page): Promise<void> {
    await open(page, `${app.url}/staff/sign-in`);
    await page.locator('input[name="email"]').fill(email);
    await page.locator('input[name="password"]').fill(STAFF_PASSWORD);
    await page.locator('input[name="password"]').press('Enter');
    await page.waitForURL((url) => url.pathname !== '/staff/sign-in');
  }

  it('are typed by keyboard alone, and stand in their table', async () => {
    const page = await enter({ viewport: DESKTOP, javaScript: false });
    await signIn(page);
    await open(page, `${app.url}/staff/tallies/new`);
    await page.locator('#axis').focus();
    await page.keyboard.type('方法');
    await page.keyboard.press('Tab');
    await page.keyboard.type('件');
    await page.locator('[id="lines.0.label"]').focus();
    for (const text of ['電話', '1236']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.locator('#total').focus();
    await page.keyboard.type('1237');
    await page.keyboard.press('Enter');
    await page.waitForURL(/saved=1/);
    await open(page, `${app.url}/staff/tallies`);
    expect(await page.locator('.figure-table tbody td').allTextContents()).toEqual(['1,236']);
    expect(await page.locator('.figure-table tfoot td').allTextContents()).toEqual(['1,237']);
  });

  it('have pages that hold at every width, in the dark, and for axe', async () => {
    const [row] = await app.db.query('SELECT id FROM tallies');
    const paths = {
      list: '/staff/tallies',
      new: '/staff/tallies/new',
      edit: `/staff/tallies/${row.id}`,
      costs: `/staff/sessions/${term.sessions[0]!.id}/costs`,
      retention: `/staff/courses/${term.course.id}/retention`,
      english: '/staff/tallies?lang=en',
    };
    for (const [viewport, dark] of [
      [NARROWEST, false],
      [DESKTOP, true],
    ] as const) {
      const visitor = await visit({ viewport, dark });
      await signIn(visitor.page);
      for (const [name, path] of Object.entries(paths)) {
        expect([name, await open(visitor.page, app.url + path)]).toEqual([name, 200]);
        expect({ name, faults: await axeFaults(visitor.page) }).toEqual({ name, faults: [] });
        expect({ name, overflow: await sidewaysOverflow(visitor.page) }).toEqual({ name, overflow: 0 });
        expect({ name, small: await smallTargets(visitor.page) }).toEqual({ name, small: [] });
        await takePicture(visitor.page, `tallies-${name}-${dark ? 'dark' : 'narrowest'}`);
      }
      await visitor.close();
    }
  }, 120_000);
});
