import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../../../support/browser.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { STAFF_PASSWORD } from '../../../support/staff.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const EMAIL = 'tantou@hikari.example';

describe('readings in a browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let pages: string[];
  beforeAll(async () => {
    app = await startTestApp();
    const town = await makeOrganization(app.db, {
      slug: 'hikari',
      name: '潮風市',
      nameKana: 'しおかぜし',
      readings: [
        { text: '木漏れ日', reading: 'こもれび' },
        { text: '七色丘', reading: 'なないろがおか' },
      ],
    });
    const programme = await makeProgramme(app.db, town, {
      slug: 'hikari-class',
      title: '木漏れ日の家族会',
      summary: '七色丘で、家族が話をする集まりです。申し込みは電話でもできます。',
    });
    const venue = await makeVenue(app.db, town, { name: '梅花会館', address: '潮風市七色丘1-2-3' });
    const course = await makeCourse(app.db, programme);
    const session = await makeSession(app.db, course, { startsOn: '2025-04-08', venueId: venue.id });
    await app.nest.get(Organizations).addStaff({
      email: EMAIL,
      name: '担当 花子',
      password: STAFF_PASSWORD,
      organizationSlug: town.slug,
      role: 'organizer',
    });
    pages = ['/', '/programmes/hikari-class', `/sessions/${session.id}`];
  });
  afterAll(() => app?.close());

  it.each([
    ['narrowest', { viewport: NARROWEST }],
    ['phone', { viewport: PHONE, dark: true }],
    ['desktop', { viewport: DESKTOP }],
  ] as const)(
    'stand over public pages that have no fault, fit and can be tapped: %s',
    async (name, options) => {
      const page = await enter(options);
      const found: Record<string, unknown> = {};
      for (const [index, path] of pages.entries()) {
        for (const lang of ['ja', 'ja-simple']) {
          expect(await open(page, `${app.url}${path}?lang=${lang}&furigana=1`)).toBe(200);
          const faults = {
            axe: await axeFaults(page),
            wide: (await sidewaysOverflow(page)) > 0,
            small: await smallTargets(page),
          };
          if (faults.axe.length + faults.small.length > 0 || faults.wide) found[`${path} ${lang}`] = faults;
          if (lang === 'ja-simple') await takePicture(page, `furigana-${name}-${index}`);
        }
      }
      expect(found).toEqual({});
    },
    60_000,
  );

  it('are no part of the names that links have for those who listen', async () => {
    const page = await enter({ viewport: PHONE });
    await open(page, `${app.url}/programmes/hikari-class?furigana=1`);
    const names = async () => {
      const tools = await page.context().newCDPSession(page);
      const { nodes } = await tools.send('Accessibility.getFullAXTree');
      return nodes
        .filter(({ role }) => ['heading', 'link', 'button'].includes(role?.value))
        .map(({ name }) => String(name?.value).replaceAll(/\s/g, ''));
    };
    const heard = await names();
    expect(heard).toEqual(expect.arrayContaining(['木漏れ日の家族会', '申し込む']));
    expect(heard.join()).not.toContain('もう');
  });

  it('are edited on a page without faults, with a mouse or without JavaScript', async () => {
    const page = await enter({ viewport: NARROWEST });
    await open(page, `${app.url}/staff/sign-in`);
    await page.fill('input[name="email"]', EMAIL);
    await page.fill('input[name="password"]', STAFF_PASSWORD);
    await page.click('main button[type="submit"]');
    await page.waitForURL(`${app.url}/staff`);
    await open(page, `${app.url}/staff/organizations/hikari/readings`);
    await page.click('text=読みのないことばを探す');
    await page.waitForLoadState('load');
    expect([await axeFaults(page), await sidewaysOverflow(page)]).toEqual([[], 0]);
    expect((await smallTargets(page)).filter((one) => !one.includes('aria-hidden'))).toEqual([]);
    await page.getByLabel('梅花会館', { exact: true }).check();
    await page.getByLabel('梅花会館の読み').fill('バイカ');
    await page.click('form.editing .actions button');
    await page.waitForLoadState('load');
    expect(await axeFaults(page)).toEqual([]);
    await takePicture(page, 'readings-refused-narrowest');
    await page.click('.error-summary a');
    expect(await page.evaluate('document.activeElement.value')).toBe('バイカ');
    await page.getByLabel('梅花会館の読み').fill('ばいかかいかん');
    await page.click('form.editing .actions button');
    await page.waitForURL(/saved=1/);
    expect(await page.inputValue('textarea')).toContain('梅花会館、ばいかかいかん');
    await takePicture(page, 'readings-narrowest');
  }, 60_000);
});
