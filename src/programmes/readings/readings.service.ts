import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { type TownName, townNamed } from '../editing/editing.queries.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import type { TownWord } from './town-words.queries.js';
import { unreadNames } from './unread-names.js';

/** How an organization says that words of its own are read. */
@Injectable()
export class Readings {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly readings: readonly TownWord[] }> {
    const organization = await townNamed(this.db, slugOrId);
    if (!organization) throw new DomainError('unknown');
    principal.require('organizer', organization.id);
    const { readings } = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, readings };
  }

  /** Words in its names of which nobody said how they are read, with guesses. @throws DomainError `unknown`, `forbidden` */
  async suggested(principal: Principal, slugOrId: string): Promise<TownWord[]> {
    const { organization } = await this.edited(principal, slugOrId);
    return unreadNames(this.db, organization.id, organization.slug);
  }

  /**
   * Puts the words that `decide` gives in the place of those that are saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, and whatever `decide` throws
   */
  async change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: readonly TownWord[]) => readonly TownWord[],
  ): Promise<void> {
    const { organization } = await this.edited(principal, slugOrId);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const { readings: before } = await tx.findOneByOrFail(Organization, { id: organization.id });
      const after = decide(before).map(({ text, reading }) => ({ text, reading }));
      const plain = (words: readonly TownWord[]) => words.map(({ text, reading }) => [text, reading]);
      if (JSON.stringify(plain(before)) === JSON.stringify(plain(after))) return;
      await tx.update(Organization, organization.id, { readings: after });
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'organization.readings_changed',
        subjectId: organization.id,
        before: { readings: before },
        after: { readings: after },
      });
    });
  }
}
