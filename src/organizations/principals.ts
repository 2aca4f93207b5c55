import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { type OwnSession, Principal, type Role } from './principal.js';
import {
  PRINCIPAL_OF_API_TOKEN,
  PRINCIPAL_OF_MEMBER,
  PRINCIPAL_OF_SESSION,
  SEEN_NOW,
  TOKEN_USED,
} from './principals.queries.js';
import { hashOfToken } from './secret-tokens.js';

interface PrincipalRow {
  readonly actor: string;
  readonly name: string;
  readonly organizationId: string | null;
  readonly role: Role | null;
  readonly scopes?: readonly string[] | null;
}

interface SessionRow extends PrincipalRow, Omit<OwnSession, 'organizationId'> {
  readonly onlyFor: string | null;
  readonly lastSeenAt: Date;
}

/** Milliseconds within which a session is not written to again. */
const SEEN_EVERY_MS = 60_000;

/** Finds who acts; read anew at every request, so that a role taken away or an account disabled counts at once. */
@Injectable()
export class Principals {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined where the session is unknown, signed out or expired, or its staff member disabled. */
  async ofSession(token: string): Promise<Principal | undefined> {
    const now = this.clock.now();
    const rows: SessionRow[] = await this.db.query(PRINCIPAL_OF_SESSION, [hashOfToken(token), now]);
    const [first] = rows;
    if (!first) return undefined;
    const { staffMemberId, tokenHash, method, lacksSecondFactor, onlyFor, lastSeenAt } = first;
    const before = new Date(now.getTime() - SEEN_EVERY_MS);
    if (lastSeenAt <= before) await this.db.query(SEEN_NOW, [tokenHash, now, before]);
    const session = { staffMemberId, tokenHash, method, lacksSecondFactor, organizationId: onlyFor };
    return principalOf(rows, session);
  }

  /** @returns undefined where there is no such staff member, or they are disabled. */
  async ofMember(staffId: string): Promise<Principal | undefined> {
    return principalOf(await this.db.query(PRINCIPAL_OF_MEMBER, [staffId]));
  }

  /** @returns undefined where the token is unknown, revoked or has expired. That it was used is noted, to the hour. */
  async ofApiToken(token: string): Promise<Principal | undefined> {
    const asked = [hashOfToken(token), this.clock.now()];
    const principal = principalOf(await this.db.query(PRINCIPAL_OF_API_TOKEN, asked));
    if (principal) await this.db.query(TOKEN_USED, asked);
    return principal;
  }
}

function principalOf(rows: readonly PrincipalRow[], session?: OwnSession): Principal | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const roles = rows.flatMap(({ organizationId, role }) =>
    organizationId && role ? [[organizationId, role] as const] : [],
  );
  return new Principal(first.actor, first.name, new Map(roles), session, first.scopes ?? null);
}
