import { DomainError } from '../shared/domain-error.js';

/** From the least to the most: each may do all that the ones before it may. */
export const ROLES = ['viewer', 'reception', 'organizer', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts: a signed-in staff member or an API token, with one role in each of their organizations. */
export class Principal {
  constructor(
    /** `staff:<id>` or `token:<id>`, as the audit log keeps it. */
    readonly actor: string,
    readonly name: string,
    private readonly roles: ReadonlyMap<string, Role>,
  ) {}

  /** Ids of the organizations in which this principal has at least `role`; the scope of every staff query. */
  organizationsWith(role: Role): string[] {
    return [...this.roles]
      .filter(([, own]) => roleIsAtLeast(own, role))
      .map(([organizationId]) => organizationId);
  }

  /**
   * @throws DomainError `unknown` where the organization is not theirs (what belongs to others does not exist for them),
   * `forbidden` where it is but their role is too low.
   */
  require(role: Role, organizationId: string): void {
    const own = this.roles.get(organizationId);
    if (!own) throw new DomainError('unknown');
    if (!roleIsAtLeast(own, role)) throw new DomainError('forbidden');
  }
}

function roleIsAtLeast(own: Role, needed: Role): boolean {
  return ROLES.indexOf(own) >= ROLES.indexOf(needed);
}
