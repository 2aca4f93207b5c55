import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { type AnswerCount, countOutdatedAnswers, eraseOutdatedAnswers } from './sensitive-answers.queries.js';

/** At half past three in the night of the process's zone: nobody waits for it. */
const EVERY_NIGHT = '0 30 3 * * *';

/**
 * Erases answers to sensitive questions before everything else, once they are no longer needed
 * (`organizations.sensitive_answers_days` after the last session). Any number of workers may.
 */
@Injectable()
export class SensitiveAnswersSweep {
  private readonly logger = new Logger('privacy');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Cron(EVERY_NIGHT, { name: 'registrations.sensitive-answers', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`erasing failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** Erases what is due. The log says how much, never whose. */
  async sweep(): Promise<AnswerCount> {
    const erased = await retrying(() => eraseOutdatedAnswers(this.db, this.clock.now()));
    if (erased.answers > 0)
      this.logger.log(
        `erased ${erased.answers} sensitive answer(s) of ${erased.registrations} registration(s)`,
      );
    return erased;
  }

  /** What a sweep would erase now. */
  due(): Promise<AnswerCount> {
    return countOutdatedAnswers(this.db, this.clock.now());
  }
}
