import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DIGEST_GRACE_HOURS } from '../domain/digest-month.js';
import { PENDING_DAYS } from './digest-subscriptions.service.js';
import {
  countOutdatedDigests,
  type DigestErasure,
  type DigestErasureBounds,
  eraseOutdatedDigests,
  putDueDigests,
} from './digest-sweep.queries.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** At twenty to four in the night of the process's zone: nobody waits for it. */
const EVERY_NIGHT = '0 40 3 * * *';
/** Days after which the ledger forgets what was mailed to those who have left: long enough to answer why a mail came. */
export const MESSAGE_DAYS = 60;

/**
 * Puts the digest into the ledger when its day has come, and erases what is kept no longer. Any number of workers may; a
 * sweep that comes late, after the house was down, puts what is still useful.
 */
@Injectable()
export class DigestSweep {
  private readonly logger = new Logger('digest');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly wake: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_10_MINUTES, { name: 'digest.sweep', waitForCompletion: true })
  async everyTenMinutes(): Promise<void> {
    if (this.config.runsWorker) await this.orSayWhy(() => this.sweep());
  }

  @Cron(EVERY_NIGHT, { name: 'digest.tidying', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (this.config.runsWorker) await this.orSayWhy(() => this.tidy());
  }

  /** @returns how many digests were put into the ledger. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const from = new Date(now.getTime() - DIGEST_GRACE_HOURS * HOUR_MS);
    const count = await retrying(() => putDueDigests(this.db, { now, from }));
    if (count > 0) this.wake.wakeSoon();
    return count;
  }

  /** Erases wishes that nobody said yes to, and what the ledger holds of those who left. The log says how much, never whose. */
  async tidy(): Promise<DigestErasure> {
    const erased = await retrying(() => eraseOutdatedDigests(this.db, this.bounds()));
    if (erased.requests + erased.messages > 0)
      this.logger.log(`erased ${erased.requests} unconfirmed wish(es), ${erased.messages} old message(s)`);
    return erased;
  }

  /** What a tidying would erase now. */
  due(): Promise<DigestErasure> {
    return countOutdatedDigests(this.db, this.bounds());
  }

  private bounds(): DigestErasureBounds {
    const ago = (days: number) => new Date(this.clock.now().getTime() - days * DAY_MS);
    return { askedBefore: ago(PENDING_DAYS), mailedBefore: ago(MESSAGE_DAYS) };
  }

  private async orSayWhy(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }
}
