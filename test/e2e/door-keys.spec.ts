import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/programmes/session.entity.js';
import { Companion } from '../../src/registrations/companion.entity.js';
import { newId } from '../../src/shared/ids.js';
import { makeParty } from '../support/attendance-factories.js';
import { axeFaults, DESKTOP, NARROWEST, sidewaysOverflow } from '../support/browser.js';
import { makePool, makeSession } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  allSent,
  doorOf,
  makePeople,
  makeTown,
  marksIn,
  NOW,
  rowOf,
  scripted,
  signIn,
  tapOn,
} from './door-town.js';

const TABLET = { width: 768, height: 1024 };
const NICKNAMES = ['そら', 'ハナの母', 'こだま', 'うみのちち', 'みどり'] as const;

/** Reception of one session by keyboard, and taking back. */
describe('the door by keyboard', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeTown>>;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    town = await makeTown(app);
  }, 60_000);
  afterAll(() => app?.close());

  let number = 10;
  /** A session of today with five people and a party of three, one of whom has no name. */
  async function todays(): Promise<Session> {
    const session = await makeSession(app.db, town.course, { startsOn: '2025-05-12', number: ++number });
    await makePool(app.db, session, { capacity: 40 });
    await makePeople(app, session, NICKNAMES);
    const { registration } = await makeParty(app.db, [session], { nickname: 'くじら', people: 3 });
    await app.db.getRepository(Companion).insert({
      id: newId(),
      ...{ organizationId: town.organization.id, registrationId: registration.id },
      ...{ position: 0, nickname: 'いるか', relation: 'self' },
    } as never);
    return session;
  }

  it('is kept by keyboard alone', async () => {
    const session = await todays();
    const page = await enter({ viewport: DESKTOP });
    await signIn(page, app, doorOf(session));
    await scripted(page);
    const { keyboard } = page;
    const focused = () =>
      page.evaluate('document.activeElement.id || document.activeElement.textContent.trim()');
    const tabTo = async (wanted: string) => {
      for (let step = 0; step < 80; step++) {
        if (String(await focused()).includes(wanted)) return;
        await keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${wanted}`);
    };
    await tabTo('door-filter');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.press('ArrowDown');
    await keyboard.press('l');
    await keyboard.press('ArrowDown');
    await keyboard.press('x');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.press('ArrowDown');
    await keyboard.press('a');
    await keyboard.press('Control+z');
    await tabTo('家族を1人増やす');
    await keyboard.press('Enter');
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({
      ...{ そら: 'attended', ハナの母: 'late', こだま: 'excused', うみのちち: 'online' },
    });
    expect(await page.locator('[data-category="family"] output').textContent()).toBe('1');
    expect(await page.getByRole('status').first().textContent()).toContain('出席3人');
  }, 60_000);

  it('takes back what was pressed by mistake, and who is marked by whom is seen', async () => {
    const session = await todays();
    const page = await enter({ viewport: TABLET });
    await signIn(page, app, doorOf(session));
    await scripted(page);
    await tapOn(page, 'そら').click();
    await allSent(page);
    await rowOf(page, 'そら').getByText('受付 花子').waitFor();
    await page.getByRole('button', { name: '取り消す そら 出席' }).click();
    await page.locator('.door-done.is-undone').waitFor();
    // Whoever pressed it stays at its line, and not at the button of another.
    const held = () => page.evaluate('document.activeElement.closest(".door-done")?.textContent');
    expect(await held()).toContain('そら 出席');
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({});
    await tapOn(page, 'そら').click();
    await allSent(page);
    await tapOn(page, 'そら').click();
    await rowOf(page, 'そら').getByRole('button', { name: '印を消す' }).click();
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({});
  }, 60_000);

  it('lets a 0 be said, and types nothing on a sheet that is closed', async () => {
    const session = await todays();
    const page = await enter({ viewport: NARROWEST });
    await signIn(page, app, doorOf(session));
    await scripted(page);
    const family = page.locator('[data-category="family"] output');
    expect(await family.textContent()).toBe('–');
    await page.getByText('0人だったとき').click();
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.getByRole('button', { name: '家族 0人' }).click();
    await page.locator('[data-category="family"] output:text-is("0")').waitFor();
    await allSent(page);
    await page.getByRole('button', { name: 'まだの人はそのままで締める' }).click();
    await allSent(page);
    const field = page.getByLabel('ニックネームか受付番号で絞り込む');
    await field.fill('そら');
    await field.press('Enter');
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({});
    expect(await page.locator('[data-refused] li').count()).toBe(0);
    expect(
      await app.db.query('SELECT category, people FROM head_counts WHERE session_id = $1', [session.id]),
    ).toEqual([{ category: 'family', people: 0 }]);
  }, 60_000);
});
