import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { makeTown } from '../integration/attendance/people-world.js';
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
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EMAIL = 'tantou@hikari.example';
const PASSWORD = 'hana no saku michi';

/** An organizer with somebody at the counter who asks what is kept of them. */
describe('the people pages', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let town: Awaited<ReturnType<typeof makeTown>>;
  let person: { id: string; code: string };
  let other: { id: string; code: string };

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    town = await makeTown(app, { dates: ['2025-04-14', '2025-05-12', '2025-06-09'], capacity: null });
    await app.nest.get(Organizations).addStaff({
      ...{ email: EMAIL, name: '担当 つばき', password: PASSWORD },
      ...{ organizationSlug: town.organization.slug, role: 'organizer' },
    });
    const email = 'a-very-long-address-that-does-not-end-soon@a-long-domain.of-a-provider.example';
    person = await town.register({
      ...{ course: town.course.id, nickname: 'はなこの母', email, people: 2, relation: 'family' },
      companions: [{ nickname: '叔母', relation: 'family' }],
    });
    other = await town.register({
      session: town.sessions[1]!.id,
      nickname: 'ハナコの母',
      municipality: '星市',
    });
    await town.mark(person.id, 0, 'late', 'attended');
    await town.mark(person.id, 1, 'absent', 'absent');
    await town.mark(other.id, 1, 'attended');
    await town.act(person.id, 'notes', { text: '電話は夕方に' });
    app.clock.set('2025-05-13T09:00:00+09:00');
  }, 60_000);
  afterAll(() => app?.close());

  async function signedIn(page: Page, path: string): Promise<void> {
    await open(page, `${app.url}${path}`);
    await page.getByLabel('メールアドレス').fill(EMAIL);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await ready(page);
  }

  async function inspect(page: Page, name: string): Promise<void> {
    await ready(page);
    await takePicture(page, name);
    expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
    expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
    expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
  }

  const paths = () => [
    ['list', '/staff/people'],
    ['one', `/staff/people/${person.id}`],
    ['choose', `/staff/people/${person.id}/merge`],
    ['merge', `/staff/people/${person.id}/merge?with=${other.id}`],
    ['merges', '/staff/people-merges'],
    ['export', `/staff/people/${person.id}/export`],
    ['erase', `/staff/people/${person.id}/erase`],
  ];

  it.each([
    ['narrow', NARROWEST, false, 'ja'],
    ['narrow-en', NARROWEST, false, 'en'],
    ['desktop-dark', DESKTOP, true, 'ja'],
  ] as const)(
    'have no fault and nothing that sticks out: %s',
    async (name, viewport, dark, language) => {
      const { page, hosts } = await visit({ viewport, dark });
      await signedIn(page, '/staff/people');
      for (const [word, path] of paths()) {
        const separator = path?.includes('?') ? '&' : '?';
        expect(await open(page, `${app.url}${path}${language === 'en' ? `${separator}lang=en` : ''}`)).toBe(
          200,
        );
        await inspect(page, `people-${name}-${word}`);
      }
      expect([...hosts]).toEqual([new URL(app.url).host]);
    },
    120_000,
  );

  it('lead from the name to the merge, back again, and to erasing, with the keyboard alone', async () => {
    const page = await enter({ viewport: DESKTOP });
    await signedIn(page, '/staff/people');
    const press = async (name: string | RegExp, role: 'link' | 'button' = 'link') => {
      await page.getByRole(role, { name }).first().focus();
      await page.keyboard.press('Enter');
    };
    await page.keyboard.type('はなこ');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '「はなこ」の結果' }).waitFor();
    await press('はなこの母');
    await page.getByRole('heading', { level: 1, name: 'はなこの母' }).waitFor();
    await page.getByText('2回のうち 1回').waitFor();
    await page.getByText('叔母 出席').waitFor();
    await press(/並べてくらべる/);
    await page.getByRole('heading', { level: 1, name: '同じ人かどうか確かめる' }).waitFor();
    await inspect(page, 'people-keyboard-merge');
    await press('同じ人としてまとめる', 'button');
    await page.getByText('同じ人としてまとめました').waitFor();
    await inspect(page, 'people-keyboard-merged');
    await press('まとめた記録');
    await page.getByRole('heading', { level: 1, name: 'まとめた記録' }).waitFor();
    await inspect(page, 'people-keyboard-merges');
    await press(/元に戻す/, 'button');
    await page.getByText('元に戻しました。').waitFor();
    await press(/ハナコの母/);
    await page.getByRole('heading', { level: 1, name: 'ハナコの母' }).waitFor();
    await press('個人情報を消す');
    await page.getByLabel('確かめるため').focus();
    await page.keyboard.type('まちがい');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await inspect(page, 'people-keyboard-erase-fault');
    await page.getByLabel('確かめるため').fill(other.code);
    await page.keyboard.press('Enter');
    await page.getByText('この人がだれかわかる情報を消しました。').waitFor();
    await page.getByRole('heading', { level: 1, name: '（消去済み）' }).waitFor();
    await inspect(page, 'people-keyboard-erased');
  }, 120_000);
});
