import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics.js';
import { PageCache } from './page-cache.js';

/** What public pages cost this process. */
@Injectable()
export class PageMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly pages: PageCache,
  ) {}

  onModuleInit(): void {
    this.metrics.register({
      name: 'tsudoi_public_pages_total',
      help: 'Public pages sent by this process, by where they came from.',
      type: 'counter',
      read: async () =>
        Object.entries(this.pages.outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
    });
    const gauge = (name: string, help: string, read: () => number) =>
      this.metrics.register({ name, help, type: 'gauge', read: async () => [{ value: read() }] });
    gauge('tsudoi_kept_pages', 'Public pages kept by this process.', () => this.pages.pages);
    gauge('tsudoi_kept_page_bytes', 'Memory of the public pages kept.', () => this.pages.bytes);
  }
}
