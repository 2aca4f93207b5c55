import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from './clock.js';
import { AppConfig } from './config/app-config.js';
import { type DatabaseOptions, dataSourceOptions } from './database/data-source.js';
import { DatabaseMarks } from './database/marks.js';
import { HealthController } from './http/health.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { Metrics } from './http/metrics.js';
import { ProcessMetrics } from './http/process-metrics.js';
import { PageCache } from './http/public-pages/page-cache.js';
import { PageMetrics } from './http/public-pages/page-metrics.js';
import { Jobs } from './jobs/jobs.js';
import { MailModule } from './mail/mail.module.js';
import { Pdfs } from './print/pdfs.js';
import { PrintBrowser } from './print/print-browser.js';
import { PrintThrottle } from './print/print-throttle.js';
import { Furigana } from './views/furigana/furigana.js';
import { Views } from './views/views.js';

/** Milliseconds between two attempts to reach the database at start. */
const CONNECT_RETRY_MS = 2000;

/** What every room stands on: configuration, clock, database, pages, queue, mail. */
@Global()
@Module({})
export class PlatformModule {
  static for(
    config: AppConfig,
    clock: Clock,
    schema: Pick<DatabaseOptions, 'entities' | 'migrations'>,
  ): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url: config.databaseUrl, ...schema }),
          retryDelay: CONNECT_RETRY_MS,
        }),
        ScheduleModule.forRoot(),
        MailModule,
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: Clock, useValue: clock },
        Views,
        Furigana,
        Jobs,
        Metrics,
        ProcessMetrics,
        PrintBrowser,
        PrintThrottle,
        Pdfs,
        DatabaseMarks,
        PageCache,
        PageMetrics,
      ],
      exports: [AppConfig, Clock, Views, Furigana, Jobs, Metrics, PageCache, MailModule, Pdfs, PrintThrottle],
    };
  }
}
