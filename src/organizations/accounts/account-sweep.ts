import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { retrying } from '../../platform/database/transaction.js';
import { SecondFactors } from './second-factor/second-factors.js';

/** At ten past four in the night of the process's zone: nobody waits for it. */
const EVERY_NIGHT = '0 10 4 * * *';

/** Days for which an offer of a role is kept after it was taken, withdrawn or too old: name and address of whom it was made to. */
export const INVITATION_DAYS = 90;

/** What is kept no longer; $1 now. */
const OVER = {
  /** Addresses and names to whom a role was offered. */
  invitations: `staff_invitations
    WHERE least(coalesce(accepted_at, withdrawn_at, expires_at), expires_at) < $1::timestamptz - interval '${INVITATION_DAYS} days'`,
  /** Links for new passwords, a day after they were good. */
  passwordLinks: `password_resets WHERE expires_at < $1::timestamptz - interval '1 day'`,
  /** Sessions that have ended, and sign-ins that were begun and not finished. */
  sessions: 'staff_sessions WHERE expires_at <= $1',
  challenges: 'staff_challenges WHERE expires_at <= $1',
} as const;

/** What is, or would be, erased of accounts. */
export interface AccountCount {
  readonly invitations: number;
  readonly passwordLinks: number;
  /** Sessions that are over, sign-ins half done, and secrets of applications that nobody confirmed. */
  readonly leftovers: number;
}

/** Erases what is left of invitations, links, sessions and sign-ins. Any number of workers may. */
@Injectable()
export class AccountSweep {
  private readonly logger = new Logger('privacy');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly factors: SecondFactors,
  ) {}

  @Cron(EVERY_NIGHT, { name: 'accounts.erase', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`erasing failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /** Erases what is due. The log says how many, never whose. */
  async sweep(): Promise<AccountCount> {
    const erase = (what: string) =>
      retrying(async () => {
        const [, count]: [unknown, number] = await this.db.query(`DELETE FROM ${what}`, [this.clock.now()]);
        return count;
      });
    const counted = await this.counted(erase, () => this.factors.forgetPending());
    if (counted.invitations > 0) this.logger.log(`erased ${counted.invitations} former invitation(s)`);
    return counted;
  }

  /** What a sweep would erase now. */
  async due(): Promise<AccountCount> {
    const count = async (what: string) => {
      const [row] = await this.db.query(`SELECT count(*)::int AS n FROM ${what}`, [this.clock.now()]);
      return row.n as number;
    };
    return this.counted(count, () => this.factors.countPending());
  }

  private async counted(
    each: (what: string) => Promise<number>,
    pending: () => Promise<number>,
  ): Promise<AccountCount> {
    return {
      invitations: await each(OVER.invitations),
      passwordLinks: await each(OVER.passwordLinks),
      leftovers: (await each(OVER.sessions)) + (await each(OVER.challenges)) + (await pending()),
    };
  }
}
