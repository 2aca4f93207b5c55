import type { DataSource } from 'typeorm';

/** What may be subscribed to or embedded, under the name that its address has. */
export interface Named {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** A programme; feeds and lists have its key in their address. */
export interface NamedProgramme extends Named {
  readonly key: string;
  /** Slug of its organization. */
  readonly organization: string;
}

const PROGRAMME = `SELECT programme.slug, programme.key, programme.title AS name, programme.title_en AS "nameEn",
  organization.slug AS organization
  FROM programmes programme JOIN organizations organization ON organization.id = programme.organization_id`;

/** The programmes of an organization that have not ended, in its own order. */
export async function selectProgrammesOf(db: DataSource, organization: string): Promise<NamedProgramme[]> {
  return db.query(
    `${PROGRAMME} WHERE organization.slug = $1 AND programme.status <> 'ended'
     ORDER BY programme.position, programme.key`,
    [organization],
  );
}

/** Undefined: no programme has this slug. */
export async function selectProgrammeBySlug(
  db: DataSource,
  slug: string,
): Promise<NamedProgramme | undefined> {
  const [programme] = await db.query(`${PROGRAMME} WHERE programme.slug = $1`, [slug]);
  return programme;
}

/** A programme of an organization by its key in the programme file or by its slug, as the feeds name it. */
export async function selectProgramme(
  db: DataSource,
  organization: string,
  name: string,
): Promise<NamedProgramme | undefined> {
  const [programme] = await db.query(
    `${PROGRAMME} WHERE organization.slug = $1 AND (programme.key = $2 OR programme.slug = $2)
     ORDER BY programme.slug LIMIT 1`,
    [organization, name],
  );
  return programme;
}

/** Undefined: no organization has this slug. */
export async function selectOrganization(
  db: DataSource,
  slug: string,
): Promise<(Named & { readonly accent: string | null }) | undefined> {
  const [organization] = await db.query(
    'SELECT slug, name, name_en AS "nameEn", accent FROM organizations WHERE slug = $1',
    [slug],
  );
  return organization;
}
