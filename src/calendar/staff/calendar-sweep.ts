import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import {
  countOldRevocations,
  eraseOldRevocations,
} from '../../registrations/entries/revoked-calendars.queries.js';
import { countOrphanedFigures, eraseOrphanedFigures } from './seat-figures.queries.js';

/** At four in the night of the process's zone: nobody waits for it. */
const EVERY_NIGHT = '0 0 4 * * *';

/** What is, or would be, erased of calendars. */
export interface CalendarCount {
  /** Hashes of addresses that went two years ago. */
  readonly addresses: number;
  /** Sessions whose seats were written down and which are gone for good. */
  readonly figures: number;
}

/** Erases what nobody asks of calendars any more. Any number of workers may. */
@Injectable()
export class CalendarSweep {
  private readonly logger = new Logger('privacy');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Cron(EVERY_NIGHT, { name: 'calendar.erase', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`erasing failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** Erases what is due. */
  async sweep(): Promise<CalendarCount> {
    const addresses = await retrying(() => eraseOldRevocations(this.db, this.clock.now()));
    const figures = await retrying(() => eraseOrphanedFigures(this.db));
    if (addresses > 0) this.logger.log(`erased hashes of ${addresses} former calendar address(es)`);
    return { addresses, figures };
  }

  /** What a sweep would erase now. */
  async due(): Promise<CalendarCount> {
    return {
      addresses: await countOldRevocations(this.db, this.clock.now()),
      figures: await countOrphanedFigures(this.db),
    };
  }
}
