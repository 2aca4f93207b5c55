import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { accentFindings } from '../domain/look-rules.js';
import { type TownName, townNamed } from '../editing/editing.queries.js';
import { fieldOf } from '../import/asked.js';
import { fieldsThatDiffer } from '../import/differences.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import type { LookDto } from './look.dto.js';

export interface EditedLook {
  readonly organization: TownName;
  readonly words: Required<LookDto>;
}

/** The colour of an organization's pages, and the reading of its name. */
@Injectable()
export class Looks {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, slugOrId: string): Promise<EditedLook> {
    const organization = await townNamed(this.db, slugOrId);
    if (!organization) throw new DomainError('unknown');
    principal.require('organizer', organization.id);
    const { accent, nameKana } = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, words: { accent, nameKana } };
  }

  /**
   * Changes what `decide` wants changed of what is saved at that moment.
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  async change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: Required<LookDto>) => LookDto,
  ): Promise<void> {
    const { organization } = await this.edited(principal, slugOrId);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await tx.findOneByOrFail(Organization, { id: organization.id });
      const { accent = row.accent, nameKana = row.nameKana } = decide({
        accent: row.accent,
        nameKana: row.nameKana,
      });
      refuseIllegible(accent);
      const columns = { accent: accent?.toLowerCase() ?? null, nameKana };
      const fields = fieldsThatDiffer(row, columns);
      if (fields.length === 0) return;
      await tx.update(Organization, organization.id, columns);
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'organization.look_changed',
        subjectId: organization.id,
        before: Object.fromEntries(fields.map((field) => [field, fieldOf(row, field)])),
        after: Object.fromEntries(fields.map((field) => [field, fieldOf(columns, field)])),
      });
    });
  }
}

/** @throws DomainError `invalid` for a colour that cannot be read, with the nearest that can */
export function refuseIllegible(accent: string | null | undefined): void {
  const faults = accentFindings(accent, ['accent']).map(({ code, params }) => ({
    field: 'accent',
    code: `look.${code}`,
    params,
  }));
  if (faults.length > 0) throw new DomainError('invalid', { faults });
}
