import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Browser, BrowserContext, Route } from 'playwright-core';
import { DomainError } from '../../shared/domain-error.js';
import { AppConfig } from '../config/app-config.js';
import { FewAtATime, turnedAway } from '../few-at-a-time.js';
import { PrintBrowser } from './print-browser.js';

/** Pages that are printed at once, and requests that may wait for them: one core prints some three pages a second. */
const AT_ONCE = 2;
const MAY_WAIT = 20;
/** Bytes of finished files that are kept. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** What a page may ask for: style, fonts and pictures of this server. Everything else is refused, other servers' too. */
const SERVED = /^\/(?:assets|pictures)\//;

/** How much smaller a sheet is printed that must fit one page; text of 14 px is then still above 7 points. */
const SCALES = [1, 0.92, 0.84, 0.76, 0.7];

export interface Pdf {
  readonly bytes: Buffer;
  /** Same content, same tag: a strong entity tag without its quotes. */
  readonly tag: string;
}

export interface PdfOptions {
  /** True: printed smaller, within limits, until it fits one page; what is too long even so goes on to a second. */
  readonly onePage?: boolean;
  /** Milliseconds after which printing is given up; left out: the usual. */
  readonly limitMs?: number;
}

/**
 * PDF files of our own pages, made by a browser's engine: tagged, with outline, title and language, fonts embedded. A page is
 * handed over as HTML, what it asks for is answered within this process, scripts do not run, and nothing reaches the network.
 */
@Injectable()
export class Pdfs {
  private readonly logger = new Logger('print');
  private readonly queue = new FewAtATime(AT_ONCE, MAY_WAIT);
  private readonly kept = new LRUCache<string, Buffer>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (bytes) => bytes.length,
  });
  private readonly underWay = new Map<string, Promise<Buffer>>();
  private readonly origin: string;

  constructor(
    config: AppConfig,
    private readonly browser: PrintBrowser,
    private readonly adapter: HttpAdapterHost,
  ) {
    this.origin = new URL(config.publicUrl).origin;
  }

  /**
   * The page `html` as it is printed, with links as from `path`. What was printed before is not printed again.
   * @throws DomainError `pdf_unavailable` where there is no browser, `busy` where too many wait or the page could not be printed
   */
  async of(path: string, html: string, { onePage = false, limitMs }: PdfOptions = {}): Promise<Pdf> {
    const tag = createHash('sha256').update(`${path}\n${onePage}\n${html}`).digest('base64url').slice(0, 27);
    const bytes =
      this.kept.get(tag) ?? (await this.once(tag, () => this.printed(path, html, onePage, limitMs)));
    return { bytes, tag };
  }

  /** Those who ask for the same file at the same time wait for one. */
  private once(tag: string, print: () => Promise<Buffer>): Promise<Buffer> {
    const running = this.underWay.get(tag);
    if (running) return running;
    const made = this.queue
      .run(print)
      .then((bytes) => {
        this.kept.set(tag, bytes);
        return bytes;
      })
      .finally(() => this.underWay.delete(tag));
    this.underWay.set(tag, made);
    return made;
  }

  private async printed(path: string, html: string, onePage: boolean, limitMs?: number): Promise<Buffer> {
    const { href } = new URL(path, this.origin);
    try {
      return await this.browser.use((browser) => this.print(browser, href, html, onePage), limitMs);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // A tab that crashed, a browser that was lost twice: the next one may do better.
      this.logger.error(`${path} was not printed: ${(error as Error).message.split('\n')[0]}`);
      throw turnedAway();
    }
  }

  private async print(browser: Browser, url: string, html: string, onePage: boolean): Promise<Buffer> {
    const context = await browser.newContext({ javaScriptEnabled: false, serviceWorkers: 'block' });
    try {
      await context.route('**/*', (route) => this.answer(route, url, html));
      return await pdfOf(context, url, onePage ? SCALES : SCALES.slice(0, 1));
    } finally {
      // Nobody waits for that: a browser that hangs would never say so.
      void context.close().catch(() => undefined);
    }
  }

  private async answer(route: Route, page: string, html: string): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    if (request.isNavigationRequest() && url.href === page)
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    const isOwn = url.origin === this.origin && SERVED.test(url.pathname) && request.method() === 'GET';
    if (!isOwn) return route.abort('blockedbyclient');
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    const { statusCode, headers, rawPayload } = await fastify.inject(`${url.pathname}${url.search}`);
    return route.fulfill({
      status: statusCode,
      contentType: String(headers['content-type'] ?? 'application/octet-stream'),
      body: rawPayload,
    });
  }
}

async function pdfOf(context: BrowserContext, url: string, scales: readonly number[]): Promise<Buffer> {
  const page = await context.newPage();
  await page.emulateMedia({ media: 'print', colorScheme: 'light', reducedMotion: 'reduce' });
  // How long all of it may take, PrintBrowser knows.
  await page.goto(url, { waitUntil: 'load', timeout: 0 });
  // A page that is printed before its fonts are there has boxes for characters.
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const options = { preferCSSPageSize: true, printBackground: true, tagged: true, outline: true };
  let bytes: Buffer = Buffer.alloc(0);
  for (const scale of scales) {
    bytes = await page.pdf({ ...options, scale });
    if (scales.length === 1 || pagesIn(bytes) === 1) break;
  }
  return bytes;
}

/** Pages of a PDF file as Chromium writes it: the objects of pages stand in it plainly. */
export function pagesIn(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}
