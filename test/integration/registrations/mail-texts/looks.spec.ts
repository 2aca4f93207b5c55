import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import {
  axeFaults,
  DESKTOP,
  open,
  PHONE,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../../../support/browser.js';
import { makeTerm } from '../../../support/factories.js';
import { STAFF_PASSWORD, signInAs } from '../../../support/staff.js';
import { suiteBrowser } from '../../../support/suite-browser.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const { enter } = suiteBrowser();
let app: TestApp;
let town: Organization;
let sessionId: string;
let email: string;

beforeAll(async () => {
  app = await startTestApp();
  const term = await makeTerm(app.db, {
    dates: ['2025-04-14', '2025-05-12'],
    programme: { title: 'ひきこもり家族教室', titleEn: 'Family class' },
  });
  town = term.organization;
  sessionId = term.sessions[0]!.id;
  email = (await signInAs(app, town, 'organizer')).email;
});
afterAll(() => app.close());

async function inspect(page: Page, name: string): Promise<void> {
  await ready(page);
  await takePicture(page, name);
  expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
  expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
  expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
}

it.each([
  ['phone', PHONE],
  ['wide', DESKTOP],
] as const)('the pages of a %s can be read and worked by everybody', async (size, viewport) => {
  const page = await enter({ viewport });
  const editor = `${app.url}/staff/organizations/${town.slug}/mail-texts/confirmed/ja/discreet`;
  await open(page, `${app.url}/staff/sign-in?next=/staff/mail-texts`);
  await page.fill('#email', email);
  await page.fill('#password', STAFF_PASSWORD);
  await page.press('#password', 'Enter');
  await page.waitForURL('**/staff/mail-texts');
  await inspect(page, `mail-texts-${size}`);
  await open(page, editor);
  await inspect(page, `mail-text-${size}`);
  // The mail in the frame keeps its own styles under the page's policy.
  const width = await page
    .frames()[1]!
    .locator('table.sheet')
    .first()
    .evaluate((sheet) => sheet.style.maxWidth);
  expect(width).toBe('600px');
  await page.fill('#subject', 'ひきこもり{{kode}}');
  await page.click('button[value="save"]:visible');
  await page.waitForSelector('.error-summary');
  await inspect(page, `mail-text-refused-${size}`);
  await open(page, `${editor.replace('/ja/discreet', '/en/plain')}?lang=en`);
  await inspect(page, `mail-text-english-${size}`);
  await open(page, `${app.url}/register?session=${sessionId}`);
  await page.click('.lock-screens > summary');
  await inspect(page, `register-lock-screens-${size}`);
});
