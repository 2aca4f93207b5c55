import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { retrying } from '../database/transaction.js';
import { countForgottenAddresses, eraseForgottenAddresses } from './mail-addresses.queries.js';

/** At ten to four in the night of the process's zone: nobody waits for it. */
const EVERY_NIGHT = '0 50 3 * * *';

/**
 * Erases what organizations have learnt of mail addresses once it counts no longer: half a year after the last failure, whether
 * they were given up or not. Any number of workers may.
 */
@Injectable()
export class AddressSweep {
  private readonly logger = new Logger('privacy');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Cron(EVERY_NIGHT, { name: 'mail.addresses', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`erasing failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many were erased. The log says how many, never whose. */
  async sweep(): Promise<number> {
    const count = await retrying(() => eraseForgottenAddresses(this.db, this.clock.now()));
    if (count > 0) this.logger.log(`erased failures of ${count} mail address(es)`);
    return count;
  }

  /** How many a sweep would erase now. */
  due(): Promise<number> {
    return countForgottenAddresses(this.db, this.clock.now());
  }
}
