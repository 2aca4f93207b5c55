import { DomainError } from '../../shared/domain-error.js';
import type { PlanOrganization } from './plan-rows.js';

/** In an address in place of a slug: all organizations of the reader. */
export const ALL_ORGANIZATIONS = '*';

/**
 * The organizations that a page is about. @param usual how many where none is asked for: the first by name
 * @throws DomainError `unknown` for a slug that is not among them
 */
export function chosenOf(
  organizations: readonly PlanOrganization[],
  slug: string | undefined,
  usual = 1,
): readonly PlanOrganization[] {
  if (slug === ALL_ORGANIZATIONS) return organizations;
  const chosen =
    slug === undefined ? organizations.slice(0, usual) : organizations.filter((one) => one.slug === slug);
  if (slug !== undefined && chosen.length === 0) throw new DomainError('unknown');
  return chosen;
}
