import type { DataSource } from 'typeorm';

/** What is called how, of the organizations that an import speaks of; keys as in its report, from the organization down. */
export interface StoredNames {
  readonly organizations: readonly StoredName[];
  readonly programmes: readonly StoredName[];
  readonly courses: readonly StoredName[];
}

interface StoredName {
  readonly id: string;
  readonly key: string;
  readonly title: string;
}

export async function storedNames(db: DataSource, organizationIds: readonly string[]): Promise<StoredNames> {
  return {
    // Hosts may be any organization of the installation.
    organizations: await db.query('SELECT id, slug AS key, name AS title FROM organizations'),
    programmes: await db.query(
      `SELECT programme.id, organization.slug || '/' || programme.key AS key, programme.title FROM programmes programme
       JOIN organizations organization ON organization.id = programme.organization_id
       WHERE organization.id = ANY($1::uuid[])`,
      [organizationIds],
    ),
    courses: await db.query(
      `SELECT course.id, organization.slug || '/' || programme.key || '/' || course.key AS key, course.title
       FROM courses course JOIN programmes programme ON programme.id = course.programme_id
       JOIN organizations organization ON organization.id = course.organization_id
       WHERE organization.id = ANY($1::uuid[])`,
      [organizationIds],
    ),
  };
}

/** Organizations whose year may be taken out, by name. */
export async function exportableTowns(
  db: DataSource,
  organizationIds: readonly string[],
): Promise<readonly { readonly slug: string; readonly name: string; readonly nameEn: string | null }[]> {
  return db.query(
    'SELECT slug, name, name_en AS "nameEn" FROM organizations WHERE id = ANY($1::uuid[]) ORDER BY name, slug',
    [organizationIds],
  );
}
