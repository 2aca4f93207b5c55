import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Session } from '../../src/programmes/session.entity.js';
import { Companion } from '../../src/registrations/companion.entity.js';
import { newId } from '../../src/shared/ids.js';
import { makeParty } from '../support/attendance-factories.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
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

/** Reception of one session: on a tablet, a phone, by keyboard, and without a script. */
describe('the screen of the door', () => {
  const { enter, visit } = suiteBrowser();
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

  async function inspect(page: Page, name: string): Promise<void> {
    await ready(page);
    await takePicture(page, name);
    expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
    expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
    expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
  }

  it.each([
    ['narrow', NARROWEST, false],
    ['tablet', TABLET, false],
    ['desktop', DESKTOP, false],
    ['narrow-dark', NARROWEST, true],
    ['tablet-dark', TABLET, true],
    ['desktop-dark', DESKTOP, true],
  ] as const)(
    'reads well: %s',
    async (size, viewport, dark) => {
      const session = await todays();
      const { page, hosts } = await visit({ viewport, dark });
      await signIn(page, app, doorOf(session));
      await scripted(page);
      await inspect(page, `door-${size}`);
      await tapOn(page, 'そら').click();
      await tapOn(page, 'ハナの母').click();
      await tapOn(page, 'ハナの母').click();
      await inspect(page, `door-${size}-choices`);
      await rowOf(page, 'ハナの母').getByRole('button', { name: '遅刻' }).click();
      await page.getByRole('button', { name: '全員出席 くじら' }).click();
      await page.getByRole('button', { name: '家族を1人増やす' }).click();
      await page.getByRole('textbox', { name: 'ニックネーム' }).fill('ふらり');
      await page.getByRole('button', { name: '加えて出席にする' }).click();
      await allSent(page);
      await inspect(page, `door-${size}-marked`);
      expect(await page.locator('[data-total="total"]').textContent()).toBe('7');
      expect(await marksIn(app, session)).toEqual({
        ...{ そら: 'attended', ハナの母: 'late', ふらり: 'attended' },
        ...{ くじら: 'attended', 'くじら 1': 'attended', 'くじら 2': 'attended' },
      });
      expect([...hosts]).toEqual([new URL(app.url).host]);
    },
    60_000,
  );

  it('reads well at twice the size, in English, and when it is closed', async () => {
    const session = await todays();
    // 200 % of a window of 1280 px is one of 640 px.
    const page = await enter({ viewport: { width: 640, height: 450 } });
    await signIn(page, app, '/staff');
    await open(page, `${app.url}${doorOf(session)}?lang=en`);
    await scripted(page);
    await inspect(page, 'door-zoomed');
    await page.getByRole('button', { name: 'Close, the rest are absent' }).click();
    await page.getByText('Everything is sent').waitFor();
    await page.getByText(/closed the door at/).waitFor();
    await inspect(page, 'door-closed');
    expect(Object.values(await marksIn(app, session))).toEqual(Array(8).fill('absent'));
    expect(await page.locator('[data-tap]').first().isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Open the door again' }).click();
    await page.getByText(/closed the door at/).waitFor({ state: 'hidden' });
    expect(await page.locator('[data-tap]').first().isDisabled()).toBe(false);
  }, 60_000);

  it('finds people by any way of writing, and shows who is not marked yet', async () => {
    const session = await todays();
    const page = await enter({ viewport: PHONE });
    await signIn(page, app, doorOf(session));
    await scripted(page);
    const shown = () => page.locator('[data-member]:visible [data-name]').allTextContents();
    const field = page.getByLabel('ニックネームか受付番号で絞り込む');
    for (const typed of ['はなの', 'ﾊﾅﾉ', 'ハナの母']) {
      await field.fill(typed);
      expect(await shown()).toEqual(['ハナの母']);
    }
    await field.fill('イルカ');
    expect(await shown()).toEqual(['くじら', 'いるか', '同行者2']);
    const [{ code }] = await app.db.query(
      `SELECT code FROM registrations g JOIN places p ON p.registration_id = g.id
        WHERE p.session_id = $1 AND nickname = 'みどり'`,
      [session.id],
    );
    await field.fill(code.toLowerCase());
    expect(await shown()).toEqual(['みどり']);
    await field.press('Enter');
    await allSent(page);
    expect(await field.inputValue()).toBe('');
    expect(await marksIn(app, session)).toEqual({ みどり: 'attended' });
    await page.getByLabel('まだの人だけ').check();
    expect(await shown()).not.toContain('みどり');
    expect(await page.getByText('7人を表示しています').count()).toBe(1);
  }, 60_000);

  it('works without JavaScript, each button a form of its own', async () => {
    const session = await todays();
    const page = await enter({ viewport: PHONE, javaScript: false });
    await signIn(page, app, doorOf(session));
    await takePicture(page, 'door-without-script');
    const self = page.locator('[data-category="self"]');
    const token = await self.locator('[name="_csrf"]').inputValue();
    const value = await self.getByRole('button', { name: '本人を1人増やす' }).getAttribute('value');
    await tapOn(page, 'うみのちち').click();
    expect(page.url()).toMatch(/\/door#p-[0-9a-f-]+-0$/);
    expect(await tapOn(page, 'うみのちち').getAttribute('aria-pressed')).toBe('true');
    await rowOf(page, 'いるか').locator('summary').click();
    await rowOf(page, 'いるか').getByRole('button', { name: '早退' }).click();
    await page.getByRole('button', { name: '本人を1人増やす' }).click();
    await page.getByRole('textbox', { name: 'ニックネーム' }).fill('ふらり');
    await page.getByRole('button', { name: '加えて出席にする' }).click();
    expect(await marksIn(app, session)).toEqual({
      ...{ うみのちち: 'attended', 'くじら 1': 'left_early', ふらり: 'attended' },
    });
    await page.getByRole('button', { name: '取り消す うみのちち 出席' }).click();
    expect(Object.keys(await marksIn(app, session))).not.toContain('うみのちち');

    // A button of the page as it was first, twice: one act, beside that of the page as it was later.
    for (let press = 0; press < 2; press++) {
      const answer = await page.request.post(app.url + doorOf(session), {
        form: { _csrf: token, category: 'self', do: value! },
        maxRedirects: 0,
      });
      expect(answer.status()).toBe(303);
    }
    await open(page, app.url + doorOf(session));
    expect(await self.locator('output').textContent()).toBe('2');
  }, 60_000);
});
