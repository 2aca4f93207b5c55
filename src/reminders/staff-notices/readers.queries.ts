import type { DataSource } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';

/** Roles whose holders are told. */
const TOLD_ROLES = `('owner', 'organizer')`;

/**
 * SQL: staff who want the mails of one kind (`kind`: the parameter that holds it), one row per organization, with the
 * columns `organization_id`, `id`, `email`, `changed_at`.
 */
export const readersSql = (kind: string) => `(
  SELECT role.organization_id, role.notices_changed_at AS changed_at, member.id, member.email
  FROM staff_roles role JOIN staff_members member ON member.id = role.staff_member_id
  WHERE member.disabled_at IS NULL AND role.role IN ${TOLD_ROLES} AND ${kind} = ANY(role.notices))`;

/** For whom a mail to staff is written. */
export interface Reader {
  readonly id: string;
  readonly language: Language;
  /** Kinds of mails that they want from this organization now. */
  readonly notices: readonly string[];
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  /** IANA zone, and civil times of it between which nobody is to be disturbed. */
  readonly timeZone: string;
  readonly quietFrom: string;
  readonly quietUntil: string;
}

/** The staff member as they stand now; null where they are told nothing of this organization any more. */
export async function readerOf(
  db: DataSource,
  { memberId, organizationId }: { memberId: string; organizationId: string },
): Promise<Reader | null> {
  const [row] = await db.query<Reader[]>(
    `SELECT member.id, member.language, role.notices, o.id AS "organizationId", o.name AS "organizationName",
       o.name_en AS "organizationNameEn", o.time_zone AS "timeZone", o.quiet_from AS "quietFrom",
       o.quiet_until AS "quietUntil"
     FROM staff_members member
     JOIN staff_roles role ON role.staff_member_id = member.id AND role.role IN ${TOLD_ROLES}
     JOIN organizations o ON o.id = role.organization_id
     WHERE member.id = $1 AND o.id = $2 AND member.disabled_at IS NULL`,
    [memberId, organizationId],
  );
  return row ?? null;
}
