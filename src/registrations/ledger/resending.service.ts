import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, inTransaction } from '../../platform/database/transaction.js';
import { liftSuppression } from '../../platform/mail/mail-addresses.queries.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { type MessageState, ONE_MESSAGE } from '../../platform/mail/message.entity.js';
import { type OwnedProgramme, ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { actedRegistration } from '../my/acted-registration.queries.js';
import {
  type LockedMessage,
  lockedMessage,
  lockedUndelivered,
  queueAgain,
  settle,
} from './resending.queries.js';

/** States from which a message can go again. What is no longer true is not told again. */
const CAN_GO_AGAIN: readonly MessageState[] = ['sent', 'uncertain', 'delayed', 'bounced', 'suppressed'];

/** What staff do about messages that did not arrive. Each act is one transaction and one entry in the audit log. */
@Injectable()
export class Resending {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /**
   * Sends a message again, to the address that its registration has now, also where that address was given up. Whether it is
   * still true is decided when it is delivered, as the first time.
   * @throws DomainError `unknown`; `conflict` where it is on its way already, no longer true, without an address, not wanted,
   * or told to the new address before
   */
  async again(principal: Principal, id: string): Promise<void> {
    const scope = await this.access.scope(principal, 'organizer');
    await this.inTransaction(async (tx) => {
      const message = isUuid(id) ? await lockedMessage(tx, scope, id) : undefined;
      if (!message) throw new DomainError('unknown');
      if (!(await this.queue(tx, message))) throw refused('messageToldThere');
      await this.record(tx, principal, 'message.resent', [message]);
    });
    this.mail.wakeSoon();
  }

  /**
   * Sends again everything about a registration that did not arrive.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where nothing is left to send
   */
  async allAgain(principal: Principal, registrationId: string): Promise<void> {
    const asHost = await this.isHost(principal, registrationId);
    const now = this.clock.now();
    await this.inTransaction(async (tx) => {
      const messages = await lockedUndelivered(tx, registrationId, { now, asHost });
      const waiting = messages.filter(({ state }) => state !== 'queued');
      if (waiting.length === 0) throw refused('messageQueued');
      for (const message of waiting) {
        // Told at the new address already: nothing is left to tell.
        if (!(await this.queue(tx, message))) await settle(tx, [message.id], now);
      }
      await this.record(tx, principal, 'message.resent', waiting);
    });
    this.mail.wakeSoon();
  }

  /**
   * Writes down that somebody was told by telephone what did not arrive. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden`
   */
  async told(principal: Principal, registrationId: string): Promise<void> {
    const asHost = await this.isHost(principal, registrationId);
    const now = this.clock.now();
    await this.inTransaction(async (tx) => {
      const messages = await lockedUndelivered(tx, registrationId, { now, asHost });
      if (messages.length === 0) return;
      await settle(
        tx,
        messages.map(({ id }) => id),
        now,
      );
      await this.record(tx, principal, 'message.told_by_telephone', messages);
    });
  }

  /** @throws DomainError `conflict` where the same is told to the new address by somebody else at this moment */
  private async inTransaction(act: (tx: EntityManager) => Promise<void>): Promise<void> {
    try {
      await inTransaction(this.db, act);
    } catch (error) {
      throw constraintOf(error) === ONE_MESSAGE ? refused('messageToldThere') : error;
    }
  }

  /** @returns false where the same was told to the address that it would go to. */
  private async queue(tx: EntityManager, message: LockedMessage): Promise<boolean> {
    if (message.state === 'queued' || message.state === 'claimed') throw refused('messageQueued');
    if (!CAN_GO_AGAIN.includes(message.state)) throw refused('messageNotNeeded');
    const recipient = addressFor(message);
    if (recipient === null) throw refused('messageWithoutAddress');
    // A link that somebody asked for comes whatever mails they want.
    if (!message.wantsMail && message.kind !== 'recovery') throw refused('messageUnwanted');
    await liftSuppression(tx, { organizationId: message.organizationId, recipient });
    return queueAgain(tx, message, recipient, this.clock.now());
  }

  private record(
    tx: EntityManager,
    { actor }: Principal,
    action: string,
    messages: readonly LockedMessage[],
  ): Promise<void> {
    const [{ organizationId, registrationId, id }] = messages as readonly [LockedMessage];
    return this.audit.record(tx, {
      ...{ organizationId, actor, action, subjectId: registrationId ?? id },
      before: { states: messages.map(({ state }) => state) },
      after: { messages: messages.map((message) => message.id), kinds: messages.map(({ kind }) => kind) },
    });
  }

  /** True for whoever reaches the registration by hosting its programme. */
  private async isHost(principal: Principal, registrationId: string): Promise<boolean> {
    const registration: OwnedProgramme | null = isUuid(registrationId)
      ? await actedRegistration(this.db, { id: registrationId })
      : null;
    if (!registration) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', registration);
    return !principal.organizationsWith('organizer').includes(registration.organizationId);
  }
}

/**
 * Where it goes now: a registration may have another address, or none any more. A mail that lists the links of an address is
 * about that address, and what is about no registration goes where it went.
 */
function addressFor({ registrationId, listsLostLinks, recipient, email }: LockedMessage): string | null {
  if (registrationId === null || listsLostLinks) return recipient || null;
  return email;
}

function refused(code: string): DomainError {
  return new DomainError('conflict', { faults: [{ field: 'message', code }] });
}
