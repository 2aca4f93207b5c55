import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { inTransaction, retrying } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import type { DigestRequestDto, DigestSettingsDto } from './digest.dto.js';
import type { DigestSubscription } from './digest-subscription.entity.js';
import {
  type DigestReader,
  digestOrganizations,
  digestReaderByToken,
  keepDigest,
  leaveDigest,
  refuseDigest,
  requestDigest,
} from './digest-subscriptions.queries.js';
import { DigestThrottle } from './digest-throttle.js';
import { DigestTokens } from './digest-tokens.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Milliseconds in which asking again sends nothing more. */
const BUCKET_MS = 10 * 60 * 1000;
/** Mails that ask for a yes which an address gets in 24 hours, and in seven times as many, whoever asks of whichever organization. */
export const CONFIRM_MAILS_A_DAY = 3;
export const CONFIRM_MAILS_A_WEEK = 6;
/** Days for which an address is not asked after its reader has refused a wish. */
export const REFUSED_DAYS = 30;
/** Days after which a wish that nobody said yes to is forgotten. */
export const PENDING_DAYS = 7;

/** Who gets the digest: asked for on a page, said yes to by mail, changed and left behind a link. */
@Injectable()
export class DigestSubscriptions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: DigestTokens,
    private readonly mail: MailWake,
    private readonly throttle: DigestThrottle,
  ) {}

  /**
   * Keeps the wish and mails its link to the address; for one that gets the digest already, only the link; for one that
   * refused lately, nothing. Who asks cannot tell the one from the other.
   * @param origin network address of who asks
   * @throws DomainError `too_many_attempts`; `invalid` for an organization that does not exist
   */
  async request({ organization, email, ...settings }: DigestRequestDto, origin: string): Promise<void> {
    const wanted = (await digestOrganizations(this.db)).find(({ slug }) => slug === organization);
    if (!wanted) throw new DomainError('invalid', { faults: [{ field: 'organization', code: 'isIn' }] });
    await this.throttle.admit(origin);
    const now = this.clock.now();
    const id = newId();
    await inTransaction(this.db, (tx) =>
      requestDigest(tx, {
        ...settings,
        ...{ organizationId: wanted.id, email, id, now },
        tokenHash: this.tokens.hashOf(this.tokens.tokenOf(id)),
        bucket: Math.floor(now.getTime() / BUCKET_MS),
        most: { ofDay: CONFIRM_MAILS_A_DAY, ofWeek: CONFIRM_MAILS_A_WEEK },
        askedAfter: this.oldest(),
        refusalKey: this.tokens.refusalKeyOf(email),
      }),
    );
    this.mail.wakeSoon();
  }

  /** The subscription behind a link; null where it was left, never was, or was not said yes to in time. */
  async behind(token: string): Promise<DigestReader | null> {
    const reader = await digestReaderByToken(this.db, this.tokens.hashOf(token));
    return reader && (reader.status === 'active' || reader.createdAt > this.oldest()) ? reader : null;
  }

  /** Says yes, with these settings; or changes them. @returns false where there is nothing behind the link */
  keep(token: string, { audiences, kinds, language, discreet }: DigestSettingsDto): Promise<boolean> {
    const settings = { audiences, kinds, language, discreet };
    const now = this.clock.now();
    return retrying(() =>
      keepDigest(this.db, this.tokens.hashOf(token), { ...settings, now, askedAfter: this.oldest() }),
    );
  }

  /**
   * Ends the subscription; nothing of it is kept. Who leaves what they never said yes to is asked no more for a while.
   * @returns what it was; null where there is nothing behind the link
   */
  leave(token: string): Promise<DigestSubscription['status'] | null> {
    const until = new Date(this.clock.now().getTime() + REFUSED_DAYS * DAY_MS);
    return inTransaction(this.db, async (tx) => {
      const left = await leaveDigest(tx, this.tokens.hashOf(token));
      if (left?.status === 'pending') await refuseDigest(tx, this.tokens.refusalKeyOf(left.email), until);
      return left?.status ?? null;
    });
  }

  private oldest(): Date {
    return new Date(this.clock.now().getTime() - PENDING_DAYS * DAY_MS);
  }
}
