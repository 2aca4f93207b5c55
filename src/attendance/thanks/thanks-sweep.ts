import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { putDueThanks } from './thanks.queries.js';

/** Hours after its time in which thanks are still in place: attendance is often entered days later. */
const GRACE_HOURS = 72;

/** Puts thanks into the ledger when their time has come. Any number of workers sweep every minute, as for reminders. */
@Injectable()
export class ThanksSweep {
  private readonly logger = new Logger('thanks');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly wake: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'thanks.sweep', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many thanks were put into the ledger. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const from = new Date(now.getTime() - GRACE_HOURS * 3_600_000);
    const count = await retrying(() => putDueThanks(this.db, { now, from }));
    if (count > 0) this.wake.wakeSoon();
    return count;
  }
}
