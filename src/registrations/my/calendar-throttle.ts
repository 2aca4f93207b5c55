import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { admitOnce, countedTogether } from '../../platform/http/origin-throttle.js';

/** New addresses that one registration may ask for in a day: each leaves the hash of the former one behind. */
export const NEW_ADDRESSES_A_DAY = 20;
export const CALENDAR_WINDOW_SECONDS = 24 * 60 * 60;

/** Counts who asks for new addresses of a calendar: by registration, because those who share a network share no calendar. */
@Injectable()
export class CalendarThrottle {
  private readonly limiter: RateLimiterPostgres;

  constructor(db: DataSource) {
    this.limiter = countedTogether(db, {
      ...{ keyPrefix: 'calendar-address', points: NEW_ADDRESSES_A_DAY, seconds: CALENDAR_WINDOW_SECONDS },
    });
  }

  /** Not inside a transaction: it takes a connection of its own. @throws DomainError `too_many_attempts` */
  async admit(registrationId: string): Promise<void> {
    await admitOnce(this.limiter, registrationId);
  }
}
