import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { Offer } from '../../src/registrations/queue/offer.entity.js';
import { newId } from '../../src/shared/ids.js';
import { makeParty, makePlan } from '../support/attendance-factories.js';
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
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeTerm,
} from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TABLET = { width: 768, height: 1024 };
const EMAIL = 'tanto@hikari.example';
const IDLE = 'aiteiru@hikari.example';
const PASSWORD = 'hana no saku michi';

/** The first page of staff on a day with everything that can wait for them, and on one with nothing. */
describe('today', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T09:30:00+09:00' });
    term = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-05-14', '2025-05-20', '2025-05-08'],
      capacity: 2,
      course: { approval: true },
    });
    const [today, , later] = term.sessions;
    await makeParty(app.db, [today!], { people: 2 });
    await makeParty(app.db, [today!], { placeStatus: 'waitlisted' });
    await makeParty(app.db, [later!], { placeStatus: 'applied' });
    const { registration } = await makeParty(app.db, [later!], { placeStatus: 'offered' });
    await app.db.getRepository(Offer).insert({
      ...{
        id: newId(),
        organizationId: term.organization.id,
        registrationId: registration.id,
        status: 'open',
      },
      ...{ madeAt: new Date('2025-05-10T00:00:00Z'), arrivesAt: new Date('2025-05-10T00:00:00Z') },
      expiresAt: new Date('2025-05-12T18:00:00+09:00'),
    } as never);
    await makePlan(app.db, term.programme, { planned: 12 });
    const drawn = await makeProgramme(app.db, term.organization, { title: '女性の居場所', position: 1 });
    const course = await makeCourse(app.db, drawn, {
      lottery: {},
      closesAt: new Date('2025-05-11T00:00:00Z'),
    });
    const session = await makeSession(app.db, course, { startsOn: '2025-05-21', number: 1 });
    await makePool(app.db, session);
    await makeParty(app.db, [session], { placeStatus: 'applied' });
    await makeSession(app.db, course, { startsOn: null, number: 2, dateText: '秋ごろ' });
    const quiet = await makeOrganization(app.db);
    const account = { name: '担当 みどり', password: PASSWORD, role: 'organizer' as const };
    const organizations = app.nest.get(Organizations);
    await organizations.addStaff({ ...account, email: EMAIL, organizationSlug: term.organization.slug });
    await organizations.addStaff({ ...account, email: IDLE, organizationSlug: quiet.slug });
  }, 60_000);
  afterAll(() => app?.close());

  async function signedIn(page: Page, email: string): Promise<void> {
    await open(page, `${app.url}/staff`);
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
    await page.getByRole('heading', { name: '今日の回' }).waitFor();
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
    ['desktop-dark', DESKTOP, true],
  ] as const)(
    'reads well: %s',
    async (size, viewport, dark) => {
      const page = await enter({ viewport, dark });
      await signedIn(page, EMAIL);
      await inspect(page, `today-${size}`);
      await open(page, `${app.url}/staff?lang=en`);
      await inspect(page, `today-${size}-english`);
    },
    60_000,
  );

  it('says so where nothing is on and nothing waits', async () => {
    const page = await enter({ viewport: TABLET });
    await signedIn(page, IDLE);
    await inspect(page, 'today-nothing');
  }, 60_000);

  it.each([
    ['受付を開く 5月12日（月）', '出席'],
    ['お返事を待っている申込が1件あります', '申込'],
    [/抽選を待っている申込が1件あります/, '抽選'],
    [/年間計画に日程が足りない事業が1件あります/, '年間計画'],
  ])(
    'is one click away: %s',
    async (link, words) => {
      const page = await enter({ viewport: DESKTOP });
      await signedIn(page, EMAIL);
      await page.getByRole('link', { name: link }).click();
      await ready(page);
      expect(await page.locator('main').textContent()).toContain(words);
      expect(await axeFaults(page)).toEqual([]);
    },
    60_000,
  );
});
