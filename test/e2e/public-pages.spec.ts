import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../src/platform/views/messages.js';
import {
  axeFaults,
  DESKTOP,
  NARROWEST,
  open,
  PHONE,
  sidewaysOverflow,
  smallTargets,
  takePicture,
} from '../support/browser.js';
import { routesOf } from '../support/routes.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type PublicPlace, publicPlaces } from './public-places.js';

const TABLET = { width: 768, height: 1024 };
/** 1280 by 1024 CSS pixels at 400 % (WCAG 2.2, 1.4.10). */
const FOUR_TIMES = { width: 320, height: 256 };
/** What differs between light and dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** Routes that answer with files or pictures, not with pages. */
const NOT_PAGES =
  /^\/api\/|\.(?:ics|csv|atom|xml|txt|png|pdf)$|^\/(?:calendar|sharing|sitemaps|pictures|assets)\/|\/calendar\.ics$|^\/(?:healthz|readyz|metrics)$/;
/** One language on every page, in a browser that shares its processor. */
const LONG = 900_000;

/** Every page that everybody can open; a new one comes in through the list of routes. */
describe('every public page', () => {
  const { enter, visit } = suiteBrowser();
  let app: TestApp;
  let places: readonly PublicPlace[];
  beforeAll(async () => {
    app = await startTestApp();
    places = await publicPlaces(app);
  }, 120_000);
  afterAll(() => app?.close());

  const addressOf = ({ path }: PublicPlace, language: Language, furigana = false) => {
    const url = new URL(path, app.url);
    if (language !== 'ja') url.searchParams.set('lang', language);
    if (furigana) url.searchParams.set('furigana', '1');
    return url.href;
  };

  it('is known, answers as it should, and sets no cookie', async () => {
    const known = new Set(places.map(({ pattern }) => pattern));
    const patterns = routesOf(app)
      .filter(
        ({ access, method, path }) => access === 'public' && method === 'GET' && !path.startsWith('/staff/'),
      )
      .map(({ path }) => path);
    expect(patterns.filter((path) => !NOT_PAGES.test(path) && !known.has(path))).toEqual([]);
    for (const place of places) {
      const { status, headers, type } = await app.http.get(place.path);
      expect([place.name, status, type]).toEqual([place.name, place.status ?? 200, 'text/html']);
      expect([place.name, headers['set-cookie']]).toEqual([place.name, undefined]);
    }
  }, 60_000);

  /** What is wrong with each page in a language, at every width, light and dark. */
  async function walk(language: Language): Promise<unknown[]> {
    const { page, hosts } = await visit({ viewport: NARROWEST });
    const faults: unknown[] = [];
    const note = (name: string, where: string, found: readonly unknown[]) =>
      found.length > 0 && faults.push({ name, where, found });
    for (const place of places) {
      const { name } = place;
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(NARROWEST);
      note(name, 'status', unexpected(place, await open(page, addressOf(place, language))));
      for (const [where, size] of Object.entries({ 320: NARROWEST, 768: TABLET, 1280: DESKTOP })) {
        await page.setViewportSize(size);
        note(name, where, await tooWide(page));
        note(
          name,
          where,
          (await axeFaults(page)).filter((fault) => !isOfFrames(place, fault)),
        );
        await page.emulateMedia({ colorScheme: 'dark' });
        note(name, `${where} dark`, await axeFaults(page, COLOURS));
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await page.setViewportSize(NARROWEST);
      note(name, 'targets', await smallTargets(page));
      if (!isForFrames(place)) note(name, 'order', await outOfOrder(page, isSheet(place)));
      await page.setViewportSize(FOUR_TIMES);
      note(name, '400 %', await tooWide(page));
      note(name, '400 %', await stuck(page));
      await page.setViewportSize(PHONE);
      await page.evaluate("document.documentElement.style.fontSize = '200%'");
      note(name, '200 % text', [...(await tooWide(page)), ...(await cutOff(page))]);
    }
    note(
      'all',
      'hosts',
      [...hosts].filter((host) => host !== new URL(app.url).host),
    );
    return faults;
  }

  it('is looked at with eyes that see: each fault of a page that has them all is found', async () => {
    const page = await enter({ viewport: FOUR_TIMES });
    await page.setContent(`<!doctype html><html lang="ja"><title> | つどい</title><body>
      <main><h3>飛び越した見出し</h3><p style="width:900px">広すぎる</p>
        <p style="height:10px;overflow:hidden">見えない<br>続き</p><button style="height:20px">小さい</button>
        <div style="position:sticky;top:0;height:200px">動かない</div></main><header></header></body></html>`);
    expect(await tooWide(page)).toEqual([expect.stringMatching(/px too wide$/)]);
    expect(await cutOff(page)).toHaveLength(1);
    expect(await stuck(page)).toHaveLength(1);
    expect(await smallTargets(page)).toHaveLength(1);
    expect(await outOfOrder(page)).toEqual(['headings: 3', 'landmarks: main header', 'title: | つどい']);
    expect(await outOfOrder(page, true)).toContain('landmarks: main header');
    expect((await axeFaults(page)).map((fault) => fault.split(':')[0])).toContain('page-has-heading-one');
    expect(unexpected({ name: '', pattern: '', path: '', status: 410 }, 200)).toEqual(['answers 200']);
  });

  it.each(LANGUAGES)(
    'can be read by everyone: %s',
    async (language) => {
      expect(await walk(language)).toEqual([]);
    },
    LONG,
  );

  it(
    'can be read with readings over the kanji',
    async () => {
      const page = await enter({ viewport: NARROWEST });
      const faults: unknown[] = [];
      for (const place of places) {
        const status = unexpected(place, await open(page, addressOf(place, 'ja-simple', true)));
        const faultsHere = (await axeFaults(page)).filter((fault) => !isOfFrames(place, fault));
        const found = [...status, ...(await tooWide(page)), ...faultsHere];
        if (found.length > 0) faults.push({ name: place.name, found });
      }
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'has its picture taken, on a phone and on a desk',
    async () => {
      for (const [where, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
        const visitor = await visit({ viewport });
        for (const place of places) {
          expect([place.name, await open(visitor.page, addressOf(place, 'ja'))]).toEqual([
            ...[place.name, place.status ?? 200],
          ]);
          await takePicture(visitor.page, `public-${place.name}-${where}`);
        }
        await visitor.close();
      }
    },
    LONG,
  );
});

/** A page that is not there is a fault even where its refusal can be read by everyone. */
function unexpected(place: PublicPlace, status: number): string[] {
  return status === (place.status ?? 200) ? [] : [`answers ${status}`];
}

/** Lists for frames of other sites: the page around them has the first heading and the landmarks. */
function isForFrames({ pattern }: PublicPlace): boolean {
  return pattern.startsWith('/embed/');
}

function isOfFrames(place: PublicPlace, fault: string): boolean {
  return isForFrames(place) && /^(?:landmark-one-main|page-has-heading-one|region):/.test(fault);
}

/** What goes to a printer whole has no header and no footer of the site. */
function isSheet({ pattern }: PublicPlace): boolean {
  return pattern.endsWith('/leaflet');
}

async function tooWide(page: Page): Promise<string[]> {
  const overflow = await sidewaysOverflow(page);
  return overflow > 0 ? [`${overflow} px too wide`] : [];
}

/** Texts of which a part is hidden because there is not room enough. A lock screen cuts its lines off, and so does its picture. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('main *, header *, footer *')]
    .filter((one) => one.clientHeight > 1 && !one.closest('.visually-hidden, .lock-preview') && ['hidden', 'clip'].includes(getComputedStyle(one).overflowY)
      && one.scrollHeight > one.clientHeight + 1)
    .map((one) => 'cut off: ' + one.outerHTML.slice(0, 120))`) as Promise<string[]>;
}

/** What stays in its place and takes more than a third of a small window: nothing can be read beside it. */
function stuck(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position)
      && one.getBoundingClientRect().height > innerHeight / 3)
    .map((one) => 'in the way: ' + one.outerHTML.slice(0, 120))`) as Promise<string[]>;
}

/**
 * What a screen reader walks by: one heading of the first level and none that skips one; a header, one main part and a footer, in that
 * order (a sheet for paper: its main part); and a title that says more than the name of the site.
 */
function outOfOrder(page: Page, sheet = false): Promise<string[]> {
  return page.evaluate(`(() => {
    const faults = [];
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) faults.push('headings: ' + levels);
    levels.forEach((level, index) => {
      if (index > 0 && level > levels[index - 1] + 1) faults.push('heading skips from ' + levels[index - 1] + ' to ' + level);
    });
    const parts = [...document.body.children].map((one) => one.tagName.toLowerCase())
      .filter((name) => ['header', 'main', 'footer'].includes(name)).join(' ');
    if (!${JSON.stringify(sheet ? ['main', 'header main'] : ['header main footer'])}.includes(parts)) faults.push('landmarks: ' + parts);
    if (!/^[^|]{2}/.test(document.title)) faults.push('title: ' + document.title);
    return faults;
  })()`) as Promise<string[]>;
}
