import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Sessions } from '../../registrations/sessions/sessions.js';
import { daysOfMonth, type Month } from '../domain/digest-month.js';
import type { DigestContent } from './digest-content.js';
import { digestSessions } from './digest-sessions.queries.js';
import type { DigestReader } from './digest-subscriptions.queries.js';

/** What a month holds for a subscription, as it is now. */
@Injectable()
export class DigestMonths {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /** Its sessions in the organization's month that are not over, and how many undated ones it may get. */
  async of(
    reader: Pick<DigestReader, 'organizationId' | 'kinds' | 'audiences'>,
    month: Month,
  ): Promise<DigestContent> {
    const now = this.clock.now();
    const { ids, perhaps } = await digestSessions(this.db, reader, daysOfMonth(month));
    const held = ids.length > 0 ? await this.sessions.list({ ids }) : [];
    return { month, perhaps, sessions: held.filter(({ endsAt }) => endsAt === null || endsAt > now) };
  }
}
