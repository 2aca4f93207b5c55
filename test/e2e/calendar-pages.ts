import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  axeFaults,
  ready,
  sidewaysOverflow,
  smallTargets,
  takePicture,
  type Visitor,
} from '../support/browser.js';
import type { TestApp } from '../support/test-app.js';

/** Takes a picture of a page and expects what holds for each: nothing for axe to find, nothing cut off, no other host, no cookie. */
export async function inspectPage(
  page: Page,
  name: string,
  { app, visitor }: { readonly app: TestApp; readonly visitor: Visitor | undefined },
): Promise<void> {
  await ready(page);
  await takePicture(page, name);
  expect({ name, faults: await axeFaults(page) }).toEqual({ name, faults: [] });
  expect({ name, overflow: await sidewaysOverflow(page) }).toEqual({ name, overflow: 0 });
  expect({ name, small: await smallTargets(page) }).toEqual({ name, small: [] });
  expect([...(visitor?.hosts ?? [])]).toEqual([new URL(app.url).host]);
  expect(await visitor?.cookies()).toEqual([]);
}
