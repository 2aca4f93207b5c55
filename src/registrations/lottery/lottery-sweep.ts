import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource, IsNull, Not } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { Course } from '../../programmes/course.entity.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { Lottery } from './lottery.entity.js';
import { queueStragglers } from './lottery-drawing.js';

/**
 * Whoever sends a request in the moment in which the draw happens may have been let in before it and be written after it: no
 * draw will decide on them. The clock puts them in the queue. Any number of workers may look.
 */
@Injectable()
export class LotterySweep {
  private readonly logger = new Logger('registrations');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly mail: MailWake,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, { name: 'registrations.lottery', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`the sweep of lotteries failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** A course that cannot be swept now keeps no other one waiting. @returns how many requests were put in the queue. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const drawn: { id: string }[] = await this.db.query(
      `SELECT DISTINCT lottery.id FROM lotteries lottery
       JOIN registrations registration ON registration.course_id = lottery.course_id
         AND registration.status = 'applied' AND NOT registration.membership
         AND (lottery.session_id IS NULL OR registration.session_id = lottery.session_id)
       JOIN courses course ON course.id = lottery.course_id AND course.lottery IS NOT NULL
       WHERE lottery.drawn_at IS NOT NULL`,
    );
    let queued = 0;
    for (const { id } of drawn) {
      try {
        queued += await this.queueLate(id, now);
      } catch (error) {
        this.logger.error(
          `the requests beside draw ${id} wait for the next sweep: ${(error as Error).message}`,
        );
      }
    }
    if (queued > 0) this.mail.wakeSoon();
    return queued;
  }

  private queueLate(id: string, now: Date): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      const lottery = await tx.findOneBy(Lottery, { id, drawnAt: Not(IsNull()) });
      if (!lottery) return 0;
      await lockPools(tx, { courseIds: [lottery.courseId] });
      // Where staff decide by now, a request that waits may be one for them.
      const course = await tx.findOneBy(Course, { id: lottery.courseId, lottery: Not(IsNull()) });
      return course ? queueStragglers(tx, lottery, { waitingList: course.waitingList, now }) : 0;
    });
  }
}
