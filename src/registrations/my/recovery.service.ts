import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { retrying } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { queueRecovery } from './recovery.queries.js';
import { RecoveryThrottle } from './recovery-throttle.js';

/** Milliseconds in which asking again sends nothing more. */
const BUCKET_MS = 10 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Mails that an address gets from one organization in 24 hours, from however many places they are asked for. */
export const RECOVERY_MAILS_A_DAY = 5;

/** Sends the links of an address to it. Whether the address is known makes no difference to who asks. */
@Injectable()
export class Recovery {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly mail: MailWake,
    private readonly throttle: RecoveryThrottle,
  ) {}

  /**
   * Queues one mail per organization with which the address has registrations. Known or not, and however often, it
   * answers the same.
   * @param origin network address of who asks
   * @throws DomainError `too_many_attempts`
   */
  async recover(email: string, origin: string): Promise<void> {
    await this.throttle.admit(origin);
    const now = this.clock.now();
    const request = {
      contactKey: this.tokens.contactKeyOf(email),
      bucket: Math.floor(now.getTime() / BUCKET_MS),
      most: RECOVERY_MAILS_A_DAY,
      since: new Date(now.getTime() - DAY_MS),
      now,
    };
    await retrying(() => queueRecovery(this.db, request));
    this.mail.wakeSoon();
  }
}
