import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../organizations/audit/audit.js';
import { Organization } from '../organizations/organization.entity.js';
import type { Principal } from '../organizations/principal.js';
import { inTransaction } from '../platform/database/transaction.js';
import { type TownName, townNamed } from '../programmes/editing/editing.queries.js';
import { waitForTurn } from '../programmes/import/organization-turn.queries.js';
import { DomainError } from '../shared/domain-error.js';

/** What an organization adds in its own words to the page that says what is kept of whom. */
@Injectable()
export class PrivacyNotes {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly privacyNote: string | null }> {
    const organization = await townNamed(this.db, slugOrId);
    if (!organization) throw new DomainError('unknown');
    principal.require('owner', organization.id);
    const { privacyNote } = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, privacyNote };
  }

  /**
   * Saves what `decide` makes of what stands there at that moment.
   * @throws DomainError `unknown`, `forbidden`, and what `decide` throws
   */
  async change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: string | null) => string | null,
  ): Promise<void> {
    const { organization } = await this.edited(principal, slugOrId);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await tx.findOneByOrFail(Organization, { id: organization.id });
      const privacyNote = decide(row.privacyNote);
      if (privacyNote === row.privacyNote) return;
      await tx.update(Organization, organization.id, { privacyNote });
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'organization.privacy_note_changed',
        subjectId: organization.id,
        before: { privacyNote: row.privacyNote },
        after: { privacyNote },
      });
    });
  }
}
