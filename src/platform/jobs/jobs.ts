import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { AppConfig } from '../config/app-config.js';

/** Seconds between two looks of a worker at its queue. */
const POLL_SECONDS = 1;
/** Connections that the queue may hold besides the pool of the house. */
const QUEUE_CONNECTIONS = 2;

type Work = () => Promise<void>;

/**
 * Who does the background work now: pg-boss keeps, per kind of work, at most one wake-up waiting, and hands it to one of any
 * number of worker processes. What is to be done is in our own tables; a wake-up that is lost costs time, never work,
 * because the clock wakes each kind again.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('jobs');
  private readonly boss: PgBoss;
  private readonly works = new Map<string, Work>();
  private started = false;

  constructor(private readonly config: AppConfig) {
    this.boss = new PgBoss({
      connectionString: config.databaseUrl,
      max: QUEUE_CONNECTIONS,
      application_name: 'tsudoi-jobs',
      schedule: false,
      migrate: false,
      createSchema: false,
    });
    this.boss.on('error', (error) => this.logger.error(`queue: ${error.message}`));
  }

  /** Names the work that a wake-up of `name` does; to be called while modules initialise. */
  work(name: string, work: Work): void {
    this.works.set(name, work);
  }

  /**
   * Wakes the workers for `name`, unless a wake-up already waits. Call it after the commit. It never fails the act that
   * called it: what is lost here, the next tick of the clock finds.
   */
  async wake(name: string): Promise<void> {
    if (!this.started) return;
    try {
      await this.boss.send(name, {}, { singletonKey: name });
    } catch (error) {
      this.logger.warn(`could not wake ${name}: ${(error as Error).message}`);
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    for (const [name, work] of this.works) {
      await this.boss.createQueue(name, { policy: 'short', retryLimit: 0, expireInSeconds: 600 });
      if (this.config.runsWorker) {
        await this.boss.work(name, { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 }, async () =>
          work(),
        );
      }
    }
    this.started = true;
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.started) return;
    this.started = false;
    await this.boss.stop({ graceful: true, timeout: 10_000, close: true });
  }
}
