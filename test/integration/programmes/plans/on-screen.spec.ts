import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Organizations } from '../../../../src/organizations/organizations.service.js';
import { monthsOf } from '../../../../src/programmes/domain/annual-table.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  takePicture,
} from '../../../support/browser.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { type MadeYear, makeYear } from './year.js';

const EMAIL = 'kanri@hikari.example';
const PASSWORD = 'hana no saku michi';

// A real browser beside everything else that the suite runs.
jest.setTimeout(90_000);

/** Leaves of a PDF: its page objects, not the tree above them. */
function leavesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** Width and height of the first leaf, in points. */
function sizeOf(pdf: Buffer): number[] {
  const [, box = ''] = /\/MediaBox\s*\[([^\]]+)\]/.exec(pdf.toString('latin1')) ?? [];
  return box.trim().split(/\s+/).map(Number).slice(2).map(Math.round);
}

describe('the plan of a year on screen and on paper', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  let made: MadeYear;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T09:00:00+09:00' });
    const organization = await makeOrganization(app.db, { slug: 'hikari', contactName: '障害福祉課' });
    made = await makeYear(app.db, organization);
    const account = { email: EMAIL, name: '管理 花子', password: PASSWORD, role: 'owner' as const };
    await app.nest.get(Organizations).addStaff({ ...account, organizationSlug: 'hikari' });
  }, 60_000);
  afterAll(() => app?.close());

  const signedIn = async (path: string, viewport = DESKTOP): Promise<Page> => {
    const page = await enter({ viewport });
    await open(page, app.url + path);
    await page.getByLabel(/メールアドレス|Email/).fill(EMAIL);
    await page.getByLabel(/パスワード|Password/).fill(PASSWORD);
    await page.getByRole('button', { name: /^(サインイン|Sign in)$/ }).click();
    await page.waitForLoadState('networkidle');
    await ready(page);
    return page;
  };

  const inspect = async (page: Page, picture: string): Promise<void> => {
    await takePicture(page, picture);
    expect(await axeFaults(page)).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  };

  const paper = async (page: Page, name: string): Promise<Buffer> => {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const folder = join(import.meta.dirname, '../../../pictures');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.pdf`), pdf);
    return pdf;
  };

  it('is filled in, copied, saved, approved and looked at again', async () => {
    const page = await signedIn('/staff/plans');
    await inspect(page, 'plans-desktop');
    await page.getByRole('button', { name: '前年度の計画を写す' }).click();
    await ready(page);
    expect(await page.getByLabel('ひきこもり相談 数', { exact: true }).inputValue()).toBe('1500');
    await page.getByLabel('居場所 数', { exact: true }).fill('２４');
    await page.getByLabel('講演会 上限', { exact: true }).fill('1');
    await page.getByRole('button', { name: '表を保存する' }).click();
    await ready(page);
    await inspect(page, 'plans-fault');
    expect(await page.getByLabel('居場所 数', { exact: true }).inputValue()).toBe('24');
    await page.getByLabel('講演会 上限', { exact: true }).fill('3');
    await page.getByRole('button', { name: '表を保存する' }).click();
    await ready(page);
    await page.getByRole('button', { name: '計画を承認する' }).click();
    await ready(page);
    expect(await page.getByText('管理 花子').count()).toBeGreaterThan(1);
    await page.getByLabel('ひきこもり家族教室 数', { exact: true }).fill('8');
    await page.getByRole('button', { name: '表を保存する' }).click();
    await ready(page);
    expect(await page.getByText('承認時 9回').count()).toBe(1);
    await inspect(page, 'plans-approved');
  });

  it.each([
    ['phone', PHONE],
    ['narrowest', NARROWEST],
  ] as const)('is read and edited on a %s, in both languages', async (name, viewport) => {
    const page = await signedIn('/staff/plans', viewport);
    await inspect(page, `plans-${name}`);
    await open(page, `${app.url}/staff/plans?lang=en`);
    await inspect(page, `plans-${name}-en`);
    await open(page, `${app.url}/programmes/${made.classes.slug}/annual?fiscalYear=2025`);
    await inspect(page, `annual-${name}`);
    await open(page, `${app.url}/staff/plans/annual?fiscalYear=2025`);
    await inspect(page, `annual-organization-${name}`);
  });

  it('is one sheet of A4 for a usual programme, upright', async () => {
    const page = await enter({ viewport: DESKTOP });
    await open(page, `${app.url}/programmes/${made.classes.slug}/annual?fiscalYear=2025`);
    await inspect(page, 'annual-desktop');
    const pdf = await paper(page, 'annual-programme');
    expect([leavesOf(pdf), ...sizeOf(pdf)]).toEqual([1, 595, 842]);
    await open(page, `${app.url}/programmes/${made.classes.slug}/annual?fiscalYear=2025&lang=en`);
    await inspect(page, 'annual-desktop-en');
    expect(leavesOf(await paper(page, 'annual-programme-en'))).toBe(1);
  });

  it('is one sheet for twelve sessions with much to say of each', async () => {
    const town = await makeOrganization(app.db);
    const programme = await makeProgramme(app.db, town);
    const course = await makeCourse(app.db, programme);
    const venue = await makeVenue(app.db, town, {
      name: '総合福祉センター 別館 3階 大会議室（エレベーターあり）',
    });
    for (const [index, month] of monthsOf(2025).entries()) {
      await makeSession(app.db, course, {
        number: index + 1,
        startsOn: `${month}-20`,
        topic: '本人の気持ちを聴くということ、家族が自分の暮らしを取りもどすということについて考える',
        lecturer: '精神保健福祉士 未来 太郎',
        venueId: venue.id,
      });
    }
    const page = await enter({ viewport: DESKTOP });
    await open(page, `${app.url}/programmes/${programme.slug}/annual?fiscalYear=2025`);
    expect(leavesOf(await paper(page, 'annual-twelve'))).toBe(1);
  });

  it('is one sheet on its long side for the whole town', async () => {
    const page = await signedIn('/staff/plans/annual?fiscalYear=2025');
    await inspect(page, 'annual-organization');
    const pdf = await paper(page, 'annual-organization');
    expect([leavesOf(pdf), ...sizeOf(pdf)]).toEqual([1, 842, 595]);
    await open(page, `${app.url}/staff/plans/annual?fiscalYear=2025&lang=en`);
    await inspect(page, 'annual-organization-en');
  });
});
