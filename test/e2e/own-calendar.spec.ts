import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Organization } from '../../src/organizations/organization.entity.js';
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
import { makeTerm } from '../support/factories.js';
import { STAFF_PASSWORD, signInAs } from '../support/staff.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SIZES = [
  ['phone', PHONE],
  ['narrowest', NARROWEST],
  ['desktop', DESKTOP],
] as const;

const { enter } = suiteBrowser();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
}, 60_000);
afterAll(() => app?.close());

async function inspect(page: Page, name: string): Promise<void> {
  await ready(page);
  await takePicture(page, name);
  expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
  expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
  expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
}

const addressOn = async (page: Page) =>
  new URL(await page.locator('#subscribe-address').inputValue()).pathname;

describe('the calendar of a registrant, without scripts', () => {
  it.each(SIZES)(
    'is added, given another address, stopped and begun again, on a %s',
    async (_size, viewport) => {
      const { course } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
      const { body } = await app.http
        .post('/api/v1/registrations')
        .send({ course: course.id, nickname: 'みどり' })
        .expect(201);
      const page = await enter({ viewport, javaScript: false });
      await open(page, `${app.url}${new URL(body.manageUrl).pathname}`);
      await page.getByText('カレンダーに登録する').click();
      const first = await addressOn(page);
      expect(first).toBe(new URL(body.calendarUrl).pathname);
      const apple = await page.getByRole('link', { name: 'Apple' }).getAttribute('href');
      expect(apple).toBe(body.calendarUrl.replace('http:', 'webcal:'));

      await page.getByRole('link', { name: 'カレンダーのアドレスを替える' }).click();
      await page.getByRole('button', { name: '新しいアドレスに替える' }).click();
      expect(await page.getByRole('status').textContent()).toContain('カレンダーのアドレスを新しくしました');
      const second = await addressOn(page);
      await app.http.get(first).expect(410);
      await app.http.get(second).expect(200);

      await page.getByRole('link', { name: 'カレンダーのアドレスを替える' }).click();
      await page.getByRole('button', { name: 'カレンダーを止める' }).click();
      expect(await page.getByRole('status').textContent()).toContain('カレンダーを止めました');
      await app.http.get(second).expect(410);
      await page.getByRole('link', { name: 'カレンダーをまた使う' }).click();
      await page.getByRole('button', { name: '新しいアドレスを作る' }).click();
      await app.http.get(await addressOn(page)).expect(200);
    },
  );
});

describe('the pages about it', () => {
  it.each(SIZES)('can be read and used by everyone, on a %s', async (size, viewport) => {
    const { course } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: 'みどり' })
      .expect(201);
    const mine = `${app.url}${new URL(body.manageUrl).pathname}`;
    const page = await enter({ viewport });
    await open(page, `${mine}?done=calendarRenewed`);
    await inspect(page, `my-calendar-open-${size}`);
    await open(page, `${mine}/calendar`);
    await inspect(page, `my-calendar-${size}`);
    await open(page, `${mine}/calendar?lang=en`);
    await inspect(page, `my-calendar-en-${size}`);
    await page.getByRole('button', { name: 'Stop the calendar' }).click();
    await inspect(page, `my-calendar-stopped-en-${size}`);
    await open(page, `${mine}/calendar`);
    await inspect(page, `my-calendar-begin-${size}`);
  });
});

describe('the calendar of staff', () => {
  async function signIn(page: Page, organization: Organization): Promise<void> {
    const { email } = await signInAs(app, organization, 'viewer');
    await open(page, `${app.url}/staff/sign-in`);
    await page.locator('input[name="email"]').fill(email);
    await page.locator('input[name="password"]').fill(STAFF_PASSWORD);
    await page.getByRole('button', { name: 'サインイン', exact: true }).click();
  }

  it.each(SIZES)(
    'is found beside the year calendar, made, changed and stopped, on a %s',
    async (size, viewport) => {
      const { organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
      const page = await enter({ viewport });
      await signIn(page, organization);
      await open(page, `${app.url}/staff/calendar`);
      await page.getByRole('link', { name: '自分のカレンダーで見る' }).click();
      await inspect(page, `staff-calendar-feed-none-${size}`);
      await page.getByRole('button', { name: 'アドレスを作る' }).click();
      await inspect(page, `staff-calendar-feed-${size}`);
      const first = await addressOn(page);
      expect((await app.http.get(first).expect(200)).text).toContain('0/10');
      await page.getByRole('checkbox', { name: '席の数を題名に出す' }).uncheck();
      await page.getByRole('button', { name: 'この内容にする' }).click();
      expect(await page.getByRole('status').textContent()).toContain('題名に出すものを変えました');
      expect(await page.getByRole('checkbox').isChecked()).toBe(false);
      expect((await app.http.get(first).expect(200)).text).not.toContain('0/10');
      await page.getByRole('button', { name: '新しいアドレスに替える' }).click();
      await app.http.get(first).expect(410);
      const second = await addressOn(page);
      await page.getByRole('button', { name: 'カレンダーを止める' }).click();
      await inspect(page, `staff-calendar-feed-stopped-${size}`);
      await app.http.get(second).expect(410);
    },
  );
});
