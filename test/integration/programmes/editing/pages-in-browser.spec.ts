import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  type VisitorOptions,
} from '../../../support/browser.js';
import { makeOrganization, makeProgramme, makeVenue } from '../../../support/factories.js';
import { STAFF_PASSWORD } from '../../../support/staff.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const EMAIL = 'tantou@hikari.example';

describe('the editing pages in a browser', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let town: Organization;
  let programme: Programme;
  let paths: Record<string, string>;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, {
      slug: 'hikari',
      name: 'ひかり市',
      nameEn: null,
      closures: [{ from: '2025-08-13', until: '2025-08-15', reason: '夏季休業' }],
    });
    const lecture = await makeProgramme(app.db, town, { key: 'lecture', title: 'ひきこもり講演会' });
    programme = await makeProgramme(app.db, town, {
      key: 'class',
      slug: 'hikari-class',
      titleEn: 'Class for families',
      audience: '市内に住む、ひきこもりの状態にある方の家族',
      audiences: ['family'],
      frequency: { per: 'year', times: 2, qualifier: 'about', text: '年2回程度' },
      relations: [{ kind: 'follows', programmeId: lecture.id, text: '講演会の後に' }],
      notes: ['飲み物をお持ちください', '途中からの参加もできます'],
    });
    const venue = await makeVenue(app.db, town, {
      address: 'ひかり市中央1-1',
      closedOn: ['monday'],
      closures: [{ from: '2025-05-01', until: '2025-05-31', reason: '改修工事' }],
    });
    const account = { email: EMAIL, name: '担当 花子', password: STAFF_PASSWORD };
    await app.nest
      .get(Organizations)
      .addStaff({ ...account, organizationSlug: town.slug, role: 'organizer' });
    paths = {
      edit: '/staff/programmes/hikari-class/edit',
      create: '/staff/programmes/new?organization=hikari&kind=club',
      venues: '/staff/venues',
      venue: `/staff/venues/${venue.id}`,
      closures: '/staff/organizations/hikari/closures',
      list: '/staff/programmes',
    };
  });
  afterAll(() => app?.close());

  async function signedIn(options: VisitorOptions): Promise<Page> {
    const page = await enter(options);
    await open(page, `${app.url}/staff/sign-in`);
    await page.fill('input[name="email"]', EMAIL);
    await page.fill('input[name="password"]', STAFF_PASSWORD);
    await page.click('main button[type="submit"]');
    await page.waitForURL(`${app.url}/staff`);
    return page;
  }
  /** Presses the button that people see, not the one that the Enter key takes. */
  const press = async (page: Page) => {
    await page.click('form.editing .actions button');
    await page.waitForLoadState('load');
  };

  it.each([
    ['a phone', PHONE, ''],
    ['the narrowest phone, in English', NARROWEST, 'lang=en'],
    ['a desktop', DESKTOP, ''],
  ])(
    'have no fault that axe-core finds, no sideways scroll and no small button, on %s',
    async (_, viewport, language) => {
      const page = await signedIn({ viewport });
      const found: Record<string, unknown> = {};
      for (const [name, path] of Object.entries(paths)) {
        const mark = path.includes('?') ? '&' : '?';
        expect(await open(page, `${app.url}${path}${mark}${language}`)).toBe(200);
        const faults = {
          axe: await axeFaults(page),
          wide: (await sidewaysOverflow(page)) > 0,
          small: (await smallTargets(page)).filter((button) => !button.includes('aria-hidden')),
        };
        if (faults.axe.length + faults.small.length > 0 || faults.wide) found[name] = faults;
      }
      await open(page, `${app.url}${paths.edit}`);
      await page.evaluate(
        `document.querySelectorAll('[required]').forEach((field) => field.removeAttribute('required'))`,
      );
      await page.fill('[name="title"]', '');
      await page.selectOption('[name="hosts.0.role"]', 'sponsor');
      await press(page);
      expect(await page.textContent('.error-summary')).toContain('主催・共催など 1件目「名前」');
      const refused = await axeFaults(page);
      if (refused.length > 0) found.refused = refused;
      expect(found).toEqual({});
    },
    60_000,
  );

  it('begin and change a programme without JavaScript, and by the Enter key', async () => {
    const page = await signedIn({ viewport: PHONE, javaScript: false });
    await page.goto(`${app.url}/staff/programmes`);
    await page.click('text=新しい事業');
    await page.fill('[name="title"]', '山歩きの会');
    await page.selectOption('[name="kind"]', 'club');
    await page.check('[name="audiences.self"]');
    await page.click('button[name="more"][value="hosts"]');
    expect(await page.inputValue('[name="title"]')).toBe('山歩きの会');
    await page.selectOption('[name="hosts.2.role"]', 'co_host');
    await page.fill('[name="hosts.2.name"]', '社会福祉協議会');
    await press(page);
    expect(page.url()).toBe(`${app.url}/staff/programmes/hikari-club/edit?saved=1`);
    await page.fill('[name="neutralTitle"]', '散歩');
    await page.press('[name="neutralTitle"]', 'Enter');
    await page.waitForLoadState('load');
    expect(await page.textContent('[role="status"]')).toBe('保存しました。');
    expect(await app.db.getRepository(Programme).findOneByOrFail({ slug: 'hikari-club' })).toMatchObject({
      title: '山歩きの会',
      audiences: ['self'],
      neutralTitle: '散歩',
    });
    expect(await app.db.query('SELECT role, name FROM programme_hosts')).toEqual([
      { role: 'co_host', name: '社会福祉協議会' },
    ]);
  });

  it('show what another person saved beside the field', async () => {
    const [one, two] = [await signedIn({ viewport: PHONE }), await signedIn({ viewport: PHONE })];
    for (const page of [one, two]) await open(page, `${app.url}${paths.edit}`);
    await one.fill('[name="summary"]', '一人目の\n案内');
    await press(one);
    await two.fill('[name="summary"]', '二人目の案内');
    await press(two);
    expect(await two.textContent('[id="summary-other"]')).toBe('ほかの人が保存した内容：一人目の\n案内');
    expect(await axeFaults(two)).toEqual([]);
    await press(two);
    expect(await two.textContent('[role="status"]')).toBe('保存しました。');
    expect(await app.db.getRepository(Programme).findOneByOrFail({ id: programme.id })).toMatchObject({
      summary: '二人目の案内',
    });
  });
});
