import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { makeParty, recordAttendance } from '../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  takePicture,
  type VisitorOptions,
} from '../support/browser.js';
import { makeTerm } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'shuryo@hikari.example';
const PASSWORD = 'hana no saku michi';
const PEOPLE = ['ゆり', 'もも', 'きく', 'とても長いニックネームをつけた参加者さん'];

/** An organizer recognises who completed a training course, enters them in the roll, and prints. */
describe('completion in the browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-30T09:30:00+09:00' });
    term = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-05-26', '2025-06-09'],
      course: { completion: { atLeast: 2 } },
      programme: { title: 'ひきこもりサポーター養成研修' },
    });
    const { organization, sessions } = term;
    await app.nest.get(Organizations).addStaff({
      ...{ email: EMAIL, name: '担当 うめ', password: PASSWORD },
      ...{ organizationSlug: organization.slug, role: 'organizer' },
    });
    const parties = await Promise.all(
      PEOPLE.map((nickname) => makeParty(app.db, sessions, { nickname, municipality: 'ひかり市' })),
    );
    for (const [index, session] of sessions.entries())
      await recordAttendance(
        app.db,
        session,
        parties.map(({ places }, person) =>
          person === 1 && index > 0
            ? { place: places[index]!, mark: 'absent', people: 0 }
            : { place: places[index]!, mark: index === 1 ? 'late' : 'attended', people: 1 },
        ),
      );
  }, 60_000);
  afterAll(() => app?.close());

  async function signedIn(options: VisitorOptions): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/courses/${term.course.id}/completion`);
    await page.getByLabel('メールアドレス').fill(EMAIL);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await ready(page);
    return page;
  }

  async function inspect(page: Page, name: string): Promise<void> {
    await ready(page);
    await takePicture(page, name);
    expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
    expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
  }

  /** Presses Tab until this has the focus. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    }
    throw new Error(`the keyboard never reaches ${selector}`);
  }

  it('goes from the table to the roll by keyboard alone', async () => {
    const page = await signedIn({ viewport: DESKTOP });
    await inspect(page, 'completion-before-desktop');
    await tabTo(page, 'button[value="recogniseAll"]');
    await page.keyboard.press('Enter');
    await page.getByText('修了を認めました。').waitFor();
    await tabTo(page, 'tbody tr:nth-child(1) input[name="people"]');
    await page.keyboard.press('Space');
    await tabTo(page, 'button[value="enrol"]');
    await page.keyboard.press('Enter');
    await page.getByText('名簿に載せました。').waitFor();
    await inspect(page, 'completion-after-desktop');
    await tabTo(page, 'a[href$="/roll"]');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '登録名簿' }).waitFor();
    expect(await page.getByRole('row', { name: /ゆり/ }).textContent()).toContain('ひかり市');
  });

  it.each([
    ['phone', { viewport: PHONE }],
    ['narrowest', { viewport: NARROWEST }],
    ['dark', { viewport: DESKTOP, dark: true }],
    ['zoomed', { viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 } }],
  ])('fits %s', async (name, options) => {
    const page = await signedIn(options);
    await inspect(page, `completion-${name}`);
    await open(page, `${app.url}/staff/programmes/${term.programme.slug}/roll`);
    await inspect(page, `completion-roll-${name}`);
    await page.getByRole('link', { name: 'ゆり' }).click();
    await inspect(page, `completion-entry-${name}`);
    await open(page, `${app.url}/staff/courses/${term.course.id}/certificates`);
    await inspect(page, `completion-certificates-${name}`);
    await open(page, `${app.url}/staff/courses/${term.course.id}/certificates?name=blank&lang=en`);
    await inspect(page, `completion-certificates-blank-${name}`);
  });

  it('prints each certificate on exactly one page of A4', async () => {
    const page = await signedIn({ viewport: DESKTOP });
    const pagesOf = async (path: string) => {
      await open(page, `${app.url}${path}`);
      await ready(page);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      return {
        pages: pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length,
        boxes: [...new Set(pdf.match(/\/MediaBox\s*\[[^\]]*\]/g))],
      };
    };
    const all = await pagesOf(`/staff/courses/${term.course.id}/certificates`);
    expect(all.pages).toBe(3);
    expect(all.boxes).toHaveLength(1);
    expect(all.boxes[0]).toMatch(/\[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    const [{ id }] = await app.db.query('SELECT id FROM completions ORDER BY certificate_number LIMIT 1');
    for (const query of ['', '?name=blank', '?lang=en'])
      expect((await pagesOf(`/staff/completions/${id}/certificate${query}`)).pages).toBe(1);
    expect((await pagesOf(`/staff/programmes/${term.programme.slug}/roll/print`)).pages).toBe(1);
  });
});
