import type { DataSource } from 'typeorm';
import type { NoticeSession } from '../notice.js';
import { NOTICE_HOUSE, NOTICE_SESSION } from '../registrations.mails.queries.js';
import type { House } from './invented.js';

/** Most sessions of a course that a preview lists. */
const MOST_SESSIONS = 12;

/** A house with one of the sessions that are on; without any, the session's columns are null. */
export interface SampleRow
  extends Omit<House, 'programmeTitle' | 'offerHours'>,
    Omit<NoticeSession, 'id' | 'status'> {
  readonly programmeTitle: string | null;
  readonly offerHours: number | null;
  readonly sessionId: string | null;
  readonly sessionStatus: NoticeSession['status'];
}

/**
 * The next session of an organization, or of one of its programmes, and those that follow it in a course that is registered
 * for whole. Where nothing is to come, what has no date yet, or was last.
 * @param programmeId null: whichever programme is on next
 */
export function sampleRows(
  db: DataSource,
  { organizationId, programmeId, now }: { organizationId: string; programmeId: string | null; now: Date },
): Promise<SampleRow[]> {
  return db.query(
    `WITH next AS (
       SELECT s.id, s.course_id, s.programme_id, s.starts_at FROM sessions s
       WHERE s.organization_id = $1 AND ($2::uuid IS NULL OR s.programme_id = $2) AND s.status = 'scheduled'
       ORDER BY CASE WHEN s.starts_at > $3 THEN 0 WHEN s.starts_at IS NULL THEN 1 ELSE 2 END,
         CASE WHEN s.starts_at > $3 THEN s.starts_at END, s.starts_at DESC, s.id
       LIMIT 1
     )
     SELECT ${NOTICE_HOUSE},
       ${NOTICE_SESSION}
     FROM organizations o
     LEFT JOIN next ON true
     LEFT JOIN programmes g ON g.id = coalesce(next.programme_id, $2) AND g.organization_id = o.id
     LEFT JOIN courses c ON c.id = next.course_id
     LEFT JOIN sessions s ON s.course_id = next.course_id AND s.status = 'scheduled' AND (s.id = next.id
       OR (c.registration_mode IN ('course', 'both') AND s.starts_at > next.starts_at))
     LEFT JOIN venues v ON v.id = s.venue_id
     WHERE o.id = $1
     ORDER BY s.starts_at NULLS LAST, s.number, s.id
     LIMIT ${MOST_SESSIONS}`,
    [organizationId, programmeId, now],
  );
}

export interface SampleProgramme {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
}

/** Programmes of the organization that a preview can be about. */
export function sampleProgrammes(db: DataSource, organizationId: string): Promise<SampleProgramme[]> {
  return db.query(
    `SELECT id, slug, title, title_en AS "titleEn" FROM programmes
     WHERE organization_id = $1 AND status <> 'ended' ORDER BY position, title, id`,
    [organizationId],
  );
}
