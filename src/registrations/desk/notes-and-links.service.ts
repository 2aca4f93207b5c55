import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { Registration } from '../registration.entity.js';
import { RegistrationNote } from '../registration-note.entity.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { DeskTurns } from './desk-turns.js';

/** What staff keep about a registration, and what they hand out of it. */
@Injectable()
export class NotesAndLinks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly turns: DeskTurns,
    private readonly tokens: RegistrationTokens,
  ) {}

  /** Adds a note; the registrant never sees it. @throws DomainError `unknown`, `forbidden` */
  async note(principal: Principal, id: string, text: string): Promise<void> {
    const registration = await this.turns.allowed(principal, id, 'reception');
    await inTransaction(this.db, async (tx) => {
      await tx.insert(RegistrationNote, {
        id: newId(),
        organizationId: registration.organizationId,
        registrationId: id,
        text,
        author: principal.actor,
        createdAt: this.clock.now(),
      });
      await this.turns.record(tx, principal, registration, { action: 'registration.noted' });
    });
  }

  /**
   * Makes a new secret link and takes the old one's worth away.
   * @returns the link, in the language of the registration
   * @throws DomainError `unknown`, `forbidden`, `conflict` where the registration has ended
   */
  async renewLink(principal: Principal, id: string): Promise<string> {
    const registration = await this.turns.allowed(principal, id, 'reception');
    return inTransaction(this.db, async (tx) => {
      const stored = await tx.findOneOrFail(Registration, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (stored.status === 'cancelled' || stored.status === 'declined') throw new DomainError('conflict');
      const tokenVersion = stored.tokenVersion + 1;
      const token = this.tokens.tokenOf({ id, tokenVersion });
      await tx.update(
        Registration,
        { id },
        { tokenVersion, tokenHash: this.tokens.hashOf(token), replacedLinkHash: null },
      );
      await this.turns.record(tx, principal, registration, { action: 'registration.link_renewed' });
      return this.tokens.manageUrl(token, stored.language);
    });
  }
}
