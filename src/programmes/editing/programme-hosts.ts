import { type EntityManager, In, Not } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import { ProgrammeHost } from '../programme-host.entity.js';
import type { HostDto } from './programme-parts.dto.js';

/**
 * Makes the hosts of a programme exactly these, in this order. Ids follow from role and name as those of programme files
 * do; a host that stays keeps its row.
 * @throws DomainError `invalid` where an organization is none of this installation
 */
export async function writeHosts(
  tx: EntityManager,
  programmeId: string,
  hosts: readonly HostDto[],
): Promise<void> {
  const organizationIds = await idsOfOrganizations(tx, hosts);
  const stored = await tx.findBy(ProgrammeHost, { programmeId });
  const rows = hosts.map(({ role, name, organization, rights }, position) => ({
    id:
      stored.find((host) => host.role === role && host.name === name)?.id ??
      idOfKey('host', programmeId, role, name),
    programmeId,
    role,
    name,
    hostOrganizationId: organization ? organizationIds.get(organization)! : null,
    rights: rights ?? null,
    position,
  }));
  await tx.delete(ProgrammeHost, { programmeId, id: Not(In(rows.map(({ id }) => id))) });
  for (const row of rows) await tx.upsert(ProgrammeHost, row, ['id']);
}

/** What calendar entries show of the hosts: who organizes, in order. */
export function organizersOf(hosts: readonly HostDto[]): string {
  return JSON.stringify(hosts.flatMap(({ role, name }) => (role === 'organizer' ? [name] : [])));
}

async function idsOfOrganizations(
  tx: EntityManager,
  hosts: readonly HostDto[],
): Promise<ReadonlyMap<string, string>> {
  const slugs = hosts.flatMap(({ organization }) => organization ?? []);
  const found = await tx.find(Organization, { select: { id: true, slug: true }, where: { slug: In(slugs) } });
  const ids = new Map(found.map(({ id, slug }) => [slug, id]));
  const faults = hosts.flatMap(({ organization }, index) =>
    !organization || ids.has(organization)
      ? []
      : [{ field: `hosts.${index}.organization`, code: 'editing.unknown_organization' }],
  );
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  return ids;
}
