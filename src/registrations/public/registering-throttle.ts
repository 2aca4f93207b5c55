import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppConfig } from '../../platform/config/app-config.js';
import { OriginThrottle } from '../../platform/http/origin-throttle.js';

export const THROTTLE_WINDOW_SECONDS = 10 * 60;

/**
 * Counts the requests to register of each address, so that no script fills a course in a minute. The bound is wide: a city
 * hall, a school or a carrier's customers share one address.
 *
 * Each process counts for itself, in memory: taking a seat is the one hot path of the house, and a count in PostgreSQL would
 * cost it a second round trip and a row that every request writes. With several processes an address has as many times the
 * bound, which still ends what it is there to end. Addresses are forgotten with the window and are written nowhere.
 */
@Injectable()
export class RegisteringThrottle extends OriginThrottle {
  constructor(config: AppConfig) {
    const points = config.registrationsPerOrigin;
    super(points === 0 ? null : new RateLimiterMemory({ points, duration: THROTTLE_WINDOW_SECONDS }), config);
  }
}
