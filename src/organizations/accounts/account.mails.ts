import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import {
  type Composed,
  type MailComposer,
  MailComposers,
  type NotWanted,
} from '../../platform/mail/composers.js';
import type { Message } from '../../platform/mail/message.entity.js';
import { AccountLetters } from './account-letters.js';
import { occasionOfInvitation, STAFF_ACCOUNT_MAILS } from './account-mail-kinds.js';
import { invitationInMail, passwordInMail, resetInMail } from './account-mails.queries.js';
import { MailLinks } from './mail-links.js';

const SUPERSEDED: NotWanted = { notWanted: 'superseded' };

/** Writes them from what is so when they are sent. */
@Injectable()
export class AccountMails implements MailComposer, OnModuleInit {
  readonly kinds = STAFF_ACCOUNT_MAILS;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly composers: MailComposers,
    private readonly links: MailLinks,
    private readonly letters: AccountLetters,
  ) {}

  onModuleInit(): void {
    this.composers.register(this);
  }

  async compose(message: Message): Promise<Composed> {
    switch (message.kind) {
      case 'staff_invitation':
        return this.invitation(message);
      case 'staff_password':
        return this.password(message);
      default:
        return this.factorsReset(message);
    }
  }

  private async invitation({ subjectId, occasion }: Message): Promise<Composed> {
    const invitation = await invitationInMail(this.db, subjectId, this.clock.now());
    if (!invitation || occasion !== occasionOfInvitation(subjectId, invitation.version)) return SUPERSEDED;
    const token = this.links.tokenOf('invitation', subjectId, invitation.version);
    const url = this.links.urlOf('invitation', token, 'ja');
    return this.letters.write('staff_invitation', invitation, {
      url,
      facts: { role: invitation.role, until: invitation.expiresAt },
    });
  }

  private async password({ subjectId, organizationId }: Message): Promise<Composed> {
    const reset = await passwordInMail(this.db, { id: subjectId, organizationId, now: this.clock.now() });
    if (!reset) return SUPERSEDED;
    const url = this.links.urlOf('password', this.links.tokenOf('password', subjectId), reset.language);
    return this.letters.write('staff_password', reset, { url, facts: { until: reset.expiresAt } });
  }

  private async factorsReset({ subjectId, organizationId }: Message): Promise<Composed> {
    const member = await resetInMail(this.db, { id: subjectId, organizationId });
    if (!member) return SUPERSEDED;
    return this.letters.write('staff_factors_reset', member, { url: null, facts: {} });
  }
}
