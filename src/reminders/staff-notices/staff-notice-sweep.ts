import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { putBelowMinimum } from './below-minimum.queries.js';
import { putNearlyFull } from './nearly-full.queries.js';
import { putNewRegistrations } from './new-registrations.queries.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Hours for which what no worker told of is still told. */
const GRACE_HOURS = 24;
/** Hours between a registration and the mail about it: its hour, a night, and the round-up to a full hour. */
const LONGEST_WAIT_HOURS = 26;
/** Minutes after an hour until all that came in during it has been written down. */
const SETTLING_MINUTES = 2;

/**
 * Puts mails to staff into the ledger: new registrations, seats nearly gone, numbers not reached. Any number of workers sweep
 * every minute, as for reminders.
 */
@Injectable()
export class StaffNoticeSweep {
  private readonly logger = new Logger('staff notices');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly wake: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'staff-notices.sweep', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many mails were put into the ledger. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
    const dueBy = new Date(now.getTime() - SETTLING_MINUTES * MINUTE_MS);
    const created = { from: ago(GRACE_HOURS), createdFrom: ago(GRACE_HOURS + LONGEST_WAIT_HOURS) };
    const count =
      (await retrying(() => putNewRegistrations(this.db, { now, dueBy, ...created }))) +
      (await retrying(() => putNearlyFull(this.db, { now, since: ago(GRACE_HOURS) }))) +
      (await retrying(() => putBelowMinimum(this.db, { now })));
    if (count > 0) this.wake.wakeSoon();
    return count;
  }
}
