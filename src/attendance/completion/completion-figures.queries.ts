import type { DataSource, EntityManager } from 'typeorm';
import { personOfRegistration, samePersonOfRegistration } from '../people/person-key.sql.js';

/** What was recognised of one course, in a period. */
export interface CompletedCourse {
  readonly programmeId: string;
  readonly courseId: string;
  /** 修了者数: people whose completion stands, each once in the course. */
  readonly people: number;
}

/**
 * How many completed each course with a session of this period, courses without anybody left out: the day of the session with which
 * the rule was met decides, not the day on which staff recognised it. What was taken back counts for nobody.
 * @param period civil dates, both included
 * @param programmeIds only these
 */
export function completionsByProgramme(
  db: DataSource | EntityManager,
  period: { readonly from: string; readonly to: string },
  programmeIds: readonly string[],
): Promise<CompletedCourse[]> {
  return db.query(
    `SELECT completion.programme_id AS "programmeId", completion.course_id AS "courseId",
       count(DISTINCT ${personOfRegistration('registration')} || ':' || completion.member)::int AS people
     FROM completions completion
     JOIN registrations registration ON registration.id = completion.registration_id
     ${samePersonOfRegistration('registration')}
     WHERE completion.programme_id = ANY ($3::uuid[]) AND completion.completed_on BETWEEN $1 AND $2
       AND completion.withdrawn_at IS NULL
     GROUP BY completion.programme_id, completion.course_id
     ORDER BY completion.programme_id, completion.course_id`,
    [period.from, period.to, programmeIds],
  );
}
