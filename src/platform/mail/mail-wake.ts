import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Jobs } from '../jobs/jobs.js';

/** Name of the work that delivers the ledger. */
export const DELIVER = 'mail.deliver';
/** Milliseconds between two wake-ups from this process. */
const PAUSE_MS = 250;

/** Tells the workers that the ledger has something new. Acts call it after their commit; many calls become one wake-up. */
@Injectable()
export class MailWake implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly jobs: Jobs) {}

  /** Wakes the workers within a quarter of a second. Never fails and never waits. */
  wakeSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.jobs.wake(DELIVER);
    }, PAUSE_MS).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }
}
