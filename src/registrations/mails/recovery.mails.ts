import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type Composed, type MailComposer, MailComposers } from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { NOT_WANTED, otherReader } from './not-wanted.js';
import { RecoveryWriter } from './recovery-writer.js';
import { registrationsOfContact, registrationToNotify } from './registrations.mails.queries.js';

/** What the occasion begins with where somebody had one link replaced by a new one; else links were lost. */
const REPLACED = 'link:';

/**
 * The mail to someone who has lost their links: all active registrations of that address in that organization; or to someone
 * who had one replaced: that one. Links are as they are when it is sent. It is not repeated: whoever does not get it asks again.
 */
@Injectable()
export class RecoveryMails implements MailComposer, OnModuleInit {
  readonly kinds = ['recovery'];

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly tokens: RegistrationTokens,
    private readonly writer: RecoveryWriter,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<Composed> {
    const now = this.clock.now();
    if (message.occasion.startsWith(REPLACED)) {
      const registration = await registrationToNotify(this.db, message.subjectId);
      if (!registration) return NOT_WANTED.gone;
      const other = otherReader(message.recipient, registration.email);
      return other ?? this.writer.write('mail.link_replaced', [registration], now);
    }
    const { recipient, organizationId } = message;
    const contactKey = this.tokens.contactKeyOf(recipient);
    const [first, ...others] = await registrationsOfContact(this.db, { contactKey, organizationId, now });
    return first ? this.writer.write('mail.recovery', [first, ...others], now) : NOT_WANTED.gone;
  }
}
