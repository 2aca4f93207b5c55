import type { DataSource, EntityManager } from 'typeorm';
import type { HostDto } from './programme-parts.dto.js';

/** An organization as the screens of this room name it. */
export interface TownName {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

export interface FoundProgramme {
  readonly programmeId: string;
  readonly organizationId: string;
  readonly organizationSlug: string;
}

type Db = DataSource | EntityManager;

/** A programme by its slug or id. */
export async function programmeNamed(db: Db, slugOrId: string): Promise<FoundProgramme | undefined> {
  const [row]: FoundProgramme[] = await db.query(
    `SELECT p.id AS "programmeId", o.id AS "organizationId", o.slug AS "organizationSlug"
     FROM programmes p JOIN organizations o ON o.id = p.organization_id
     WHERE p.slug = $1 OR p.id::text = $1`,
    [slugOrId],
  );
  return row;
}

/** Whoever writes answers to the programme's questions waits from now on, and reads them anew then. */
export async function lockProgramme(tx: EntityManager, id: string): Promise<void> {
  await tx.query('SELECT FROM programmes WHERE id = $1 FOR NO KEY UPDATE', [id]);
}

/** An organization by its slug or id. */
export async function townNamed(db: Db, slugOrId: string): Promise<TownName | undefined> {
  const [row]: TownName[] = await db.query(
    'SELECT id, slug, name, name_en AS "nameEn" FROM organizations WHERE slug = $1 OR id::text = $1',
    [slugOrId],
  );
  return row;
}

/** All organizations of this installation, or those with these ids; by name. */
export async function towns(db: Db, ids: readonly string[] | null = null): Promise<TownName[]> {
  return db.query(
    `SELECT id, slug, name, name_en AS "nameEn" FROM organizations
     WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY name, slug`,
    [ids],
  );
}

export interface SiblingRow {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly partOfId: string | null;
}

/** The programmes of an organization, in their order. */
export async function programmesOf(db: Db, organizationId: string): Promise<SiblingRow[]> {
  return db.query(
    `SELECT id, key, title, title_en AS "titleEn", part_of_id AS "partOfId" FROM programmes
     WHERE organization_id = $1 ORDER BY position, title, id`,
    [organizationId],
  );
}

/** A programme's hosts in their order, organizations by slug. */
export async function hostsOf(db: Db, programmeId: string): Promise<HostDto[]> {
  return db.query(
    `SELECT h.role, h.name, o.slug AS organization, h.rights
     FROM programme_hosts h LEFT JOIN organizations o ON o.id = h.host_organization_id
     WHERE h.programme_id = $1 ORDER BY h.position, h.name, h.id`,
    [programmeId],
  );
}
