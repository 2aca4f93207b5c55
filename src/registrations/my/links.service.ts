import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DomainError } from '../../shared/domain-error.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { replaceLink } from './link-replacing.js';
import { linkReplacedBy } from './links.queries.js';

/** What came in the place of another link; null where it was mailed, so that only who reads the mail has it. */
export interface NewLink {
  readonly manageUrl: string | null;
  /** Null too where the calendar has been stopped. */
  readonly calendarUrl: string | null;
}

/** Replacing the secret link of a registration, where the old one is in wrong hands. */
@Injectable()
export class Links {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly mail: MailWake,
  ) {}

  /**
   * Makes a new link; the old one, and the calendar address that goes with it, are worth nothing from then on. It is mailed
   * where there is an address. The same `key` from the same old link is the same request: a form sent twice.
   * @throws DomainError `unknown`
   */
  async replace(token: string, key: string): Promise<NewLink> {
    const tokenHash = this.tokens.hashOf(token);
    const requestHash = createHash('sha256').update(`${token}:${key}`).digest('hex');
    await inTransaction(this.db, (tx) =>
      replaceLink(tx, this.tokens, { tokenHash }, { requestHash, now: this.clock.now() }),
    );
    this.mail.wakeSoon();
    const replaced = await linkReplacedBy(this.db, requestHash);
    if (!replaced) throw new DomainError('unknown');
    if (replaced.email) return { manageUrl: null, calendarUrl: null };
    const fresh = this.tokens.tokenOf(replaced);
    return {
      manageUrl: this.tokens.manageUrl(fresh, replaced.language),
      calendarUrl: this.tokens.calendarUrlOf(replaced, fresh),
    };
  }
}
