import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { Message } from '../../platform/mail/message.entity.js';
import { newId } from '../../shared/ids.js';
import type { StaffAccountMail } from './account-mail-kinds.js';

/** A mail about an account, to one recipient. */
export interface AccountLetter {
  readonly kind: StaffAccountMail;
  readonly organizationId: string;
  readonly recipient: string;
  readonly subjectId: string;
  readonly occasion: string;
}

/** Puts mails about accounts into the ledger, in the transaction of what they tell. */
@Injectable()
export class StaffLedger {
  constructor(
    private readonly clock: Clock,
    private readonly wake: MailWake,
  ) {}

  async put(tx: EntityManager, letter: AccountLetter): Promise<void> {
    const now = this.clock.now();
    await tx.insert(Message, { id: newId(), ...letter, dueAt: now, createdAt: now });
  }

  /** After the commit. */
  wakeSoon(): void {
    this.wake.wakeSoon();
  }
}
