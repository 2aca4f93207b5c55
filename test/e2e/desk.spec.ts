import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
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
import { makePool, makeTerm } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TABLET = { width: 768, height: 1024 };
const EMAIL = 'madoguchi@hikari.example';
const PASSWORD = 'hana no saku michi';

/** Staff at the desk: the telephone rings, people stand there, and the session has begun. */
describe('the path of the desk', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T09:30:00+09:00' });
    term = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-06-09', '2025-07-14'],
      capacity: 2,
      course: { offerHours: 48 },
      programme: {
        eligibility: [{ rule: 'women', as: 'enforced' }],
        questions: [
          {
            key: 'from',
            text: 'この会を何で知りましたか',
            type: 'choice',
            choices: ['市の広報', '知り合い'],
          },
          { key: 'health', text: '体のことで伝えておきたいこと', type: 'long', sensitive: true },
        ],
      },
    });
    for (const session of term.sessions)
      await makePool(app.db, session, {
        key: 'online',
        label: 'オンライン',
        labelEn: 'Online',
        capacity: 5,
        position: 1,
      });
    await app.nest.get(Organizations).addStaff({
      ...{ email: EMAIL, name: '窓口 さくら', password: PASSWORD },
      ...{ organizationSlug: term.organization.slug, role: 'organizer' },
    });
    const register = (body: object) =>
      app.http
        .post('/api/v1/registrations')
        .send({ course: term.course.id, declares: ['women'], ...body })
        .expect(201);
    await register({
      ...{ nickname: 'はなこの母', relation: 'family', email: 'hana@family.example' },
      ...{ people: 2, companions: [{ nickname: '叔母', relation: 'family' }] },
      answers: { from: '市の広報', health: '車いすを使います' },
    });
    await register({ nickname: 'ソラ' });
    await register({ nickname: 'そら', pool: 'online' });
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

  it.each([
    ['phone', PHONE],
    ['tablet', TABLET],
    ['desktop', DESKTOP],
  ] as const)(
    'every page of it on a %s',
    async (size, viewport) => {
      const page = await enter({ viewport });
      await signedIn(page, '/staff/desk');
      await page.getByLabel('受付番号かニックネーム').fill('はなこ');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'はなこの母' }).waitFor();
      await inspect(page, `desk-${size}-search`);
      await page.getByRole('link', { name: 'はなこの母' }).click();
      await inspect(page, `desk-${size}-registration`);
      await page.locator('summary').evaluateAll((all) => {
        for (const one of all) (one.parentElement as { open?: boolean } | null)!.open = true;
      });
      await inspect(page, `desk-${size}-registration-acts`);
      await page.getByRole('button', { name: '答えを見る' }).click();
      await page.getByText('車いすを使います').waitFor();
      await inspect(page, `desk-${size}-registration-sensitive`);
      await page.getByRole('link', { name: '番号の紙を印刷' }).click();
      await inspect(page, `desk-${size}-slip`);
      await open(page, `${app.url}/staff/registrations/new`);
      await inspect(page, `desk-${size}-choose`);
      await open(page, `${app.url}/staff/registrations/new?course=${term.course.id}`);
      await inspect(page, `desk-${size}-new`);
      await page.getByRole('button', { name: '申込を登録する' }).last().click();
      await page.getByRole('alert').waitFor();
      await inspect(page, `desk-${size}-new-faults`);
      await open(page, `${app.url}/staff/courses/${term.course.id}/duplicates`);
      await inspect(page, `desk-${size}-duplicates`);
      await open(page, `${app.url}/staff/sessions/${term.sessions[0]!.id}`);
      await inspect(page, `desk-${size}-session`);
    },
    120_000,
  );

  it('reads in English and on the narrowest screen', async () => {
    const page = await enter({ viewport: NARROWEST });
    await signedIn(page, '/staff/desk');
    const [{ id }] = await app.db.query(`SELECT id FROM registrations WHERE nickname = 'はなこの母'`);
    for (const path of [
      '/staff/desk?lang=en',
      `/staff/registrations/${id}?lang=en`,
      `/staff/registrations/new?course=${term.course.id}&lang=en`,
    ]) {
      await open(page, `${app.url}${path}`);
      await inspect(page, `desk-narrow-${path.split('/')[2]!.split('?')[0]}`);
    }
  }, 60_000);

  it('by keyboard alone: a call is taken, found again by its number, and a person at the door is marked', async () => {
    const page = await enter({ viewport: DESKTOP });
    await signedIn(page, `/staff/registrations/new?session=${term.sessions[1]!.id}`);
    const { keyboard } = page;
    const focused = () =>
      page.evaluate('document.activeElement.id || document.activeElement.textContent.trim()');
    const tabTo = async (wanted: RegExp) => {
      for (let step = 0; step < 80; step++) {
        if (wanted.test(String(await focused()))) return;
        await keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${wanted}`);
    };
    // The cursor is in the first field; Enter in any field registers.
    expect(await focused()).toBe('nickname');
    await keyboard.type('でんわの人');
    await tabTo(/^declares/);
    await keyboard.press('Space');
    await tabTo(/^email$/);
    await keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    const code = (await page.locator('.desk-number').textContent())!;
    // What to do next has the focus.
    expect(await focused()).toBe('次の方を登録');
    await open(page, `${app.url}/staff/desk`);
    expect(await focused()).toBe('text');
    await keyboard.type(code.toLowerCase());
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: code }).waitFor();
    expect(page.url()).not.toContain(code);
    app.clock.set('2025-05-12T10:15:00+09:00');
    await open(page, `${app.url}/staff/sessions/${term.sessions[0]!.id}`);
    await tabTo(/^walk-in-nickname$/);
    await keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('rowheader').filter({ hasText: '名前なし 1' }).count()).toBe(1);
  }, 90_000);
});
