import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { originOf } from '../../platform/http/origin.js';
import { DomainError } from '../../shared/domain-error.js';

const WINDOW_SECONDS = 15 * 60;
/** Times that one origin may ask in a window: a hall or a household shares one. */
export const DIGEST_ATTEMPTS = 10;

/** Counts who asks for the digest, in PostgreSQL, so that all replicas count together. Keys are hashes of network addresses. */
@Injectable()
export class DigestThrottle {
  private readonly perOrigin: RateLimiterPostgres;

  constructor(db: DataSource) {
    this.perOrigin = new RateLimiterPostgres({
      storeClient: db,
      storeType: 'typeorm',
      tableName: 'rate_limits',
      tableCreated: true,
      duration: WINDOW_SECONDS,
      keyPrefix: 'digest-origin',
      points: DIGEST_ATTEMPTS,
    });
  }

  /** @throws DomainError `too_many_attempts` with the seconds until the window ends */
  async admit(address: string): Promise<void> {
    const origin = createHash('sha256').update(originOf(address)).digest('base64url');
    try {
      await this.perOrigin.consume(origin);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new DomainError('too_many_attempts', {
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  }
}
