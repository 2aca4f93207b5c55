import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { Jobs } from '../jobs/jobs.js';
import { LEASE_SECONDS } from './claims.js';
import { Delivery } from './delivery.js';
import { MailTransport } from './mail-transport.js';
import { DELIVER } from './mail-wake.js';

/** Milliseconds between two looks at the ledger that nobody asked for: letters whose time has come, lost wake-ups. */
const LOOK_EVERY_MS = 5000;

/** Milliseconds after which claims are renewed: a quarter of their lease, so that one that fails does not lose them. */
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 4;

/** Milliseconds that letters on their way have to finish when the process is asked to stop. */
const STOP_WITHIN_MS = 3000;

/** When a worker delivers: when woken, and by the clock. */
@Injectable()
export class DeliverySchedule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('mail');
  /** Runs while the server's pace holds letters back for less than the time between two looks. */
  private resuming: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly delivery: Delivery,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work(DELIVER, () => this.deliver());
  }

  @Interval('mail.look', LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.config.runsWorker) await this.deliver();
  }

  @Interval('mail.claims', RENEW_EVERY_MS)
  async keepClaims(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.delivery.keepClaims();
    } catch (error) {
      this.logger.error(`claims could not be renewed: ${(error as Error).message}`);
    }
  }

  /** While the database is still there: every claim gets its outcome. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.resuming);
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
      this.resume();
    } catch (error) {
      this.logger.error(`delivery stopped and will be tried again: ${(error as Error).message}`);
    }
  }

  /** Comes back when the pace allows, where that is before the next look. */
  private resume(): void {
    clearTimeout(this.resuming);
    const waitMs = (this.delivery.resumesAt?.getTime() ?? Number.NaN) - this.clock.now().getTime();
    if (waitMs > 0 && waitMs < LOOK_EVERY_MS) this.resuming = setTimeout(() => void this.look(), waitMs);
  }
}
