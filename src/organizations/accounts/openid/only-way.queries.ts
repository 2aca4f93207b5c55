import type { DataSource, EntityManager } from 'typeorm';

/** SQL: providers by which alone the staff of their organizations sign in. */
const ONLY_WAYS = '(SELECT organization_id FROM identity_providers WHERE is_only_way AND is_offered)';

/**
 * Slug of the organization through whose provider alone a staff member may come in; null where they may come in otherwise: they own
 * an organization, or act for one that has not asked for it.
 */
export async function onlyWayOf(
  db: DataSource | EntityManager,
  staffMemberId: string,
): Promise<string | null> {
  const [row] = await db.query(
    `SELECT o.slug FROM staff_roles r JOIN organizations o ON o.id = r.organization_id
     WHERE r.staff_member_id = $1 AND NOT EXISTS (
       SELECT FROM staff_roles other WHERE other.staff_member_id = $1
         AND (other.role = 'owner' OR other.organization_id NOT IN ${ONLY_WAYS}))
     ORDER BY o.slug LIMIT 1`,
    [staffMemberId],
  );
  return row?.slug ?? null;
}
