import type { DataSource } from 'typeorm';
import { ACTIVE, type Channel, type RegistrationStatus } from '../domain/statuses.js';
import { plainNickname } from './nickname.sql.js';

/** One of several registrations of a course that may be the same person's. */
export interface LikelyDuplicate {
  /** What they have in common: the nickname as it is compared. */
  readonly likeness: string;
  readonly id: string;
  readonly code: string;
  readonly nickname: string;
  readonly relation: string | null;
  readonly people: number;
  readonly status: RegistrationStatus;
  readonly channel: Channel;
  readonly hasAddress: boolean;
  readonly createdAt: Date;
  /** Numbers or dates of the sessions in which it has a place. */
  readonly sessions: readonly { readonly number: number | null; readonly startsOn: string | null }[];
}

/**
 * Active registrations of a course that share their nickname, whatever its letters; of each group the one first that
 * has most to lose, and the older.
 */
export function likelyDuplicates(db: DataSource, courseId: string): Promise<LikelyDuplicate[]> {
  return db.query(
    `WITH active AS (
       SELECT registration.*, ${plainNickname('registration.nickname')} AS likeness
       FROM registrations registration
       WHERE registration.course_id = $1 AND registration.status IN ${ACTIVE} AND registration.erased_at IS NULL
     )
     SELECT likeness, id, code, nickname, relation, people, status, channel, email IS NOT NULL AS "hasAddress",
       created_at AS "createdAt",
       (SELECT coalesce(json_agg(json_build_object('number', session.number, 'startsOn', session.starts_on)
          ORDER BY session.starts_at NULLS LAST, session.number), '[]')
        FROM places place JOIN sessions session ON session.id = place.session_id
        WHERE place.registration_id = active.id AND place.status <> 'released') AS sessions
     FROM active
     WHERE likeness <> '' AND EXISTS (SELECT FROM active other
       WHERE other.likeness = active.likeness AND other.id <> active.id AND other.membership = active.membership)
     ORDER BY likeness, array_position(ARRAY['confirmed', 'offered', 'waitlisted'], status) NULLS LAST, created_at, id
     LIMIT 400`,
    [courseId],
  );
}
