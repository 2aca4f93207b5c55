import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Session } from '../../src/programmes/session.entity.js';
import { takePicture } from '../support/browser.js';
import { makePool, makeSession } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { cloneDatabase, type TestDatabase } from '../support/test-database.js';
import {
  actsIn,
  allSent,
  doorOf,
  HANAKO,
  keptForLater,
  makePeople,
  makeTown,
  marksIn,
  NOW,
  notice,
  rowOf,
  scripted,
  signIn,
  TARO,
  tapOn,
  unsent,
} from './door-town.js';
import { FlakyLine } from './flaky-line.js';

const TABLET = { width: 768, height: 1024 };
const NICKNAMES = ['そら', 'はなの母', 'こだま'] as const;

/** The line of a community hall: it breaks, and no mark is lost or made twice. */
describe('the door on a bad line', () => {
  const { enter } = suiteBrowser();
  let database: TestDatabase;
  let app: TestApp;
  let line: FlakyLine;
  let town: Awaited<ReturnType<typeof makeTown>>;

  beforeAll(async () => {
    database = await cloneDatabase();
    app = await startTestApp({ now: NOW, database });
    line = await FlakyLine.to(app.url);
    town = await makeTown(app);
  }, 60_000);
  afterEach(() => line.mend(app.url));
  afterAll(async () => {
    await line?.close();
    await app?.close();
    await database?.drop();
  });

  let number = 10;
  async function todays(nicknames: readonly string[] = NICKNAMES): Promise<Session> {
    const session = await makeSession(app.db, town.course, { startsOn: '2025-05-12', number: ++number });
    await makePool(app.db, session, { capacity: 60 });
    await makePeople(app, session, nicknames);
    return session;
  }

  /** A tablet with the door open, kept for when the line breaks. */
  async function atDoor(session: Session, who = HANAKO): Promise<Page> {
    const page = await enter({ viewport: TABLET });
    await signIn(page, line, doorOf(session), who);
    await scripted(page);
    await keptForLater(page);
    return page;
  }

  async function cut(page: Page): Promise<void> {
    line.cut();
    await page.context().setOffline(true);
  }

  async function mend(page: Page): Promise<void> {
    line.mend(app.url);
    await page.context().setOffline(false);
  }

  it('keeps marks while there is no line, over a reload and a closed window, and sends each once', async () => {
    const session = await todays();
    const page = await atDoor(session);
    await cut(page);
    await tapOn(page, 'そら').click();
    await rowOf(page, 'はなの母').locator('summary').click();
    await rowOf(page, 'はなの母').getByRole('button', { name: '遅刻' }).click();
    await page.getByRole('button', { name: '家族を1人増やす' }).click();
    await page.getByRole('textbox', { name: 'ニックネーム' }).fill('ふらり');
    await page.getByRole('button', { name: '加えて出席にする' }).click();
    await unsent(page, 4);
    await notice(page, 'offline');
    expect(await page.title()).toContain('(未送信 4件)');
    await takePicture(page, 'door-offline');
    expect(await marksIn(app, session)).toEqual({});

    await page.reload();
    await scripted(page);
    await unsent(page, 4);
    expect(await tapOn(page, 'そら').getAttribute('aria-pressed')).toBe('true');
    await tapOn(page, 'こだま').click();
    await unsent(page, 5);
    const again = await page.context().newPage();
    await page.close();
    await again.goto(line.url + doorOf(session));
    await scripted(again);
    await unsent(again, 5);
    await takePicture(again, 'door-offline-reopened');

    await mend(again);
    await allSent(again);
    expect(await marksIn(app, session)).toEqual({
      ...{ そら: 'attended', はなの母: 'late', こだま: 'attended', ふらり: 'attended' },
    });
    expect(await actsIn(app, session)).toBe(5);
    const heads = await app.db.query('SELECT category, people FROM head_counts WHERE session_id = $1', [
      session.id,
    ]);
    expect(heads).toEqual([{ category: 'family', people: 1 }]);
  }, 60_000);

  it('does once what the server has done and could not say', async () => {
    const session = await todays();
    const page = await atDoor(session);
    let lost = 0;
    await page.route('**/door/acts*', async (route) => {
      if (lost > 0) return route.continue();
      lost++;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: '家族を1人増やす' }).click();
    await allSent(page);
    await page.locator('[data-category="family"] output:text-is("1")').waitFor();
    expect(lost).toBe(1);
    expect(await actsIn(app, session)).toBe(1);
    expect(await app.db.query('SELECT people FROM head_counts WHERE session_id = $1', [session.id])).toEqual([
      { people: 1 },
    ]);
  }, 60_000);

  it('takes back what the server has done and could not say', async () => {
    const session = await todays();
    const page = await atDoor(session);
    let lost = 0;
    let isMended = false;
    await page.route('**/door/acts*', async (route) => {
      if (isMended) return route.continue();
      if (lost === 0) await route.fetch();
      lost++;
      await route.abort('connectionreset');
    });
    await tapOn(page, 'そら').click();
    await notice(page, 'offline');
    expect(await marksIn(app, session)).toEqual({ そら: 'attended' });
    await page.getByRole('button', { name: '取り消す そら 出席' }).click();
    await unsent(page, 2);
    expect(await tapOn(page, 'そら').getAttribute('aria-pressed')).toBe('false');
    isMended = true;
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({});
    expect(await actsIn(app, session)).toBe(2);
  }, 60_000);

  it('loses no mark where two mark thirty people at once', async () => {
    const nicknames = Array.from({ length: 30 }, (_, index) => `参加者${String(index + 1).padStart(2, '0')}`);
    const session = await todays(nicknames);
    const [one, other] = [await atDoor(session), await atDoor(session, TARO)];
    const mine = nicknames.filter((_, index) => index % 2 === 0);
    const theirs = nicknames.filter((_, index) => index % 2 === 1);
    for (const [index, name] of mine.entries()) {
      await Promise.all([tapOn(one, name).click(), tapOn(other, theirs[index]!).click()]);
      if (index === 7) await cut(other).then(() => line.mend(app.url));
    }
    await mend(other);
    await Promise.all([allSent(one), allSent(other)]);
    expect(await marksIn(app, session)).toEqual(
      Object.fromEntries(nicknames.map((nickname) => [nickname, 'attended'])),
    );
    expect(await actsIn(app, session)).toBe(30);
    // Each sees what the other has marked, and by whom.
    for (const page of [one, other]) await page.locator('[data-total="named"]:text-is("30")').waitFor();
    await rowOf(one, theirs[0]!).getByText(TARO.name).waitFor();
  }, 90_000);

  it('goes on where the server is stopped and started again', async () => {
    const session = await todays();
    const page = await atDoor(session);
    await tapOn(page, 'そら').click();
    await allSent(page);
    line.cut();
    await app.close();
    await tapOn(page, 'はなの母').click();
    await unsent(page, 1);
    await page.reload();
    await scripted(page);
    await unsent(page, 1);
    app = await startTestApp({ now: NOW, database });
    line.mend(app.url);
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({ そら: 'attended', はなの母: 'attended' });
  }, 60_000);

  it('says what was refused, and lets it be dealt with', async () => {
    const session = await todays();
    const [page, other] = [await atDoor(session), await atDoor(session, TARO)];
    await page.context().setOffline(true);
    await tapOn(page, 'そら').click();
    await tapOn(page, 'こだま').click();
    await unsent(page, 2);
    await other.getByRole('button', { name: 'まだの人はそのままで締める' }).waitFor();
    await tapOn(other, 'はなの母').click();
    await other.getByRole('button', { name: 'まだの人を欠席にして締める' }).click();
    await allSent(other);
    await page.context().setOffline(false);
    const refused = page.getByRole('region', { name: '記録できなかった印' });
    await refused.getByText('そら 出席').waitFor();
    expect(await refused.getByText('締められています').count()).toBe(2);
    await takePicture(page, 'door-refused');
    // What the server tells every few seconds leaves whoever is there by keyboard where they are.
    const letGo = refused.getByRole('button', { name: 'やめる' }).first();
    await letGo.focus();
    await page.waitForResponse('**/door/state*');
    await page.waitForResponse('**/door/state*');
    expect(await page.evaluate('document.activeElement.matches("[data-drop]")')).toBe(true);
    await page.reload();
    await scripted(page);
    await refused
      .getByRole('listitem')
      .filter({ hasText: 'こだま' })
      .getByRole('button', { name: 'やめる' })
      .click();
    await page.getByRole('button', { name: '締めを解く' }).click();
    await allSent(page);
    await refused.getByRole('button', { name: 'もう一度送る' }).click();
    await allSent(page);
    await refused.waitFor({ state: 'hidden' });
    await rowOf(page, 'そら').getByText(HANAKO.name).waitFor();
    expect(await marksIn(app, session)).toEqual({ そら: 'attended', はなの母: 'attended', こだま: 'absent' });
  }, 60_000);
});
