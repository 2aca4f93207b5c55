import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal, Role } from '../organizations/principal.js';
import { DomainError } from '../shared/domain-error.js';

/** What a programme is to the guard: its own id, and the organization that owns it. */
export interface OwnedProgramme {
  readonly programmeId: string;
  readonly organizationId: string;
}

/** What staff may reach: everything of their organizations, and single programmes that others host with them. */
export interface StaffScope {
  readonly organizations: readonly string[];
  readonly programmes: readonly string[];
}

/**
 * Who may work on a programme: staff of the organization that owns it, and staff of organizations that host it together
 * with them, as far as both the host's rights and their own role go. A co-host to whom no rights were given sees it all the same;
 * supporters and sponsors see its figures (`withTotals`) and nothing else of it, whatever rights stand beside their name.
 */
@Injectable()
export class ProgrammeAccess {
  constructor(private readonly db: DataSource) {}

  /**
   * @param db the transaction of an act: one that asks on a second connection while it waits for locks on its own can starve
   * all others
   * @throws DomainError `unknown` where the programme is nothing of theirs, `forbidden` where it is but their rights or
   * role are too low
   */
  async require(
    principal: Principal,
    role: Role,
    programme: OwnedProgramme,
    db: DataSource | EntityManager = this.db,
  ): Promise<void> {
    if (principal.organizationsWith('viewer').includes(programme.organizationId)) {
      principal.require(role, programme.organizationId);
      return;
    }
    if (await this.hosts(principal, role, programme.programmeId, db)) return;
    const seen = role === 'viewer' ? false : await this.hosts(principal, 'viewer', programme.programmeId, db);
    throw new DomainError(seen ? 'forbidden' : 'unknown');
  }

  /** Whether `require` would let them. */
  async may(
    principal: Principal,
    role: Role,
    { programmeId, organizationId }: OwnedProgramme,
  ): Promise<boolean> {
    if (principal.organizationsWith(role).includes(organizationId)) return true;
    // Their own town's role decides there, whatever a host of that name may do.
    if (principal.organizationsWith('viewer').includes(organizationId)) return false;
    return this.hosts(principal, role, programmeId, this.db);
  }

  /** For lists: what this principal may reach with what `role` may do. A joint session is its own programme's. */
  async scope(principal: Principal, role: Role): Promise<StaffScope> {
    return {
      organizations: principal.organizationsWith(role),
      programmes: await this.hosted(principal, role),
    };
  }

  /**
   * Ids of programmes of other organizations in which this principal may do what `role` may.
   * @param as only what these of their organizations host
   */
  async hosted(
    principal: Principal,
    role: Role,
    as: readonly string[] = principal.organizationsWith(role),
    db: DataSource | EntityManager = this.db,
  ): Promise<string[]> {
    const hosts = principal.organizationsWith(role).filter((id) => as.includes(id));
    const rows: { id: string }[] = await db.query(
      `SELECT DISTINCT programme_id AS id FROM programme_hosts
       JOIN programmes ON programmes.id = programme_id
       WHERE host_organization_id = ANY($1::uuid[]) AND ${HAS_RIGHTS}
         AND programmes.organization_id <> ALL($3::uuid[])`,
      [hosts, rightsFor(role), principal.organizationsWith('viewer')],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Ids of programmes of other organizations whose figures this principal may see: those that one of their organizations hosts in
   * any part, as supporter or sponsor too.
   * @param as only what these of their organizations host
   */
  async withTotals(
    principal: Principal,
    as: readonly string[] = principal.organizationsWith('viewer'),
    db: DataSource | EntityManager = this.db,
  ): Promise<string[]> {
    const own = principal.organizationsWith('viewer');
    const rows: { id: string }[] = await db.query(
      `SELECT DISTINCT programme_id AS id FROM programme_hosts
       JOIN programmes ON programmes.id = programme_id
       WHERE host_organization_id = ANY($1::uuid[]) AND programmes.organization_id <> ALL($2::uuid[])`,
      [own.filter((id) => as.includes(id)), own],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Whose details this principal sees among those who take part in a programme that they may see: null, everyone's; else only those
   * who live in one of these towns, as towns write their names. Whoever may work on its list sees the whole of it; a co-host
   * that only looks on sees its own residents.
   */
  async residentsOf(principal: Principal, programme: OwnedProgramme): Promise<readonly string[] | null> {
    if (await this.may(principal, 'reception', programme)) return null;
    const own = principal.organizationsWith('viewer');
    if (own.includes(programme.organizationId)) return null;
    const rows: { town: string }[] = await this.db.query(
      `SELECT DISTINCT coalesce(o.municipality_name, o.name) AS town FROM programme_hosts h
       JOIN organizations o ON o.id = h.host_organization_id
       WHERE h.programme_id = $1 AND h.host_organization_id = ANY($2::uuid[]) AND h.role = 'co_host' ORDER BY town`,
      [programme.programmeId, own],
    );
    return rows.map(({ town }) => town);
  }

  private async hosts(
    principal: Principal,
    role: Role,
    programmeId: string,
    db: DataSource | EntityManager,
  ): Promise<boolean> {
    const rows: unknown[] = await db.query(
      `SELECT FROM programme_hosts WHERE programme_id = $3 AND host_organization_id = ANY($1::uuid[])
         AND ${HAS_RIGHTS} LIMIT 1`,
      [principal.organizationsWith(role), rightsFor(role), programmeId],
    );
    return rows.length > 0;
  }
}

/**
 * SQL: a host whose rights are among $2, where it takes part in running the programme; to look on, a co-host needs none. Who gives
 * money or a name to it has no part in running it.
 */
const HAS_RIGHTS = `programme_hosts.role IN ('organizer', 'co_host', 'operator')
  AND (rights = ANY($2::text[]) OR 'viewer' = ANY($2::text[]) AND programme_hosts.role = 'co_host')`;

/** Rights of a host that include what `role` may do. Nobody but the owning organization gives an owner's rights. */
function rightsFor(role: Role): string[] {
  const rights = ['viewer', 'reception', 'organizer'];
  const at = rights.indexOf(role);
  return at < 0 ? [] : rights.slice(at);
}
