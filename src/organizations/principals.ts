import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Principal, type Role } from './principal.js';
import { PRINCIPAL_OF_API_TOKEN, PRINCIPAL_OF_MEMBER, PRINCIPAL_OF_SESSION } from './principals.queries.js';
import { hashOfToken } from './secret-tokens.js';

interface PrincipalRow {
  readonly actor: string;
  readonly name: string;
  readonly organizationId: string | null;
  readonly role: Role | null;
}

/** Finds who acts; read anew at every request, so that a role taken away or an account disabled counts at once. */
@Injectable()
export class Principals {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined where the session is unknown, signed out or expired, or its staff member disabled. */
  async ofSession(token: string): Promise<Principal | undefined> {
    return principalOf(await this.db.query(PRINCIPAL_OF_SESSION, [hashOfToken(token), this.clock.now()]));
  }

  /** @returns undefined where there is no such staff member, or they are disabled. */
  async ofMember(staffId: string): Promise<Principal | undefined> {
    return principalOf(await this.db.query(PRINCIPAL_OF_MEMBER, [staffId]));
  }

  /** @returns undefined where the token is unknown or revoked. */
  async ofApiToken(token: string): Promise<Principal | undefined> {
    return principalOf(await this.db.query(PRINCIPAL_OF_API_TOKEN, [hashOfToken(token)]));
  }
}

function principalOf(rows: readonly PrincipalRow[]): Principal | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const roles = rows.flatMap(({ organizationId, role }) =>
    organizationId && role ? [[organizationId, role] as const] : [],
  );
  return new Principal(first.actor, first.name, new Map(roles));
}
