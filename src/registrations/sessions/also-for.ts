import type { EntityManager } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import type { ProgrammeAccess } from '../../programmes/programme-access.js';

/**
 * A sitting that serves another programme too stands on that one's pages, in its feed and in its report: whoever says so must
 * be an organizer there as well.
 * @param ids of the programmes that are named anew
 * @throws DomainError `unknown`, `forbidden`
 */
export async function requireAlsoFor(
  access: ProgrammeAccess,
  principal: Principal,
  tx: EntityManager,
  { organizationId, ids }: { readonly organizationId: string; readonly ids: readonly string[] },
): Promise<void> {
  for (const programmeId of ids)
    await access.require(principal, 'organizer', { programmeId, organizationId }, tx);
}
