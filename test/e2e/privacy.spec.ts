import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { twoTowns } from '../integration/privacy/privacy-town.js';
import {
  axeFaults,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('privacy in plain words, to look at', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await twoTowns(app.db);
  }, 60_000);
  afterAll(() => app?.close());

  it.each([
    ['ja', NARROWEST, false],
    ['ja', PHONE, true],
    ['ja-simple', NARROWEST, true],
    ['ja-simple', PHONE, false],
    ['en', NARROWEST, true],
    ['en', PHONE, false],
  ] as const)('has no fault in %s at %o (dark: %s)', async (language, viewport, dark) => {
    const page = await enter({ viewport, dark });
    for (const path of ['/privacy', '/privacy/asking', '/privacy/quiet']) {
      expect(await open(page, `${app.url}${path}?lang=${language}`)).toBe(200);
      await takePicture(page, `privacy-${language}-${viewport.width}${path.replaceAll('/', '-')}`);
      expect(await axeFaults(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(await smallTargets(page)).toEqual([]);
    }
  });
});
