import { DomainError } from '../shared/domain-error.js';
import type { SignInMethod } from './accounts/sessions/staff-session.entity.js';

/** From the least to the most: each may do all that the ones before it may. */
export const ROLES = ['viewer', 'reception', 'organizer', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** The session of a browser, by which a staff member acts. */
export interface OwnSession {
  readonly staffMemberId: string;
  /** SHA-256 of its token, hex. */
  readonly tokenHash: string;
  readonly method: SignInMethod;
  /** The organization for which alone it is good: it came through that organization's provider. Null: for all of their roles. */
  readonly organizationId: string | null;
  /** True: an organization of theirs asks for more than the password by which it was opened. */
  readonly lacksSecondFactor: boolean;
}

/** Who acts: a signed-in staff member or an API token, with one role in each of their organizations. */
export class Principal {
  constructor(
    /** `staff:<id>` or `token:<id>`, as the audit log keeps it. */
    readonly actor: string,
    readonly name: string,
    private readonly roles: ReadonlyMap<string, Role>,
    /** Undefined for a token, and where somebody's calendar is read. */
    readonly session?: OwnSession,
    /** What an API token may be used for, by `tokens/api-scopes.ts`; null: for everything that its role may. */
    private readonly scopes: readonly string[] | null = null,
  ) {}

  /** Whether a call that needs this scope (null: that has none) is one of those that this principal may make. */
  mayUse(scope: string | null): boolean {
    return this.scopes === null || (scope !== null && this.scopes.includes(scope));
  }

  /** Their role in an organization; undefined where they have none. */
  roleIn(organizationId: string): Role | undefined {
    return this.roles.get(organizationId);
  }

  /** The session, whatever it is good for. @throws DomainError `forbidden` for a token */
  get staffSession(): OwnSession {
    if (!this.session) throw new DomainError('forbidden');
    return this.session;
  }

  /**
   * The session, for acts about the account itself.
   * @throws DomainError `forbidden` for a token, and for a session that is good for one organization alone: its provider must not
   * become the master of what the same person does elsewhere
   */
  get ownSession(): OwnSession {
    if (!this.session || this.session.organizationId !== null) throw new DomainError('forbidden');
    return this.session;
  }

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
