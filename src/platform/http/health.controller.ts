import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import { Public } from './public-route.js';

/** For whoever watches the process: is it alive, can it serve. */
@Public()
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly db: DataSource) {}

  /** The process answers; it says nothing about the database. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  health() {
    return { status: 'ok' };
  }

  /** @throws DomainError `unavailable` while the database cannot be reached. */
  @Get('readyz')
  @Header('cache-control', 'no-store')
  async ready() {
    try {
      await this.db.query('SELECT 1');
    } catch {
      throw new DomainError('unavailable', { retryAfterSeconds: 5 });
    }
    return { status: 'ready' };
  }
}
