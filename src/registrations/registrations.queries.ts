import type { DataSource, EntityManager } from 'typeorm';
import type { RegistrationMode } from '../programmes/course.entity.js';
import type { AdmissibleSession } from './domain/admission.js';

export interface CourseForAdmission {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly waitingList: boolean;
  readonly sessions: AdmissibleSession[];
}

/** The course that a request is about, with the sessions it asks for (one, or all) and their pools; null: no such thing. */
export async function courseForAdmission(
  db: DataSource | EntityManager,
  request: { readonly course?: string; readonly session?: string },
): Promise<CourseForAdmission | null> {
  const rows: {
    id: string;
    organizationId: string;
    programmeId: string;
    waitingList: boolean;
    mode: RegistrationMode;
    opensAt: Date | null;
    closesAt: Date | null;
    sessionId: string | null;
    status: 'scheduled' | 'cancelled';
    startsAt: Date | null;
    pools: { id: string; key: string; unit: 'people' | 'parties' }[];
  }[] = await db.query(
    `SELECT course.id, course.organization_id AS "organizationId", course.programme_id AS "programmeId",
       course.waiting_list AS "waitingList", course.registration_mode AS mode, course.opens_at AS "opensAt",
       course.closes_at AS "closesAt", session.id AS "sessionId", session.status, session.starts_at AS "startsAt",
       (SELECT coalesce(json_agg(json_build_object('id', pool.id, 'key', pool.key, 'unit', pool.unit)
          ORDER BY pool.position, pool.key), '[]')
        FROM seat_pools pool WHERE pool.session_id = session.id) AS pools
     FROM courses course
     LEFT JOIN sessions session ON session.course_id = course.id AND session.date_state = 'dated'
       AND ($2::uuid IS NULL OR session.id = $2)
     WHERE ${request.session ? 'session.id = $2 AND $1::uuid IS NULL' : 'course.id = $1'}
     ORDER BY session.starts_at, session.id`,
    [request.course ?? null, request.session ?? null],
  );
  const [first] = rows;
  if (!first) return null;
  return {
    id: first.id,
    organizationId: first.organizationId,
    programmeId: first.programmeId,
    waitingList: first.waitingList,
    sessions: rows.flatMap((row) =>
      row.sessionId === null
        ? []
        : [
            {
              id: row.sessionId,
              mode: row.mode,
              status: row.status,
              startsAt: row.startsAt,
              opensAt: row.opensAt,
              closesAt: row.closesAt,
              waitingList: row.waitingList,
              pools: row.pools,
            },
          ],
    ),
  };
}

export interface RegistrationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly courseId: string;
  readonly sessionId: string | null;
  readonly code: string;
  readonly status: 'confirmed' | 'waitlisted' | 'cancelled';
  readonly people: number;
  readonly nickname: string;
  readonly email: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  readonly language: 'ja' | 'en';
  readonly discreet: boolean;
  readonly organization: {
    slug: string;
    name: string;
    nameEn: string | null;
    contactName: string | null;
    contactEmail: string | null;
    contactTel: string | null;
  };
  readonly programme: { slug: string; title: string; titleEn: string | null; neutralTitle: string | null };
  readonly course: { id: string; title: string; titleEn: string | null };
  readonly places: { id: string; sessionId: string; status: 'confirmed' | 'waitlisted' | 'released' }[];
}

const REGISTRATION = `
SELECT registration.id, registration.organization_id AS "organizationId", registration.course_id AS "courseId",
  registration.session_id AS "sessionId", registration.code, registration.status, registration.people,
  registration.nickname, registration.email, registration.relation, registration.municipality, registration.language,
  registration.discreet,
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en,
    'contactName', organization.contact_name, 'contactEmail', organization.contact_email,
    'contactTel', organization.contact_tel) AS organization,
  json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
    'neutralTitle', programme.neutral_title) AS programme,
  json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course,
  (SELECT coalesce(json_agg(json_build_object('id', place.id, 'sessionId', place.session_id, 'status', place.status)
     ORDER BY session.starts_at, session.id), '[]')
   FROM places place JOIN sessions session ON session.id = place.session_id
   WHERE place.registration_id = registration.id) AS places
FROM registrations registration
JOIN organizations organization ON organization.id = registration.organization_id
JOIN programmes programme ON programme.id = registration.programme_id
JOIN courses course ON course.id = registration.course_id`;

export async function registrationByTokenHash(
  db: DataSource | EntityManager,
  hash: string,
): Promise<RegistrationRow | null> {
  const [row] = await db.query(`${REGISTRATION} WHERE registration.token_hash = $1`, [hash]);
  return row ?? null;
}

export async function registrationById(
  db: DataSource | EntityManager,
  id: string,
): Promise<RegistrationRow | null> {
  const [row] = await db.query(`${REGISTRATION} WHERE registration.id = $1`, [id]);
  return row ?? null;
}

/** Position in the queue (1 is next) among those who wait for a seat in at least one session that this one waits for. */
export async function waitingPosition(
  db: DataSource | EntityManager,
  registrationId: string,
): Promise<number | null> {
  const [row] = await db.query(
    `SELECT count(DISTINCT ahead.id) + 1 AS position
     FROM registrations mine
     LEFT JOIN (registrations ahead
       JOIN places theirs ON theirs.registration_id = ahead.id AND theirs.status = 'waitlisted')
       ON ahead.course_id = mine.course_id AND ahead.status = 'waitlisted'
       AND (ahead.queued_at, ahead.id) < (mine.queued_at, mine.id)
       AND theirs.pool_id IN (SELECT pool_id FROM places WHERE registration_id = mine.id AND status = 'waitlisted')
     WHERE mine.id = $1 AND mine.status = 'waitlisted'
     GROUP BY mine.id`,
    [registrationId],
  );
  return row ? Number(row.position) : null;
}
