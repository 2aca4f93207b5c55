import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';
import type { Leaving } from './leaving-links.js';

/** What a staff member wants from one organization. */
export interface WantedNotices {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly notices: readonly string[];
}

/** The language in which a staff member is written to. */
export async function languageOfMember(db: DataSource, memberId: string): Promise<Language> {
  const [row] = await db.query<{ language: Language }[]>('SELECT language FROM staff_members WHERE id = $1', [
    memberId,
  ]);
  return row?.language ?? 'ja';
}

/** What they want from these organizations, by name. */
export function wantedNotices(
  db: DataSource,
  memberId: string,
  organizations: readonly string[],
): Promise<WantedNotices[]> {
  return db.query(
    `SELECT o.slug, o.name, o.name_en AS "nameEn", role.notices
     FROM staff_roles role JOIN organizations o ON o.id = role.organization_id
     WHERE role.staff_member_id = $1 AND o.id = ANY($2::uuid[])
     ORDER BY o.name, o.id`,
    [memberId, organizations],
  );
}

export async function writeLanguage(tx: EntityManager, memberId: string, language: Language): Promise<void> {
  await tx.query('UPDATE staff_members SET language = $2 WHERE id = $1', [memberId, language]);
}

/** Makes what they want from one organization exactly `notices`; the time of the change counts where something is new. */
export async function writeNotices(
  tx: EntityManager,
  { memberId, slug, notices, now }: { memberId: string; slug: string; notices: readonly string[]; now: Date },
): Promise<void> {
  await tx.query(
    `UPDATE staff_roles role SET notices = $3::text[],
       notices_changed_at = CASE WHEN $3::text[] <@ role.notices THEN role.notices_changed_at ELSE $4::timestamptz END
     FROM organizations o WHERE o.id = role.organization_id AND o.slug = $2 AND role.staff_member_id = $1`,
    [memberId, slug, notices, now],
  );
}

/** Takes one kind from what they want; a repetition, or a role that has gone, changes nothing. */
export async function stopNotices(
  db: DataSource,
  { kind, memberId, organizationId }: Leaving,
): Promise<void> {
  await db.query(
    `UPDATE staff_roles SET notices = array_remove(notices, $3)
     WHERE staff_member_id = $1 AND organization_id = $2 AND $3 = ANY(notices)`,
    [memberId, organizationId, kind],
  );
}
