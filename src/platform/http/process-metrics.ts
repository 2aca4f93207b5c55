import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Metrics, type Sample } from './metrics.js';

const PACKAGE = join(import.meta.dirname, '../../../package.json');
/** Milliseconds between two looks at the event loop; the histogram counts them as part of each delay. */
const RESOLUTION_MS = 20;
/** Nanoseconds in a second: the unit of the event loop's histogram, and that of Prometheus. */
const NANOSECONDS = 1e9;

/** What every process says of itself, its database and the ledger. */
@Injectable()
export class ProcessMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly eventLoop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly version: string = JSON.parse(readFileSync(PACKAGE, 'utf8')).version;

  constructor(
    private readonly metrics: Metrics,
    private readonly db: DataSource,
  ) {}

  onModuleInit(): void {
    this.eventLoop.enable();
    const gauge = (name: string, help: string, read: () => Promise<readonly Sample[]>) =>
      this.metrics.register({ name: `tsudoi_${name}`, help, type: 'gauge', read });
    gauge('uptime_seconds', 'Seconds since this process started.', async () => [{ value: process.uptime() }]);
    gauge('heap_bytes', 'JavaScript heap in use.', async () => [{ value: process.memoryUsage().heapUsed }]);
    gauge('resident_bytes', 'Memory of the process.', async () => [{ value: process.memoryUsage.rss() }]);
    gauge('event_loop_delay_seconds', 'How late timers were since the last look.', async () =>
      this.eventLoopDelay(),
    );
    gauge('database_up', '1 while the database answers.', async () => [{ value: await this.databaseUp() }]);
    gauge('build_info', 'Version of the application, of its schema and of Node.js.', () => this.build());
    gauge('messages', 'Messages in the ledger by state.', () =>
      this.count(
        `SELECT state AS name, count(*)::int AS value FROM messages GROUP BY state ORDER BY state`,
        'state',
      ),
    );
  }

  onApplicationShutdown(): void {
    this.eventLoop.disable();
  }

  private async count(sql: string, label: string): Promise<Sample[]> {
    const rows: { name: string; value: number }[] = await this.db.query(sql);
    return rows.map(({ name, value }) => ({ labels: { [label]: name }, value }));
  }

  private eventLoopDelay(): Sample[] {
    const samples = [0.5, 0.99].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: Math.max(0, this.eventLoop.percentile(quantile * 100) / NANOSECONDS - RESOLUTION_MS / 1000),
    }));
    this.eventLoop.reset();
    return samples;
  }

  private async databaseUp(): Promise<number> {
    return this.db.query('SELECT 1').then(
      () => 1,
      () => 0,
    );
  }

  private async build(): Promise<Sample[]> {
    const schema = await this.db.query('SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1').then(
      ([row]: { name: string }[]) => row?.name ?? 'none',
      () => 'unknown',
    );
    return [{ labels: { version: this.version, schema, node: process.version }, value: 1 }];
  }
}
