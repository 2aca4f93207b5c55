import type { DataSource, EntityManager } from 'typeorm';

/** How many answers, and of how many registrations. */
export interface AnswerCount {
  readonly answers: number;
  readonly registrations: number;
}

/** SQL: end of the last session that `registration` holds a place in; `infinity` while one of them has no date. */
const LAST_SESSION_ENDS = `(
  SELECT CASE WHEN bool_or(session.status = 'scheduled' AND session.starts_at IS NULL) THEN 'infinity'
    ELSE max(coalesce(session.ends_at, session.starts_at, session.changed_at)) END
  FROM places place JOIN sessions session ON session.id = place.session_id
  WHERE place.registration_id = registration.id AND place.status <> 'released')`;

/** SQL: when a membership of `course` is over: with its fiscal year, or with a later session of it. */
const MEMBERSHIP_ENDS = `greatest(
  make_date(course.fiscal_year + 1, 4, 1)::timestamp AT TIME ZONE organization.time_zone,
  (SELECT max(session.ends_at) FROM sessions session
   WHERE session.course_id = course.id AND session.status = 'scheduled'))`;

/**
 * SQL: ids of registrations with answers to sensitive questions that are no longer needed at `now`: it is longer ago than
 * their organization keeps such answers that their last session was over, or that they were cancelled, declined or handed
 * over to somebody else.
 */
export function outdatedSql(now: string): string {
  return `SELECT registration.id
    FROM registrations registration
    JOIN organizations organization ON organization.id = registration.organization_id
    JOIN courses course ON course.id = registration.course_id
    WHERE registration.id IN (SELECT registration_id FROM sensitive_answers)
      AND CASE
        WHEN registration.status IN ('cancelled', 'declined') THEN registration.cancelled_at
        WHEN registration.membership THEN ${MEMBERSHIP_ENDS}
        ELSE coalesce(${LAST_SESSION_ENDS}, registration.created_at)
      END + make_interval(days => organization.sensitive_answers_days) <= ${now}`;
}

/**
 * SQL that forgets by what content the requests of `registrations` (a query of ids) were recognised: answers that are erased or
 * concealed were part of it. Repeating such a request is refused from then on.
 */
export function forgetContentSql(registrations: string): string {
  return `UPDATE registrations SET request_hash = '' WHERE id IN (${registrations})`;
}

/** Erases what is no longer needed: one statement, the same whether one process runs it or ten at once. */
export async function eraseOutdatedAnswers(db: DataSource | EntityManager, now: Date): Promise<AnswerCount> {
  return counted(
    db,
    `WITH outdated AS (${outdatedSql('$1')}), erased AS (
       DELETE FROM sensitive_answers USING outdated WHERE sensitive_answers.registration_id = outdated.id
       RETURNING registration_id
     ), forgotten AS (
       ${forgetContentSql('SELECT registration_id FROM erased')}
     ) SELECT registration_id FROM erased`,
    now,
  );
}

/** What would be erased. */
export async function countOutdatedAnswers(db: DataSource | EntityManager, now: Date): Promise<AnswerCount> {
  return counted(
    db,
    `WITH outdated AS (${outdatedSql('$1')})
     SELECT registration_id FROM sensitive_answers JOIN outdated ON outdated.id = sensitive_answers.registration_id`,
    now,
  );
}

async function counted(db: DataSource | EntityManager, sql: string, now: Date): Promise<AnswerCount> {
  const rows: { registration_id: string }[] = await db.query(sql, [now]);
  return {
    answers: rows.length,
    registrations: new Set(rows.map(({ registration_id: id }) => id)).size,
  };
}
