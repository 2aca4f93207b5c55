import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { AppConfig } from '../config/app-config.js';
import { Jobs } from '../jobs/jobs.js';
import { Delivery } from './delivery.js';
import { MailTransport } from './mail-transport.js';
import { DELIVER } from './mail-wake.js';

/** Milliseconds between two looks at the ledger that nobody asked for: letters whose time has come, lost wake-ups. */
const LOOK_EVERY_MS = 5000;

/** Milliseconds that letters on their way have to finish when the process is asked to stop. */
const STOP_WITHIN_MS = 3000;

/** When a worker delivers: when woken, and by the clock. */
@Injectable()
export class DeliverySchedule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('mail');

  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly delivery: Delivery,
    private readonly transport: MailTransport,
  ) {}

  onModuleInit(): void {
    this.jobs.work(DELIVER, () => this.deliver());
  }

  @Interval('mail.look', LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.config.runsWorker) await this.deliver();
  }

  /** While the database is still there: every claim gets its outcome. */
  async beforeApplicationShutdown(): Promise<void> {
    const patience = setTimeout(() => this.transport.abort(), STOP_WITHIN_MS);
    await this.delivery.stop();
    clearTimeout(patience);
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async deliver(): Promise<void> {
    try {
      await this.delivery.deliverDue();
    } catch (error) {
      this.logger.error(`delivery stopped and will be tried again: ${(error as Error).message}`);
    }
  }
}
