import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Messages, Params } from '../../../src/platform/views/messages.js';
import { Views } from '../../../src/platform/views/views.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { publicWorld } from './public-world.js';
import { walk } from './walk.js';

const LONG = 120_000;

describe('public pages in やさしい日本語', () => {
  let app: TestApp;
  let messages: Messages;
  let starts: readonly string[];

  beforeAll(async () => {
    app = await startTestApp();
    messages = app.nest.get(Views).messages;
    starts = await publicWorld(app);
  }, LONG);
  afterAll(() => app?.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it(
    'say nothing in other Japanese',
    async () => {
      const said = new Set<string>();
      const translator = messages.translator.bind(messages);
      jest.spyOn(messages, 'translator').mockImplementation((language) => {
        const translate = translator(language);
        return (key: string, params?: Params) => {
          if (language === 'ja-simple') said.add(key);
          return translate(key, params);
        };
      });
      const failed: string[] = [];
      const pages = await walk(app, starts, { language: 'ja-simple' }, ({ address, status }) => {
        if (status >= 500) failed.push(`${status} ${address}`);
      });
      expect(failed).toEqual([]);
      expect(pages).toBeGreaterThan(100);
      expect(said.size).toBeGreaterThan(300);
      expect([...said].filter((key) => !messages.hasSimple(key)).sort()).toEqual([]);
    },
    LONG,
  );
});
