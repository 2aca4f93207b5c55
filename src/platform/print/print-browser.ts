import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Browser, BrowserServer } from 'playwright-core';
import { DomainError } from '../../shared/domain-error.js';
import { AppConfig } from '../config/app-config.js';
import { turnedAway } from '../few-at-a-time.js';
import { packagedBrowser } from './packaged-browser.js';

/** Milliseconds without a page after which the browser is closed: it takes some 200 MB, and half a second to start. */
const IDLE_MS = 60_000;
const LAUNCH_MS = 20_000;
/** Milliseconds that printing may take, and that a browser is given to end by itself. */
const LIMIT_MS = 20_000;
const CLOSING_MS = 3_000;
/** Milliseconds within which it is known that a browser is gone. */
const LOSS_MS = 500;

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

/** A browser and its process: what hangs is asked nothing any more, and killed. */
interface Running {
  readonly browser: Browser;
  readonly server: BrowserServer;
}

/** One browser of this process for all that it prints: launched when needed, closed when idle, launched anew after a crash. */
@Injectable()
export class PrintBrowser implements OnModuleDestroy {
  private readonly logger = new Logger('print');
  private running: Promise<Running> | undefined;
  private users = 0;
  private idle: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(private readonly config: AppConfig) {}

  /**
   * Lets `act` use the browser. Where the browser dies meanwhile, `act` is begun again with a new one, once; where it takes longer
   * than it may, the browser is killed.
   * @param limitMs milliseconds that `act` may take
   * @throws DomainError `pdf_unavailable` where no browser starts here, `busy` where it took too long or this process ends
   */
  async use<T>(act: (browser: Browser) => Promise<T>, limitMs = LIMIT_MS): Promise<T> {
    if (this.isOver) throw turnedAway();
    clearTimeout(this.idle);
    this.users++;
    try {
      const one = await this.launched();
      try {
        return await this.within(limitMs, one, act);
      } catch (error) {
        if (error instanceof DomainError || this.isOver || !(await isLost(one))) throw error;
        this.logger.warn('the browser was lost while it printed; it is started again');
        return await this.within(limitMs, await this.launched(), act);
      }
    } finally {
      this.users--;
      if (this.users === 0) this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    await this.close();
  }

  /** Ends the browser; the next page starts one. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { running } = this;
    this.running = undefined;
    await running?.then(
      ({ server }) => ended(server),
      () => undefined,
    );
  }

  /** @throws DomainError `busy` where `act` takes longer than `limitMs`: nobody waits for a browser that answers nothing */
  private async within<T>(limitMs: number, one: Running, act: (browser: Browser) => Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const limit = setTimeout(() => {
      this.logger.error(`printing took longer than ${limitMs} ms; the browser is killed`);
      reject(turnedAway());
      void this.running?.then((running) => {
        if (running === one) this.running = undefined;
      });
      void one.server.kill();
    }, limitMs);
    try {
      return await Promise.race([act(one.browser), late]);
    } finally {
      clearTimeout(limit);
    }
  }

  private launched(): Promise<Running> {
    if (this.running) return this.running;
    const running = this.launch();
    this.running = running;
    const forget = () => {
      if (this.running === running) this.running = undefined;
    };
    running.then(({ browser }) => browser.on('disconnected', forget), forget);
    return running;
  }

  private async launch(): Promise<Running> {
    const { chromiumPath, home } = this.config;
    try {
      if (chromiumPath) return await started(chromiumPath);
      const file = await packagedBrowser(home);
      return await started(file).catch(async () => {
        this.logger.warn('the browser does not start; it is unpacked again');
        return started(await packagedBrowser(home, { anew: true }));
      });
    } catch (error) {
      this.logger.error(`no browser for PDF files: ${(error as Error).message.split('\n')[0]}`);
      throw new DomainError('pdf_unavailable');
    }
  }
}

async function started(executablePath: string): Promise<Running> {
  // Only who prints needs them: they take a while to load.
  const { chromium } = await import('playwright-core');
  const server = await chromium.launchServer({
    ...{ executablePath, args: FLAGS, headless: true, timeout: LAUNCH_MS },
    // Its address is a secret of this process, and known on this machine only.
    host: '127.0.0.1',
    // Whoever ends this process ends it by `onModuleDestroy`, after the pages that are under way.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  try {
    return { server, browser: await chromium.connect(server.wsEndpoint(), { timeout: LAUNCH_MS }) };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

/** True where the browser is gone: what it was asked fails a moment before that is known. */
async function isLost({ browser }: Running): Promise<boolean> {
  for (let waited = 0; browser.isConnected() && waited < LOSS_MS; waited += LOSS_MS / 10)
    await pause(LOSS_MS / 10);
  return !browser.isConnected();
}

/** Ends a browser kindly, or, where it does not listen, by force. */
async function ended(server: BrowserServer): Promise<void> {
  const limit = setTimeout(() => void server.kill(), CLOSING_MS);
  await server.close().catch(() => undefined);
  clearTimeout(limit);
}
