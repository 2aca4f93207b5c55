import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Session } from '../../src/programmes/session.entity.js';
import { axeFaults, open, takePicture } from '../support/browser.js';
import { makePool, makeSession } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { cloneDatabase, type TestDatabase } from '../support/test-database.js';
import {
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

/** A tablet that several people use: marks are of who tapped them, and names stay on it no longer than they must. */
describe('the door on a shared tablet', () => {
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

  it('keeps the marks of who is signed out, until they sign in again', async () => {
    const session = await todays();
    const page = await atDoor(session);
    await app.db.query('DELETE FROM staff_sessions');
    await tapOn(page, 'そら').click();
    await notice(page, 'signedOut');
    await unsent(page, 1);
    await takePicture(page, 'door-signed-out');
    await page.getByRole('link', { name: 'サインインすると送ります' }).click();
    await page.getByLabel('メールアドレス').fill(HANAKO.email);
    await page.getByLabel('パスワード').fill('hana no saku michi');
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await scripted(page);
    await allSent(page);
    expect(await marksIn(app, session)).toEqual({ そら: 'attended' });
  }, 60_000);

  const kept = (page: Page) =>
    page.evaluate(`(async () => {
      const pages = await caches.open('tsudoi-door');
      const names = (await pages.keys()).map((request) => new URL(request.url).pathname);
      const database = await new Promise((resolve) => {
        const request = indexedDB.open('tsudoi-door-states');
        request.onsuccess = () => resolve(request.result);
      });
      const store = database.objectStoreNames.contains('states') && database.transaction('states').objectStore('states');
      const states = store ? await new Promise((resolve) => {
        const request = store.count();
        request.onsuccess = () => resolve(request.result);
      }) : 0;
      database.close();
      return { pages: names.filter((name) => name.startsWith('/staff')), states };
    })()`) as Promise<{ pages: string[]; states: number }>;

  it('erases names at sign-out; who signs in next neither sees nor sends what is waiting', async () => {
    const session = await todays();
    const page = await atDoor(session);
    expect(await kept(page)).toEqual({ pages: [doorOf(session)], states: 1 });
    await page.route('**/door/acts*', (route) => route.abort());
    await tapOn(page, 'そら').click();
    await unsent(page, 1);
    // From a page that knows nothing of the door.
    await open(page, `${line.url}/staff`);
    await page.getByRole('button', { name: 'サインアウト' }).click();
    await page.getByLabel('メールアドレス').waitFor();
    await page.locator('html[data-erased]').waitFor();
    expect(await kept(page)).toEqual({ pages: [], states: 0 });
    await page.unroute('**/door/acts*');

    await signIn(page, line, doorOf(session), TARO);
    await scripted(page);
    await allSent(page);
    await page.getByText('ほかの職員がこの端末で押した印が1件').waitFor();
    expect(await tapOn(page, 'そら').getAttribute('aria-pressed')).toBe('false');
    expect(await marksIn(app, session)).toEqual({});
    await page.getByRole('button', { name: 'サインアウト' }).click();
    await page.getByLabel('メールアドレス').waitFor();
    await page.locator('html[data-erased]').waitFor();

    await signIn(page, line, doorOf(session), HANAKO);
    await scripted(page);
    await allSent(page);
    await rowOf(page, 'そら').getByText(HANAKO.name).waitFor();
    expect(await marksIn(app, session)).toEqual({ そら: 'attended' });
  }, 60_000);

  it('shows nothing of the day before', async () => {
    const session = await todays();
    const page = await atDoor(session);
    await page.evaluate(`(async () => {
      const pages = await caches.open('tsudoi-door');
      const page = await pages.match(location.pathname);
      const headers = new Headers(page.headers);
      headers.set('x-kept-at', String(Date.now() - 24 * 3600 * 1000 - 1));
      await pages.put(location.pathname, new Response(await page.text(), { headers }));
    })()`);
    await cut(page);
    await expect(page.reload()).rejects.toThrow(/ERR_/);
    await mend(page);
    await open(page, `${line.url}/staff`);
    expect((await kept(page)).pages).toEqual([]);
  }, 60_000);

  it('says on the first page that marks of another day wait, until they are sent', async () => {
    const session = await todays();
    const page = await atDoor(session);
    await page.route('**/door/acts*', (route) => route.abort());
    await tapOn(page, 'そら').click();
    await unsent(page, 1);
    await page.unroute('**/door/acts*');
    await cut(page);
    const later = await page.context().newPage();
    await page.close();
    await mend(later);
    await open(later, `${line.url}/staff`);
    const waiting = later.getByRole('link', { name: '受付を開いて1件を送る' });
    await waiting.waitFor();
    expect(await axeFaults(later)).toEqual([]);
    await waiting.click();
    await scripted(later);
    await allSent(later);
    expect(await marksIn(app, session)).toEqual({ そら: 'attended' });
    await open(later, `${line.url}/staff`);
    expect(await later.locator('#door-unsent').isVisible()).toBe(false);
  }, 60_000);
});
