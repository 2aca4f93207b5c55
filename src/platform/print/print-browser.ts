import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { DomainError } from '../../shared/domain-error.js';
import { AppConfig } from '../config/app-config.js';

/** Milliseconds without a page after which the browser is closed: it takes some 200 MB, and half a second to start. */
const IDLE_MS = 60_000;
const LAUNCH_MS = 20_000;

/**
 * The browser speaks to nobody: pages are answered in this process (`pdfs.ts`), and what should slip past that finds no host.
 * Chromium's own sandbox needs rights that containers do not give; what is printed are our own pages, without scripts.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
];

/** One browser of this process for all that it prints: launched when needed, closed when idle, launched anew after a crash. */
@Injectable()
export class PrintBrowser implements OnModuleDestroy {
  private readonly logger = new Logger('print');
  private running: Promise<Browser> | undefined;
  private users = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly config: AppConfig) {}

  /**
   * Lets `act` use the browser. Where the browser dies meanwhile, `act` is begun again with a new one, once.
   * @throws DomainError `pdf_unavailable` where no browser starts here
   */
  async use<T>(act: (browser: Browser) => Promise<T>): Promise<T> {
    clearTimeout(this.idle);
    this.users++;
    try {
      const browser = await this.launched();
      try {
        return await act(browser);
      } catch (error) {
        if (browser.isConnected()) throw error;
        this.logger.warn('the browser was lost while it printed; it is started again');
        return await act(await this.launched());
      }
    } finally {
      this.users--;
      if (this.users === 0) this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /** Ends the browser; the next page starts one. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { running } = this;
    this.running = undefined;
    await running?.then(
      (browser) => browser.close(),
      () => undefined,
    );
  }

  private launched(): Promise<Browser> {
    if (this.running) return this.running;
    const running = this.launch();
    this.running = running;
    const forget = () => {
      if (this.running === running) this.running = undefined;
    };
    running.then((browser) => browser.on('disconnected', forget), forget);
    return running;
  }

  private async launch(): Promise<Browser> {
    try {
      // Only who prints needs them: they take a while to load.
      const { chromium } = await import('playwright-core');
      return await chromium.launch({
        executablePath: this.config.chromiumPath ?? (await packagedBrowser()),
        args: FLAGS,
        headless: true,
        timeout: LAUNCH_MS,
      });
    } catch (error) {
      this.logger.error(`no browser for PDF files: ${(error as Error).message.split('\n')[0]}`);
      throw new DomainError('pdf_unavailable');
    }
  }
}

/** The Chromium of the package, unpacked into the directory for temporary files at its first use. */
async function packagedBrowser(): Promise<string> {
  const { default: files } = await import('@sparticuz/chromium');
  return files.executablePath();
}
