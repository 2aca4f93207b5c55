import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { programmeNamed, townNamed } from '../../programmes/editing/editing.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import type { FigureTable } from '../breakdowns/breakdown.js';
import type { ReportQuestion } from '../figures/report.js';
import { talliesOf } from './tally.queries.js';
import { isInPeriod, wholeNamed } from './tally-period.js';
import { tallySeries } from './tally-tables.js';

/** Typed-in figures as a report shows them. */
@Injectable()
export class TallyTables {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * One table for each axis, unit and qualifier that has figures of the period; the same figures of earlier periods stand beside
   * them; whoever sees a programme's figures sees these. Filters of kind, venue and municipality leave nothing: such figures have none of them.
   * @throws DomainError `unknown` where the organization or programme is not one of the principal's
   */
  async of(principal: Principal, question: ReportQuestion): Promise<FigureTable[]> {
    const organizations = principal.organizationsWith('viewer');
    const scope = { organizations, programmes: await this.access.withTotals(principal) };
    const { organization, programme, period } = question;
    const town = organization ? await townNamed(this.db, organization) : undefined;
    if (organization && !(town && scope.organizations.includes(town.id))) throw new DomainError('unknown');
    const found = programme ? await programmeNamed(this.db, programme) : undefined;
    const isShown =
      !found || organizations.includes(found.organizationId) || scope.programmes.includes(found.programmeId);
    if ((programme && !found) || !isShown) throw new DomainError('unknown');
    if (question.kind !== null || question.venue !== null || question.municipality !== null) return [];
    const programmeIds = found && (await wholeNamed(this.db, found.programmeId));
    const rows = await talliesOf(this.db, scope, { organizationId: town?.id, programmeIds });
    const asOf = question.asOf ?? civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE);
    const known = rows.filter(({ endsOn }) => endsOn === null || endsOn <= period.to);
    return tallySeries(known)
      .filter(({ tallies }) => tallies.some((tally) => isInPeriod(tally, period, asOf)))
      .map(({ table }) => table);
  }
}
