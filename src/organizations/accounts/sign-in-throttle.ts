import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { originOf } from '../../platform/http/origin.js';
import { countedKeyOf } from '../../platform/http/origin-throttle.js';
import { DomainError } from '../../shared/domain-error.js';

const WINDOW_SECONDS = 15 * 60;
/** Failures that one account may have in a window. */
export const ACCOUNT_ATTEMPTS = 5;
/** Failures that may come from one address in a window: an office shares one. */
export const ADDRESS_ATTEMPTS = 20;

/**
 * Counts failed sign-ins per account and per address, in PostgreSQL, so that all replicas count together. An account is
 * closed for the rest of the window whoever guesses; whether it exists makes no difference. The table
 * holds no addresses: without the application's secret its keys cannot be led back to any.
 */
@Injectable()
export class SignInThrottle {
  private readonly perAccount: RateLimiterPostgres;
  private readonly perAddress: RateLimiterPostgres;

  constructor(
    db: DataSource,
    private readonly config: AppConfig,
  ) {
    const limiter = (keyPrefix: string, points: number) =>
      new RateLimiterPostgres({
        storeClient: db,
        storeType: 'typeorm',
        tableName: 'rate_limits',
        tableCreated: true,
        duration: WINDOW_SECONDS,
        keyPrefix,
        points,
      });
    this.perAccount = limiter('sign-in-account', ACCOUNT_ATTEMPTS);
    this.perAddress = limiter('sign-in-address', ADDRESS_ATTEMPTS);
  }

  /**
   * Counts this attempt before its password is looked at: of many at once, no more than allowed get through.
   * @throws DomainError `too_many_attempts` with the seconds until the window ends.
   */
  async admit(account: string, address: string): Promise<void> {
    try {
      await this.perAddress.consume(this.keyOf(originOf(address)));
      await this.perAccount.consume(this.keyOf(account));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new DomainError('too_many_attempts', {
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  }

  /** Takes back what `admit` counted: the password was right. */
  async succeeded(account: string, address: string): Promise<void> {
    await this.perAccount.delete(this.keyOf(account));
    await this.perAddress.reward(this.keyOf(originOf(address)));
  }

  private keyOf(text: string): string {
    return countedKeyOf(this.config, text);
  }
}
