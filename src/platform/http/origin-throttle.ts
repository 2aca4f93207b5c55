import { createHmac } from 'node:crypto';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import type { AppConfig } from '../config/app-config.js';
import { originOf } from './origin.js';

/** How often one origin may ask. */
export interface OriginLimit {
  /** What is counted, apart from all other counts. */
  readonly keyPrefix: string;
  readonly points: number;
  readonly seconds: number;
}

/** A count in PostgreSQL, so that all replicas count together. */
export function countedTogether(
  db: DataSource,
  { keyPrefix, points, seconds }: OriginLimit,
): RateLimiterPostgres {
  return new RateLimiterPostgres({
    ...{ storeClient: db, storeType: 'typeorm', tableName: 'rate_limits', tableCreated: true },
    ...{ duration: seconds, keyPrefix, points },
  });
}

/**
 * Under what something about a person is counted: cannot be led back to it without the application's secret, as a bare hash could,
 * since there are few enough network addresses to try them all.
 */
export function countedKeyOf({ secret }: Pick<AppConfig, 'secret'>, text: string): string {
  return createHmac('sha256', secret).update(`counted:${text}`).digest('base64url');
}

/** Counts who asks, by keys that do not tell network addresses. */
export abstract class OriginThrottle {
  /** @param limiter null: there is no limit */
  protected constructor(
    private readonly limiter: RateLimiterAbstract | null,
    private readonly config: Pick<AppConfig, 'secret'>,
  ) {}

  /** @throws DomainError `too_many_attempts` with the seconds until the window ends */
  async admit(address: string): Promise<void> {
    if (!this.limiter) return;
    await admitOnce(this.limiter, countedKeyOf(this.config, originOf(address)));
  }
}

/** Counts one more time. @throws DomainError `too_many_attempts` with the seconds until the window ends */
export async function admitOnce(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new DomainError('too_many_attempts', {
      retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
    });
  }
}
