import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { foldFeedChanges } from './feed-revision.queries.js';

/**
 * While an organization is being worked on it may keep some marks, because each folding has its feeds rendered anew; afterwards it keeps
 * one, because the feed of all reads those of every organization.
 */
const FOLDING = { most: 32, quietMinutes: 10 };

/** Keeps the marks few by which polls learn whether something has changed: a large import leaves thousands. */
@Injectable()
export class FeedChangeSweep {
  private readonly logger = new Logger('feeds');

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'feeds.fold-changes', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many marks are gone. */
  async sweep(): Promise<number> {
    return retrying(() => foldFeedChanges(this.db, FOLDING));
  }
}
