import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { Organization } from '../../src/organizations/organization.entity.js';
import { contrastOf, GROUNDS } from '../../src/shared/accent.js';
import { axeFaults, DESKTOP, NARROWEST, ready, sidewaysOverflow } from '../support/browser.js';
import { makeTerm } from '../support/factories.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Text and what it stands on, by the tokens of style.css. */
const TEXTS: readonly (readonly [text: string, ...grounds: string[]])[] = [
  ['text', 'page', 'surface', 'good-soft', 'wait-soft', 'stop-soft', 'act-soft'],
  ['text-strong', 'page', 'surface', 'good-soft', 'wait-soft', 'stop-soft', 'act-soft'],
  ['text-quiet', 'page', 'surface', 'good-soft', 'wait-soft', 'stop-soft'],
  ['link', 'page', 'surface', 'good-soft', 'wait-soft', 'stop-soft', 'act-soft'],
  ['link-hover', 'page', 'surface', 'act-soft'],
  ['link-visited', 'page', 'surface', 'good-soft', 'wait-soft', 'stop-soft'],
  ['link-active', 'page', 'surface'],
  ['act-text', 'act', 'act-hover'],
  ['act', 'page'],
  ['act-hover', 'act-soft'],
  ['good', 'page', 'good-soft'],
  ['wait', 'page', 'wait-soft'],
  ['stop', 'page', 'surface', 'stop-soft'],
];
/** Lines and fills that say what something is (WCAG 2.2, 1.4.11). */
const SHAPES: readonly (readonly [shape: string, ...grounds: string[]])[] = [
  ['line-strong', 'page', 'surface'],
  ['act', 'page'],
  ['focus-line', 'page', 'surface'],
];
const TOWNS = { 'the site': null, green: '#0b6e4f', yellow: '#7a6000', magenta: '#8b008b', black: '#000000' };

describe('the look of public pages', () => {
  const suite = suiteBrowser();
  let app: TestApp;
  let paths: Record<string, string>;
  let organizationId: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    const term = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    organizationId = term.organization.id;
    paths = {
      list: `/?organization=${term.organization.slug}`,
      programme: `/programmes/${term.programme.slug}`,
      session: `/sessions/${term.sessions[0]?.id}`,
      form: `/register?course=${term.course.id}`,
    };
  }, 60_000);
  afterAll(() => app?.close());

  const wear = (accent: string | null) =>
    app.db.manager.update(Organization, { id: organizationId }, { accent });

  async function looking<T>(options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const context = await suite.browser.newContext({ viewport: DESKTOP, locale: 'ja-JP', ...options });
    try {
      return await look(await context.newPage());
    } finally {
      await context.close();
    }
  }

  async function show(page: Page, path: string): Promise<void> {
    await page.goto(`${app.url}${path}`);
    await ready(page);
  }

  /** What a custom property of the page is as `#rrggbb`. */
  function colours(page: Page, names: readonly string[]): Promise<Record<string, string>> {
    return page.evaluate((asked) => {
      const probe = document.createElement('i');
      document.body.append(probe);
      const found = asked.map((name) => {
        const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
        probe.style.setProperty('color', value);
        const parts = getComputedStyle(probe).color.match(/\d+/g) ?? [];
        return [
          name,
          `#${parts
            .slice(0, 3)
            .map((part) => Number(part).toString(16).padStart(2, '0'))
            .join('')}`,
        ];
      });
      probe.remove();
      return Object.fromEntries(found);
    }, names);
  }

  it.each(Object.entries(TOWNS))('can be read on every ground, in light and dark: %s', async (_, accent) => {
    await wear(accent);
    const faint: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await looking({ colorScheme }, async (page) => {
        await show(page, paths.programme ?? '');
        const found = await colours(page, [...new Set([...TEXTS.flat(), ...SHAPES.flat()])]);
        // What colours are checked against at saving is what they stand on here.
        const grounds = ['page', 'surface', 'good-soft', 'wait-soft', 'stop-soft'].map((name) => found[name]);
        expect(grounds).toEqual([...GROUNDS[colorScheme]]);
        for (const [pairs, least] of [
          [TEXTS, 4.5],
          [SHAPES, 3],
        ] as const)
          for (const [ink = '', ...grounds] of pairs)
            for (const ground of grounds) {
              const contrast = contrastOf(found[ink] ?? '', found[ground] ?? '');
              if (contrast < least) faint.push(`${colorScheme}: ${ink} on ${ground} ${contrast.toFixed(2)}`);
            }
      });
    }
    expect(faint).toEqual([]);
  });

  it('has nothing that axe finds, in a town’s colour, light and dark, narrow too', async () => {
    await wear(TOWNS.green);
    const faults: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      await looking({ colorScheme, viewport: NARROWEST }, async (page) => {
        for (const [name, path] of Object.entries(paths)) {
          await show(page, path);
          const found = await axeFaults(page);
          const wider = await sidewaysOverflow(page);
          if (found.length > 0 || wider > 0) faults.push({ name, colorScheme, found, wider });
        }
      });
    expect(faults).toEqual([]);
  }, 120_000);

  it('takes the colour of the town, and the address of the page nothing else', async () => {
    await wear(TOWNS.green);
    await looking({}, async (page) => {
      const failed: string[] = [];
      page.on('response', (response) => response.status() >= 400 && failed.push(response.url()));
      await show(page, paths.programme ?? '');
      const { act } = await colours(page, ['act']);
      expect(act).toBe('#0b6e4f');
      expect(
        await page.evaluate("getComputedStyle(document.querySelector('.site-header')).borderTopColor"),
      ).toBe('rgb(11, 110, 79)');
      expect(failed).toEqual([]);
    });
  });

  it('lets nobody bring a style along: neither an element nor an attribute acts', async () => {
    await wear(TOWNS.green);
    await looking({}, async (page) => {
      await show(page, paths.programme ?? '');
      const before = await page.evaluate('getComputedStyle(document.body).outlineStyle');
      await page.evaluate(`(() => {
        const style = document.createElement('style');
        style.textContent = 'body { outline: 9px dashed red }';
        document.head.append(style);
        document.body.insertAdjacentHTML('beforeend', '<p id="brought" style="letter-spacing: 9px">x</p>');
      })()`);
      expect(await page.evaluate('getComputedStyle(document.body).outlineStyle')).toBe(before);
      expect(
        await page.evaluate("getComputedStyle(document.getElementById('brought')).letterSpacing"),
      ).not.toBe('9px');
      // The control: without the policy both would.
      await looking({ bypassCSP: true }, async (other) => {
        await show(other, paths.programme ?? '');
        await other.evaluate(`(() => {
          const style = document.createElement('style');
          style.textContent = 'body { outline: 9px dashed red }';
          document.head.append(style);
        })()`);
        expect(await other.evaluate('getComputedStyle(document.body).outlineStyle')).toBe('dashed');
      });
    });
  });

  it('says what is pressed and what is current in the reader’s own colours too', async () => {
    await looking({ forcedColors: 'active' }, async (page) => {
      await show(page, paths.programme ?? '');
      const borders = await page.$$eval('.button', (buttons) =>
        buttons.map((button) => getComputedStyle(button).borderTopWidth),
      );
      expect(borders.length).toBeGreaterThan(0);
      expect(borders.filter((width) => Number.parseFloat(width) < 1)).toEqual([]);
      await show(page, paths.list ?? '');
      const [current = ''] = await page.$$eval('.tabs a[aria-current]', (tabs) =>
        tabs.map((tab) => getComputedStyle(tab).borderTopWidth),
      );
      expect(Number.parseFloat(current)).toBeGreaterThan(1);
    });
  });

  it('moves nothing for those who want no motion', async () => {
    const durations = (page: Page) =>
      page.$$eval('a, .button', (all) => [
        ...new Set(all.map((one) => getComputedStyle(one).transitionDuration)),
      ]);
    await looking({ reducedMotion: 'reduce' }, async (page) => {
      await show(page, paths.programme ?? '');
      expect(await durations(page)).toEqual(['0s']);
    });
    await looking({ reducedMotion: 'no-preference' }, async (page) => {
      await show(page, paths.programme ?? '');
      expect(await durations(page)).not.toEqual(['0s']);
    });
  });

  it('shows where the keyboard is with a ring of two colours', async () => {
    await looking({}, async (page) => {
      await show(page, paths.programme ?? '');
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(`(() => {
        const { outlineWidth, outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
        return { outlineWidth, outlineStyle, hasShadow: boxShadow !== 'none' };
      })()`);
      expect(ring).toEqual({ outlineWidth: '4px', outlineStyle: 'solid', hasShadow: true });
    });
  });

  it('waits for one sheet only; that of the fonts comes after what is read', async () => {
    await looking({}, async (page) => {
      await show(page, paths.programme ?? '');
      const sheets = await page.$$eval('link[rel=stylesheet]', (links) =>
        links.map((link) => link.closest('head') !== null),
      );
      expect(sheets).toEqual([true, false]);
    });
  });
});
