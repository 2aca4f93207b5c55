import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import type { FileClosure } from '../domain/closure-file.js';
import { fieldOf } from '../import/asked.js';
import { fieldsThatDiffer } from '../import/differences.js';
import { waitForTurn } from '../import/organization-turn.queries.js';
import type { ClosuresChangeDto, ClosuresDto } from './closures.dto.js';
import { type TownName, townNamed } from './editing.queries.js';
import { closureFaults, deskFaults } from './file-rule-faults.js';
import { withoutNulls } from './said.js';

/**
 * When an organization is closed: rules leave these days out when they are next applied; sessions that are planned stay. When
 * it answers, and for how long it keeps answers to sensitive questions.
 */
@Injectable()
export class Closures {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly words: ClosuresDto }> {
    const organization = await townNamed(this.db, slugOrId);
    if (!organization) throw new DomainError('unknown');
    principal.require('organizer', organization.id);
    const row = await this.db.manager.findOneByOrFail(Organization, { id: organization.id });
    return { organization, words: closureWords(row) };
  }

  /**
   * Changes what `decide` wants changed of the closures as they are saved at that moment. No calendar entry shows them.
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  async change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: ClosuresDto) => ClosuresChangeDto,
  ): Promise<void> {
    const { organization } = await this.edited(principal, slugOrId);
    await inTransaction(this.db, async (tx) => {
      await waitForTurn(tx, [organization.slug]);
      const row = await tx.findOneByOrFail(Organization, { id: organization.id });
      const { yearEnd, closures, desk, sensitiveAnswersDays } = decide(closureWords(row));
      const faults = [...closureFaults(closures), ...deskFaults(desk)];
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const columns = {
        yearEndFrom: yearEnd?.from ?? row.yearEndFrom,
        yearEndUntil: yearEnd?.until ?? row.yearEndUntil,
        closures:
          closures === undefined
            ? row.closures
            : (closures ?? []).map((closure) => withoutNulls(closure) as unknown as FileClosure),
        quietFrom: desk?.quietFrom ?? row.quietFrom,
        quietUntil: desk?.quietUntil ?? row.quietUntil,
        deskClosedOn: desk?.closedOn === undefined ? row.deskClosedOn : [...(desk.closedOn ?? [])],
        deskClosedOnHolidays:
          desk?.closedOnHolidays === undefined ? row.deskClosedOnHolidays : (desk.closedOnHolidays ?? false),
        sensitiveAnswersDays: sensitiveAnswersDays ?? row.sensitiveAnswersDays,
      };
      const fields = fieldsThatDiffer(row, columns);
      if (fields.length === 0) return;
      await tx.update(Organization, organization.id, columns);
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: principal.actor,
        action: 'organization.closures_changed',
        subjectId: organization.id,
        before: Object.fromEntries(fields.map((field) => [field, fieldOf(row, field)])),
        after: Object.fromEntries(fields.map((field) => [field, fieldOf(columns, field)])),
      });
    });
  }
}

function closureWords(row: Organization): ClosuresDto {
  const { quietFrom, quietUntil, deskClosedOn, deskClosedOnHolidays, sensitiveAnswersDays } = row;
  return {
    yearEnd: { from: row.yearEndFrom, until: row.yearEndUntil },
    closures: [...row.closures],
    desk: { quietFrom, quietUntil, closedOn: deskClosedOn, closedOnHolidays: deskClosedOnHolidays },
    sensitiveAnswersDays,
  };
}
