import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import chromiumFiles from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The checker itself, for frames too. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = join(import.meta.dirname, '../pictures');

/** Flags for one page in a cloud function: a browser of one process ends with its first window. */
const UNWANTED: ReadonlySet<string> = new Set(['--single-process', '--no-zygote', '--headless']);

/** A phone of the usual size, and the narrowest that WCAG 2.2 (1.4.10, reflow) speaks of; CSS pixels. */
export const PHONE = { width: 390, height: 844 };
export const NARROWEST = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };

/** The Chromium that comes with the packages of the tests; it has no Japanese font of its own. @param flags of the browser, besides the usual ones */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumFiles.executablePath(),
    args: [...chromiumFiles.args.filter((argument) => !UNWANTED.has(argument.split('=')[0] ?? '')), ...flags],
    headless: true,
  });
}

export interface VisitorOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly javaScript?: boolean;
  readonly dark?: boolean;
}

/** One visitor's browser window, and every host that it has spoken to. */
export interface Visitor {
  readonly page: Page;
  readonly hosts: ReadonlySet<string>;
  /** Cookies that the site has set. */
  cookies(): Promise<string[]>;
  close(): Promise<void>;
}

export async function visit(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const context: BrowserContext = await browser.newContext({
    viewport: { ...(options.viewport ?? PHONE) },
    javaScriptEnabled: options.javaScript ?? true,
    colorScheme: options.dark ? 'dark' : 'light',
    locale: 'ja-JP',
    reducedMotion: 'reduce',
  });
  const hosts = new Set<string>();
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:') hosts.add(host);
  });
  return {
    page: await context.newPage(),
    hosts,
    cookies: async () => (await context.cookies()).map(({ name }) => name),
    close: () => context.close(),
  };
}

/** Opens an address. @returns the HTTP status */
export async function open(page: Page, url: string): Promise<number> {
  const response = await page.goto(url);
  await ready(page);
  return response?.status() ?? 0;
}

/** Waits until the page and the fonts that it needs are there: a picture taken earlier shows boxes. */
export async function ready(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

/**
 * What axe-core finds wrong (WCAG 2.2 A and AA, and its best practices), as readable lines; needs JavaScript in the page.
 * @param rules ids of the only rules to be asked; all of them where there are none
 */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(asked: {
          runOnly?: readonly string[];
        }): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(only ? { runOnly: only } : {});
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
    );
  }, rules);
}

/** CSS pixels by which the page is wider than its window. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  ) as Promise<number>;
}

/** Buttons and fields that a finger misses: lower than 44 CSS pixels; what is one pixel high no finger is meant to find. */
export function smallTargets(page: Page): Promise<string[]> {
  const targets =
    ".button, button, .chips a, .tabs a, select, summary, input:not([type='hidden'], [type='checkbox'], [type='radio'])";
  return page.evaluate(`[...document.querySelectorAll(${JSON.stringify(targets)})]
    .filter((target) => target.offsetHeight > 1 && target.offsetHeight < 44)
    .map((target) => target.outerHTML)`) as Promise<string[]>;
}

/** Files of fonts that the page has really loaded, by family and weight. */
export async function loadedFonts(page: Page): Promise<string[]> {
  const script = `document.fonts.ready.then((fonts) =>
    [...fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('"', '') + ' ' + face.weight))`;
  return [...new Set((await page.evaluate(script)) as string[])].sort();
}

/** Writes the whole page as `test/pictures/<name>.png`, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
