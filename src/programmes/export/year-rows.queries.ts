import { type EntityManager, In } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../course.entity.js';
import { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import { withShortTimes } from '../import/stored-year.js';
import { Programme } from '../programme.entity.js';
import { ProgrammeHost } from '../programme-host.entity.js';
import { ReportedResult } from '../reported-result.entity.js';
import { Session } from '../session.entity.js';
import { Venue } from '../venue.entity.js';
import type { YearRows } from './year-rows.js';

/** What this room holds of an organization's year, in the order in which a file lists it; null: no such organization. */
export async function yearRowsOf(
  tx: EntityManager,
  organizationId: string,
): Promise<Omit<YearRows, 'pools'> | null> {
  const organization = await tx.findOneBy(Organization, { id: organizationId });
  if (!organization) return null;
  const where = { organizationId };
  const programmes = await tx.find(Programme, { where, order: { position: 'ASC', key: 'ASC' } });
  const hosts = await tx.find(ProgrammeHost, {
    where: { programmeId: In(programmes.map(({ id }) => id)) },
    order: { position: 'ASC', role: 'ASC', name: 'ASC' },
  });
  const hostOrganizations = await tx.find(Organization, {
    select: { id: true, slug: true },
    where: { id: In(hosts.flatMap(({ hostOrganizationId }) => hostOrganizationId ?? [])) },
  });
  const sessions = await tx.find(Session, {
    where,
    order: { startsOn: 'ASC', startTime: 'ASC', number: 'ASC', key: 'ASC' },
  });
  return {
    organization,
    venues: await tx.find(Venue, { where, order: { key: 'ASC' } }),
    programmes,
    hosts,
    hostKeys: new Map(hostOrganizations.map(({ id, slug }) => [id, slug])),
    plans: await tx.find(FiscalYearPlan, { where, order: { fiscalYear: 'ASC' } }),
    results: await tx.find(ReportedResult, { where, order: { fiscalYear: 'ASC' } }),
    courses: await tx.find(Course, { where, order: { position: 'ASC', fiscalYear: 'ASC', key: 'ASC' } }),
    sessions: sessions.map(withShortTimes),
  };
}
