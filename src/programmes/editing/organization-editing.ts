import { Injectable } from '@nestjs/common';
import { DataSource, type DeepPartial } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal, Role } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { fieldOf } from '../import/asked.js';
import { fieldsThatDiffer } from '../import/differences.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import { type TownName, townNamed } from './editing.queries.js';

export interface EditedOrganization {
  readonly organization: TownName;
  readonly row: Organization;
}

/** Which settings of which organization somebody changes: whoever may, and what the audit log calls it. */
export interface OrganizationChange {
  readonly slugOrId: string;
  readonly role: Role;
  readonly action: `organization.${string}_changed`;
}

/** Changes settings that stand in the row of an organization: in its turn, with what is different in the audit log. */
@Injectable()
export class OrganizationEditing {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, slugOrId: string, role: Role): Promise<EditedOrganization> {
    const organization = await townNamed(this.db, slugOrId);
    if (!organization) throw new DomainError('unknown');
    principal.require(role, organization.id);
    const row = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, row };
  }

  /**
   * Writes the columns that `decide` makes of what is saved at that moment; nothing where they say the same.
   * @throws DomainError `unknown`, `forbidden`, and what `decide` throws
   */
  async change(
    principal: Principal,
    { slugOrId, role, action }: OrganizationChange,
    decide: (saved: Organization) => DeepPartial<Organization>,
  ): Promise<void> {
    const { organization } = await this.edited(principal, slugOrId, role);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await tx.findOneByOrFail(Organization, { id: organization.id });
      const columns = decide(row);
      const fields = fieldsThatDiffer(row, columns);
      if (fields.length === 0) return;
      await tx.update(Organization, organization.id, columns as object);
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action,
        subjectId: organization.id,
        before: Object.fromEntries(fields.map((field) => [field, fieldOf(row, field)])),
        after: Object.fromEntries(fields.map((field) => [field, fieldOf(columns, field)])),
      });
    });
  }
}
