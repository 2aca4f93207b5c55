import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { twoTowns } from '../integration/privacy/privacy-town.js';
import {
  axeFaults,
  NARROWEST,
  open,
  openBrowser,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
  type Visitor,
  visit,
} from '../support/browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('privacy in plain words, to look at', () => {
  let app: TestApp;
  let browser: Browser;
  let visitor: Visitor | undefined;

  beforeAll(async () => {
    app = await startTestApp();
    await twoTowns(app.db);
    browser = await openBrowser();
  }, 60_000);
  afterEach(async () => {
    await visitor?.close();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it.each([
    ['ja', NARROWEST, false],
    ['ja', PHONE, true],
    ['ja-simple', NARROWEST, true],
    ['ja-simple', PHONE, false],
    ['en', NARROWEST, true],
    ['en', PHONE, false],
  ] as const)('has no fault in %s at %o (dark: %s)', async (language, viewport, dark) => {
    visitor = await visit(browser, { viewport, dark });
    const { page } = visitor;
    for (const path of ['/privacy', '/privacy/asking', '/privacy/quiet']) {
      expect(await open(page, `${app.url}${path}?lang=${language}`)).toBe(200);
      await takePicture(page, `privacy-${language}-${viewport.width}${path.replaceAll('/', '-')}`);
      expect(await axeFaults(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(await smallTargets(page)).toEqual([]);
    }
  });
});
