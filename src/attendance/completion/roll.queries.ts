import type { DataSource, EntityManager } from 'typeorm';
import { personOfRegistration, samePersonOfRegistration } from '../people/person-key.sql.js';
import { nicknameOf } from './completion.queries.js';

/** Somebody who completed a course of a programme, on its roll or not. Dates are civil. */
export interface RollRow {
  readonly id: string;
  readonly person: string;
  readonly courseId: string;
  readonly course: string;
  readonly courseEn: string | null;
  readonly code: string;
  readonly name: string | null;
  /** Null: one of a party that is not named. */
  readonly nickname: string | null;
  readonly contact: string;
  readonly municipality: string | null;
  readonly rollNumber: string | null;
  readonly certificateNumber: number | null;
  readonly attended: number;
  readonly sessions: number;
  readonly completedOn: string;
  readonly enrolledOn: string | null;
  readonly endedOn: string | null;
  /** Who it was has been erased. */
  readonly isErased: boolean;
}

/** A programme as its roll names it. */
export interface RollProgramme {
  readonly programmeId: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly organization: string;
  readonly organizationEn: string | null;
  readonly timeZone: string;
}

type Db = DataSource | EntityManager;

/** A programme by its slug or id. */
export async function rollProgramme(db: Db, slugOrId: string): Promise<RollProgramme | null> {
  const [row] = await db.query(
    `SELECT p.id AS "programmeId", o.id AS "organizationId", p.slug, p.title, p.title_en AS "titleEn",
       o.name AS organization, o.name_en AS "organizationEn", o.time_zone AS "timeZone"
     FROM programmes p JOIN organizations o ON o.id = p.organization_id
     WHERE p.slug = $1 OR p.id::text = $1`,
    [slugOrId],
  );
  return row ?? null;
}

/** Completions of a programme that stand, in the order of their numbers on the roll. */
export function rollRows(
  db: Db,
  by: { readonly programmeId: string } | { readonly courseId: string } | { readonly id: string },
): Promise<RollRow[]> {
  const [column, value] =
    'programmeId' in by
      ? ['programme_id', by.programmeId]
      : 'courseId' in by
        ? ['course_id', by.courseId]
        : ['id', by.id];
  return db.query(
    `SELECT completion.id, ${personOfRegistration('registration')} || ':' || completion.member AS person,
       completion.course_id AS "courseId", course.title AS course, course.title_en AS "courseEn", registration.code,
       completion.name, ${nicknameOf('completion.member')} AS nickname, registration.nickname AS contact,
       completion.municipality, completion.roll_number AS "rollNumber",
       completion.certificate_number AS "certificateNumber", completion.attended, completion.sessions,
       completion.completed_on::text AS "completedOn", completion.enrolled_on::text AS "enrolledOn",
       completion.ended_on::text AS "endedOn", registration.erased_at IS NOT NULL AS "isErased"
     FROM completions completion
     JOIN courses course ON course.id = completion.course_id
     JOIN registrations registration ON registration.id = completion.registration_id
     ${samePersonOfRegistration('registration')}
     WHERE completion.${column} = $1 AND completion.withdrawn_at IS NULL
     ORDER BY length(completion.roll_number), completion.roll_number, completion.certificate_number, completion.id`,
    [value],
  );
}

/** Numbers that stand on the roll of a programme. */
export async function rollNumbersOf(db: Db, programmeId: string): Promise<string[]> {
  const rows: { number: string }[] = await db.query(
    `SELECT roll_number AS number FROM completions
     WHERE programme_id = $1 AND roll_number IS NOT NULL AND withdrawn_at IS NULL`,
    [programmeId],
  );
  return rows.map(({ number }) => number);
}

/** The number of the next certificate of a programme: none is used twice, also where a completion was taken back. */
export async function nextCertificateNumber(db: Db, programmeId: string): Promise<number> {
  const [row] = await db.query(
    'SELECT coalesce(max(certificate_number), 0) + 1 AS next FROM completions WHERE programme_id = $1',
    [programmeId],
  );
  return row.next;
}
