import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from '../../principal.js';

/** One who has a role in an organization, as its owner sees them. */
export interface MemberRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly lastSignedInAt: Date | null;
  readonly disabledAt: Date | null;
  readonly hasTotp: boolean;
  readonly passkeys: number;
  readonly hasIdentity: boolean;
  readonly sessions: number;
  /** True where the asking owner owns every organization for which this account can act. */
  readonly isWhollyTheirs: boolean;
}

/** Those of these organizations, by name. $1 the organizations that the asking owner owns, $2 now. */
export async function selectMembers(
  db: DataSource | EntityManager,
  owned: readonly string[],
  now: Date,
): Promise<MemberRow[]> {
  return db.query(
    `SELECT m.id, r.organization_id AS "organizationId", m.name, m.email, r.role,
       m.last_signed_in_at AS "lastSignedInAt", m.disabled_at AS "disabledAt",
       EXISTS (SELECT FROM staff_totp_secrets t WHERE t.staff_member_id = m.id AND t.confirmed_at IS NOT NULL) AS "hasTotp",
       (SELECT count(*)::int FROM staff_passkeys p WHERE p.staff_member_id = m.id) AS passkeys,
       EXISTS (SELECT FROM staff_identities i JOIN identity_providers p ON p.id = i.provider_id
         WHERE i.staff_member_id = m.id AND p.organization_id = r.organization_id) AS "hasIdentity",
       (SELECT count(*)::int FROM staff_sessions s WHERE s.staff_member_id = m.id AND s.expires_at > $2
         AND (s.organization_id IS NULL OR s.organization_id = r.organization_id)) AS sessions,
       NOT EXISTS (SELECT FROM staff_roles other WHERE other.staff_member_id = m.id
         AND NOT other.organization_id = ANY ($1::uuid[])) AS "isWhollyTheirs"
     FROM staff_roles r JOIN staff_members m ON m.id = r.staff_member_id
     WHERE r.organization_id = ANY ($1::uuid[])
     ORDER BY m.name, m.email`,
    [owned, now],
  );
}

/** Owners of an organization whose accounts are not disabled, locked: two who step down at once wait for each other. */
export async function lockedOwners(tx: EntityManager, organizationId: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT r.staff_member_id AS id FROM staff_roles r JOIN staff_members m ON m.id = r.staff_member_id
     WHERE r.organization_id = $1 AND r.role = 'owner' AND m.disabled_at IS NULL
     ORDER BY r.staff_member_id FOR UPDATE OF r, m`,
    [organizationId],
  );
  return rows.map(({ id }) => id);
}

/** Whoever comes back to an organization is linked to its provider anew. */
export async function forgetIdentity(
  tx: EntityManager,
  staffMemberId: string,
  organizationId: string,
): Promise<void> {
  await tx.query(
    `DELETE FROM staff_identities i USING identity_providers p
     WHERE p.id = i.provider_id AND i.staff_member_id = $1 AND p.organization_id = $2`,
    [staffMemberId, organizationId],
  );
}
