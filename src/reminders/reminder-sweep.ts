import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { AppConfig } from '../platform/config/app-config.js';
import { retrying } from '../platform/database/transaction.js';
import { MailWake } from '../platform/mail/mail-wake.js';
import { putDueReminders } from './reminders.queries.js';

/** Hours for which a missed reminder is still worth sending, if its session has not started and no later rule has fallen due. */
const GRACE_HOURS = 48;

/**
 * Puts reminders into the ledger when their time has come. Every worker sweeps every minute and needs to know nothing of
 * the others; a sweep that comes late, after the house was down, puts what is still useful, once for each place.
 */
@Injectable()
export class ReminderSweep {
  private readonly logger = new Logger('reminders');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly wake: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'reminders.sweep', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many reminders were put into the ledger. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const from = new Date(now.getTime() - GRACE_HOURS * 3_600_000);
    const count = await retrying(() => putDueReminders(this.db, { now, from }));
    if (count > 0) this.wake.wakeSoon();
    return count;
  }
}
