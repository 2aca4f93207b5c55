import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v5 as idFrom } from 'uuid';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DomainError } from '../../shared/domain-error.js';
import { refuseErased } from '../erased.queries.js';
import { replaceLink } from '../my/link-replacing.js';
import { Registration } from '../registration.entity.js';
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
    private readonly mail: MailWake,
  ) {}

  /**
   * Adds a note; the registrant never sees it. The same `key` and text from the same author is the same note: a form sent
   * twice.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where who it was has been erased
   */
  async note(principal: Principal, id: string, text: string, key: string = randomUUID()): Promise<void> {
    const registration = await this.turns.allowed(principal, id, 'reception');
    const noteId = idFrom(JSON.stringify([principal.actor, key, text]), id);
    await inTransaction(this.db, async (tx) => {
      await refuseErased(tx, id);
      const [added] = await tx.query(
        `INSERT INTO registration_notes (id, organization_id, registration_id, text, author, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING RETURNING id`,
        [noteId, registration.organizationId, id, text, principal.actor, this.clock.now()],
      );
      if (added) await this.turns.record(tx, principal, registration, { action: 'registration.noted' });
    });
  }

  /**
   * Makes a new secret link and calendar address and takes the old ones' worth away. Where there is a mail address it goes there, and staff do not
   * see it.
   * @returns the link, in the language of the registration; null where it is mailed
   * @throws DomainError `unknown`, `forbidden`, `conflict` where the registration has ended
   */
  async renewLink(principal: Principal, id: string): Promise<string | null> {
    const registration = await this.turns.allowed(principal, id, 'reception');
    const manageUrl = await inTransaction(this.db, async (tx) => {
      const stored = await tx.findOneOrFail(Registration, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (stored.erasedAt || stored.status === 'cancelled' || stored.status === 'declined')
        throw new DomainError('conflict');
      const token = await replaceLink(tx, this.tokens, { id }, { requestHash: null, now: this.clock.now() });
      await this.turns.record(tx, principal, registration, { action: 'registration.link_renewed' });
      return stored.email || token === null ? null : this.tokens.manageUrl(token, stored.language);
    });
    this.mail.wakeSoon();
    return manageUrl;
  }
}
