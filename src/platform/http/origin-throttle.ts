import { createHash } from 'node:crypto';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
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

/** Counts who asks. Keys are hashes of network addresses. */
export abstract class OriginThrottle {
  /** @param limiter null: there is no limit */
  protected constructor(private readonly limiter: RateLimiterAbstract | null) {}

  /** @throws DomainError `too_many_attempts` with the seconds until the window ends */
  async admit(address: string): Promise<void> {
    if (!this.limiter) return;
    await admitOnce(this.limiter, createHash('sha256').update(originOf(address)).digest('base64url'));
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
