import type { DataSource } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { Role } from '../principal.js';

/** From whom a mail about an account is, and for whom. */
export interface AccountReader {
  readonly language: Language;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  /** IANA zone in which its times are said. */
  readonly timeZone: string;
}

const ORGANIZATION = `o.name AS "organizationName", o.name_en AS "organizationNameEn", o.time_zone AS "timeZone"`;

export type InvitationInMail = AccountReader & {
  readonly version: number;
  readonly role: Role;
  readonly expiresAt: Date;
};

/** An invitation that is still open at `now`; null where it is not. Nobody knows yet in which language its reader reads. */
export async function invitationInMail(
  db: DataSource,
  id: string,
  now: Date,
): Promise<InvitationInMail | null> {
  const [row] = await db.query(
    `SELECT i.version, i.role, i.expires_at AS "expiresAt", 'ja' AS language, ${ORGANIZATION}
     FROM staff_invitations i JOIN organizations o ON o.id = i.organization_id
     WHERE i.id = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $2`,
    [id, now],
  );
  return row ?? null;
}

/** A request for a new password that is still good at `now`; null where it is not. */
export async function passwordInMail(
  db: DataSource,
  { id, organizationId, now }: { readonly id: string; readonly organizationId: string; readonly now: Date },
): Promise<(AccountReader & { readonly expiresAt: Date }) | null> {
  const [row] = await db.query(
    `SELECT r.expires_at AS "expiresAt", m.language, ${ORGANIZATION}
     FROM password_resets r JOIN staff_members m ON m.id = r.staff_member_id AND m.disabled_at IS NULL
     JOIN organizations o ON o.id = $2
     WHERE r.id = $1 AND r.used_at IS NULL AND r.expires_at > $3`,
    [id, organizationId, now],
  );
  return row ?? null;
}

/** A staff member who is told that their factors were taken away; null where there is none any more. */
export async function resetInMail(
  db: DataSource,
  { id, organizationId }: { readonly id: string; readonly organizationId: string },
): Promise<AccountReader | null> {
  const [row] = await db.query(
    `SELECT m.language, ${ORGANIZATION} FROM staff_members m JOIN organizations o ON o.id = $2
     WHERE m.id = $1 AND m.disabled_at IS NULL`,
    [id, organizationId],
  );
  return row ?? null;
}
