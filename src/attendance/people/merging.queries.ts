import type { DataSource, EntityManager } from 'typeorm';
import { hasContactKey } from './person-key.sql.js';

/** To whom each key belongs; null: it stands alone. */
export type Belonging = Readonly<Record<string, string | null>>;

/** To whom these keys of an organization belong now. */
export async function belongingOf(
  tx: EntityManager,
  organizationId: string,
  keys: readonly string[],
): Promise<Belonging> {
  const rows: { readonly key: string; readonly personId: string | null }[] = await tx.query(
    `SELECT asked.key, same.person_id AS "personId"
     FROM unnest($2::text[]) AS asked (key)
     LEFT JOIN same_people same ON same.organization_id = $1 AND same.key = asked.key`,
    [organizationId, keys],
  );
  return Object.fromEntries(rows.map(({ key, personId }) => [key, personId]));
}

/** Writes to whom keys belong from now on; those that stand alone have no row. */
export async function writeBelonging(
  tx: EntityManager,
  organizationId: string,
  belonging: Belonging,
): Promise<void> {
  const [keys, people] = [Object.keys(belonging), Object.values(belonging)];
  await tx.query('DELETE FROM same_people WHERE organization_id = $1 AND key = ANY($2::text[])', [
    organizationId,
    keys,
  ]);
  await tx.query(
    `INSERT INTO same_people (organization_id, key, person_id)
     SELECT $1, said.key, said.person_id FROM unnest($2::text[], $3::uuid[]) AS said (key, person_id)
     WHERE said.person_id IS NOT NULL`,
    [organizationId, keys, people],
  );
}

/** Keys that belong to a person now. */
export async function keysOfPerson(
  tx: EntityManager,
  organizationId: string,
  personId: string,
): Promise<string[]> {
  const rows: { readonly key: string }[] = await tx.query(
    'SELECT key FROM same_people WHERE organization_id = $1 AND person_id = $2',
    [organizationId, personId],
  );
  return rows.map(({ key }) => key);
}

/** A merge in the list. */
export interface MergeRow {
  readonly id: string;
  readonly organizationId: string;
  readonly organization: string;
  readonly timeZone: string;
  readonly mergedAt: Date;
  readonly mergedBy: string | null;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
  /** It stands, and what it made has not been merged further since. */
  readonly canUndo: boolean;
  /** One registration of each contact that became one. */
  readonly contacts: readonly { readonly id: string; readonly code: string; readonly nickname: string }[];
  /** To the microsecond, for the place of the next page. */
  readonly position: string;
}

/** Merges of these organizations, the latest first. */
export function mergesOf(
  db: DataSource,
  organizations: readonly string[],
  {
    after,
    limit,
  }: { readonly after: { readonly at: string; readonly id: string } | null; readonly limit: number },
): Promise<MergeRow[]> {
  const name = (actor: string) =>
    `(SELECT name FROM staff_members WHERE ${actor} = 'staff:' || id
      UNION ALL SELECT label FROM api_tokens WHERE ${actor} = 'token:' || id LIMIT 1)`;
  return db.query(
    `SELECT merge.id, merge.organization_id AS "organizationId", organization.name AS organization,
       organization.time_zone AS "timeZone", merge.merged_at AS "mergedAt", ${name('merge.merged_by')} AS "mergedBy",
       merge.undone_at AS "undoneAt", ${name('merge.undone_by')} AS "undoneBy",
       merge.undone_at IS NULL AND NOT EXISTS (
         SELECT FROM jsonb_object_keys(merge.before) AS was (key)
         LEFT JOIN same_people same ON same.organization_id = merge.organization_id AND same.key = was.key
         WHERE same.person_id IS DISTINCT FROM merge.person_id) AS "canUndo",
       (SELECT coalesce(json_agg(json_build_object('id', one.id, 'code', one.code, 'nickname', one.nickname)
          ORDER BY one.created_at, one.id), '[]')
        FROM jsonb_object_keys(merge.before) AS was (key)
        CROSS JOIN LATERAL (SELECT registration.id, registration.code, registration.nickname, registration.created_at
          FROM registrations registration
          WHERE registration.organization_id = merge.organization_id AND ${hasContactKey('registration', 'was.key')}
          ORDER BY registration.created_at, registration.id LIMIT 1) one) AS contacts,
       merge.merged_at::text AS position
     FROM person_merges merge
     JOIN organizations organization ON organization.id = merge.organization_id
     WHERE merge.organization_id = ANY($1::uuid[])
       AND ($2::timestamptz IS NULL OR (merge.merged_at, merge.id) < ($2, $3::uuid))
     ORDER BY merge.merged_at DESC, merge.id DESC
     LIMIT $4`,
    [organizations, after?.at ?? null, after?.id ?? null, limit],
  );
}

/** A fiscal year in which both of two people were there, or those who came along with both. */
export interface SharedYear {
  readonly fiscalYear: number;
  /** By how many 実人数 is less once they are one: those who come along count by their place in the party. */
  readonly fewer: number;
  /** Sessions in which both were marked as present: two people, most likely. */
  readonly together: number;
}

/** Fiscal years (by the day of the session) in which two people both attended, or those with the same place in their parties. */
export function sharedYears(
  db: DataSource | EntityManager,
  one: readonly string[],
  other: readonly string[],
): Promise<SharedYear[]> {
  const attended = (ids: string) => `
    SELECT DISTINCT place.session_id, mark.member, extract(year FROM session.starts_on - interval '3 months')::int AS fiscal_year
    FROM places place JOIN sessions session ON session.id = place.session_id
    JOIN attendance_marks mark ON mark.place_id = place.id
    WHERE place.registration_id = ANY(${ids}::uuid[]) AND mark.mark NOT IN ('excused', 'absent')
      AND session.starts_on IS NOT NULL AND session.status <> 'cancelled'`;
  return db.query(
    `WITH one AS (${attended('$1')}), other AS (${attended('$2')})
     SELECT fiscal_year AS "fiscalYear", count(DISTINCT member)::int AS fewer,
       count(DISTINCT one.session_id) FILTER (WHERE member = 0 AND one.session_id = other.session_id)::int AS together
     FROM one JOIN other USING (fiscal_year, member)
     GROUP BY fiscal_year ORDER BY fiscal_year`,
    [one, other],
  );
}
