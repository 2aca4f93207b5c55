import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, type Visitor, type VisitorOptions, visit } from './browser.js';

export interface SuiteBrowser {
  /** For windows that several tests share, or that are unlike a visitor's. @throws before the tests of the suite have begun */
  readonly browser: Browser;
  readonly visit: (options?: VisitorOptions) => Promise<Visitor>;
  /** The page of a new visitor, where nobody asks what else the window has seen. */
  readonly enter: (options?: VisitorOptions) => Promise<Page>;
}

/**
 * The browser of one suite: started before its tests, its windows closed after each test, itself after the last.
 * Call it at the head of a describe: hooks run in the order in which they are written, and windows must not outlive the app.
 */
export function suiteBrowser(): SuiteBrowser {
  let started: Browser | undefined;
  const visitors: Visitor[] = [];
  beforeAll(async () => {
    started = await openBrowser();
  }, 60_000);
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) await visitor.close();
  });
  afterAll(() => started?.close());

  function running(): Browser {
    if (!started) throw new Error('The browser of a suite starts before its tests: ask in hooks and tests.');
    return started;
  }
  async function visited(options?: VisitorOptions): Promise<Visitor> {
    const visitor = await visit(running(), options);
    visitors.push(visitor);
    return visitor;
  }
  return {
    get browser() {
      return running();
    },
    visit: visited,
    enter: async (options) => (await visited(options)).page,
  };
}
