import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Analyser } from './analyser.js';
import { SearchIndex } from './search-index.js';

const READ = 'search.read';

/** Keeps what search compares, and has it read aloud where nobody wrote down how. One of the workers does, when something changed. */
@Injectable()
export class SearchSweep implements OnModuleInit {
  private readonly logger = new Logger('search');

  constructor(
    private readonly db: DataSource,
    private readonly index: SearchIndex,
    private readonly jobs: Jobs,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.jobs.work(READ, () => this.logged(() => this.sweep()));
  }

  @Cron(CronExpression.EVERY_MINUTE, { name: 'search.read', waitForCompletion: true })
  async everyMinute(): Promise<void> {
    if (!this.config.runsWorker) return;
    await this.logged(async () => {
      const [{ due }] = await this.db.query(
        `SELECT EXISTS (SELECT FROM search_changes) OR EXISTS (SELECT FROM search_texts WHERE NOT analysed) AS due`,
      );
      if (due) await this.jobs.wake(READ);
    });
  }

  /** What fails is repeated a minute later. */
  private async logged(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.logger.error(`reading failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** @returns how many programmes the analyser read */
  async sweep(): Promise<number> {
    await this.index.refresh();
    await using analyser = new Analyser();
    return await this.index.analyse(() => analyser);
  }
}
