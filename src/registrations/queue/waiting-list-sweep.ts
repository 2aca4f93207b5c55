import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { coursesToExtend, extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { endOffers, overdueOffers } from './offers.queries.js';
import { promoteFromQueue } from './promotion.js';
import { coursesThatCouldPromote } from './waiting-list.queries.js';

/**
 * Lets people in whom time lets in (I4): once the one full session of a course has begun, who waits for the whole course
 * needs seats in the others only; seats kept for residents become everybody's on a day; and an offer runs out. No act happens at that moment, so the clock looks; and it gives those who registered while a
 * session was being added to their course their place in it (I3). Any number of workers may.
 */
@Injectable()
export class WaitingListSweep {
  private readonly logger = new Logger('registrations');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly mail: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'registrations.waiting-list', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many registrations moved up. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    let promoted = 0;
    const overdue = await overdueOffers(this.db, now);
    const courseIds = new Set([
      ...overdue.map(({ courseId }) => courseId),
      ...(await coursesThatCouldPromote(this.db, now)),
      ...(await coursesToExtend(this.db, now)),
    ]);
    for (const courseId of courseIds) {
      try {
        promoted += await this.settle(courseId, now);
      } catch (error) {
        // One course that is busy or broken must not keep the others waiting.
        this.logger.error(`course ${courseId} will be looked at again: ${(error as Error).message}`);
      }
    }
    if (courseIds.size > 0) this.mail.wakeSoon();
    return promoted;
  }

  /** Ends what ran out in a course, gives those their places who lack one, and lets its queue move up. */
  private settle(courseId: string, now: Date): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      await lockPools(tx, { courseIds: [courseId] });
      await extendCourseRegistrations(tx, [courseId], now);
      const expired = await overdueOffers(tx, now, courseId);
      await endOffers(
        tx,
        expired.map(({ id }) => id),
        'expired',
        now,
      );
      return (await promoteFromQueue(tx, [courseId], now)).length;
    });
  }
}
