import { Injectable } from '@nestjs/common';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { DomainError } from '../../shared/domain-error.js';
import type { FileClosure } from '../domain/closure-file.js';
import type { ClosuresChangeDto, ClosuresDto } from './closures.dto.js';
import type { TownName } from './editing.queries.js';
import { closureFaults, deskFaults } from './file-rule-faults.js';
import { OrganizationEditing } from './organization-editing.js';
import { withoutNulls } from './said.js';

/**
 * When an organization is closed: rules leave these days out when they are next applied; sessions that are planned stay. When
 * it answers, and for how long it keeps answers to sensitive questions.
 */
@Injectable()
export class Closures {
  constructor(private readonly organizations: OrganizationEditing) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(
    principal: Principal,
    slugOrId: string,
  ): Promise<{ readonly organization: TownName; readonly words: ClosuresDto }> {
    const { organization, row } = await this.organizations.edited(principal, slugOrId, 'organizer');
    return { organization, words: closureWords(row) };
  }

  /**
   * Changes what `decide` wants changed of the closures as they are saved at that moment. No calendar entry shows them.
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  change(
    principal: Principal,
    slugOrId: string,
    decide: (saved: ClosuresDto) => ClosuresChangeDto,
  ): Promise<void> {
    const act = { slugOrId, role: 'organizer', action: 'organization.closures_changed' } as const;
    return this.organizations.change(principal, act, (row) => {
      const { yearEnd, closures, desk, sensitiveAnswersDays } = decide(closureWords(row));
      const faults = [...closureFaults(closures), ...deskFaults(desk)];
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      return {
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
