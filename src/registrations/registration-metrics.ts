import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Metrics } from '../platform/http/metrics.js';

/** How many registrations there are, for `/metrics`: totals of the whole installation, of no organization. */
@Injectable()
export class RegistrationMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly db: DataSource,
  ) {}

  onModuleInit(): void {
    this.metrics.register({
      name: 'tsudoi_registrations',
      help: 'Registrations by status.',
      type: 'gauge',
      read: async () => {
        const rows: { status: string; value: number }[] = await this.db.query(
          'SELECT status, count(*)::int AS value FROM registrations GROUP BY status ORDER BY status',
        );
        return rows.map(({ status, value }) => ({ labels: { status }, value }));
      },
    });
  }
}
