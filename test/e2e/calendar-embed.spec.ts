import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Frame, Page } from 'playwright-core';
import {
  AXE,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  takePicture,
  type Visitor,
} from '../support/browser.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inspectPage } from './calendar-pages.js';
import { townWithFamilyClass } from './family-class.js';

const FONT = readFileSync(
  createRequire(import.meta.url).resolve(
    '@fontsource/noto-sans-jp/files/noto-sans-jp-japanese-400-normal.woff2',
  ),
  'base64',
);
const PUBLIC_URL = 'https://tsudoi.example';

const { enter, visit } = suiteBrowser();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: '2025-04-01T09:00:00+09:00', env: { PUBLIC_URL } });
  await townWithFamilyClass(app.db);
}, 60_000);
afterAll(() => app?.close());

const inspect = (visitor: Visitor, name: string) => inspectPage(visitor.page, name, { app, visitor });

describe('the list on the site of a municipality', () => {
  let site: Server;
  let siteUrl: string;
  let html = '';

  beforeAll(async () => {
    site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    // Another host name: another site, not only another origin.
    siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => site.close(resolve)));

  /** The page of a town with what the page on embedding has given it. */
  async function townPage(page: Page, query: string): Promise<void> {
    await open(page, `${app.url}/calendar/embed?${query}`);
    const code = await page.getByRole('textbox', { name: '貼りつける HTML' }).inputValue();
    html = `<!doctype html><html lang="ja"><head><title>板橋区</title><meta name="viewport" content="width=device-width">
      <style>body { margin: 0; } a, h2 { color: red; } iframe { border: 0; }</style></head>
      <body><main><h1>ひきこもり支援</h1>${code.replace(PUBLIC_URL, app.url)}</main></body></html>`;
  }

  /** The Chromium of the tests has no Japanese font, and the list fetches none: it borrows one, so that pictures show words. */
  async function lendFont(list: Frame | Page): Promise<void> {
    await list.evaluate(`new FontFace('Noto Sans JP', Uint8Array.fromBase64('${FONT}').buffer).load()
      .then((face) => { document.fonts.add(face); return document.fonts.ready; }).then(() => undefined)`);
  }

  async function frameOf(page: Page): Promise<Frame> {
    // A frame that loads lazily comes when it likes.
    await page.frameLocator('iframe').locator('.more').waitFor();
    const frame = page.frames().find((one) => one.url().includes('/embed/'));
    if (!frame) throw new Error('the page has no frame with a list');
    await frame.waitForLoadState('load');
    await lendFont(frame);
    return frame;
  }

  /** axe in the page and in its frame, which tell each other what they have found. */
  async function faultsWithFrame(page: Page, frame: Frame): Promise<string[]> {
    await frame.evaluate(`${AXE}; axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });`);
    await page.evaluate(`${AXE}; axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });`);
    return page.evaluate(
      `axe.run().then(({ violations, incomplete }) => [
        ...violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')),
        ...incomplete.filter(({ id }) => id === 'frame-tested').map(({ id }) => id),
      ])`,
    ) as Promise<string[]>;
  }

  it.each([
    ['phone', { viewport: PHONE }],
    ['narrowest', { viewport: NARROWEST }],
    ['dark', { viewport: PHONE, dark: true }],
    ['desktop', { viewport: DESKTOP }],
  ])('is read in a frame of a foreign page, on a %s', async (size, options) => {
    const visitor = await visit(options);
    const { page } = visitor;
    await townPage(page, 'organization=itabashi&limit=4');
    await inspect(visitor, `calendar-embed-${size}`);
    await open(page, siteUrl);
    const frame = await frameOf(page);
    await takePicture(page, `embed-${size}`);
    expect(await frame.locator('h2').textContent()).toBe('板橋区 これからの予定');
    expect(await frame.locator('.what').count()).toBe(4);
    expect(await faultsWithFrame(page, frame)).toEqual([]);
    expect(await frame.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    // Nothing of the page around it reaches the list.
    expect(await frame.evaluate("getComputedStyle(document.querySelector('h2')).color")).not.toBe(
      'rgb(255, 0, 0)',
    );
    expect([...visitor.hosts].sort()).toEqual([new URL(app.url).host, new URL(siteUrl).host].sort());
    expect(await visitor.cookies()).toEqual([]);
  });

  it('at 280 pixels, with larger text, nothing is cut off', async () => {
    const page = await enter({ viewport: { width: 280, height: 600 } });
    await open(page, `${app.url}/embed/itabashi`);
    await lendFont(page);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    await takePicture(page, 'embed-280');
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('leads out of the frame, by keyboard too, and without JavaScript', async () => {
    const page = await enter({ javaScript: false });
    await townPage(page, 'organization=itabashi&limit=2');
    await open(page, siteUrl);
    const frame = page.frameLocator('iframe');
    const link = frame.getByRole('link', { name: 'ひきこもり家族教室 第1回' });
    await link.waitFor();
    await page.keyboard.press('Tab');
    if (!(await link.evaluate((element) => element === element.ownerDocument.activeElement)))
      await page.keyboard.press('Tab');
    expect(await link.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.url}/sessions/*`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('ひきこもり家族教室');
  });

  it('no other page lets itself be shown there', async () => {
    const page = await enter();
    html = `<!doctype html><html lang="ja"><title>x</title><iframe title="x" src="${app.url}/calendar"></iframe></html>`;
    await page.goto(siteUrl);
    const frame = page.frames().find((one) => one.parentFrame() !== null);
    expect(await frame?.locator('#main').count()).toBe(0);
  });
});
