import type { DataSource, EntityManager } from 'typeorm';
import type { Language } from '../platform/views/messages.js';
import type { Channel, MailWanted, PlaceStatus, RegistrationStatus } from './domain/statuses.js';
import type { CalendarStanding } from './registration-tokens.js';
import type { SessionView } from './sessions/session-view.js';

/** A registration as stored, with its places. */
export interface RegistrationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly courseId: string;
  readonly sessionId: string | null;
  readonly code: string;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly tokenVersion: number;
  readonly calendar: CalendarStanding;
  readonly channel: Channel;
  /** Why the queue leaves it out; null: it takes its turn, or does not wait. */
  readonly resting: 'declined' | 'expired' | null;
  readonly people: number;
  readonly nickname: string;
  readonly email: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
  /** Years, as they said it; null: not said. */
  readonly age: number | null;
  readonly language: Language;
  readonly discreet: boolean;
  readonly mailWanted: MailWanted;
  readonly places: readonly {
    readonly sessionId: string;
    readonly status: PlaceStatus;
  }[];
  /** Who comes along, as far as they are named. */
  readonly companions: readonly CompanionRow[];
  /** Until when the offered seats are held; null: none are offered. */
  readonly offerExpiresAt: Date | null;
}

/** Somebody who comes along. */
export interface CompanionRow {
  readonly nickname: string | null;
  readonly relation: string | null;
  readonly age: number | null;
}

/** SQL: the `CalendarStanding` of a row of registrations. */
export const CALENDAR_STANDING = `json_build_object('version', calendar_version,
  'isStopped', calendar_stopped_at IS NOT NULL, 'hasOwnToken', calendar_token_hash IS NOT NULL)`;

const REGISTRATION = `
SELECT registration.id, registration.organization_id AS "organizationId", registration.course_id AS "courseId",
  registration.session_id AS "sessionId", registration.code, registration.status, registration.people,
  registration.nickname, registration.email, registration.relation, registration.municipality, registration.age, registration.language,
  registration.discreet, registration.membership, registration.token_version AS "tokenVersion", registration.channel,
  registration.resting, registration.mail_wanted AS "mailWanted",
  ${CALENDAR_STANDING} AS calendar,
  (SELECT coalesce(json_agg(json_build_object('sessionId', place.session_id, 'status', place.status)), '[]')
   FROM places place WHERE place.registration_id = registration.id) AS places,
  (SELECT coalesce(json_agg(json_build_object('nickname', companion.nickname, 'relation', companion.relation,
     'age', companion.age)
     ORDER BY companion.position), '[]')
   FROM companions companion WHERE companion.registration_id = registration.id) AS companions,
  (SELECT expires_at FROM offers WHERE registration_id = registration.id AND status = 'open') AS "offerExpiresAt"
FROM registrations registration`;

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

/** Of what a registration without places is: the parts of a session that name its course. */
export async function registrationOwner(
  db: DataSource | EntityManager,
  courseId: string,
): Promise<Pick<SessionView, 'organization' | 'programme' | 'course'>> {
  const [row] = await db.query(
    `SELECT
       json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
         AS organization,
       json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
         'kind', programme.kind) AS programme,
       json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course
     FROM courses course
     JOIN programmes programme ON programme.id = course.programme_id
     JOIN organizations organization ON organization.id = course.organization_id
     WHERE course.id = $1`,
    [courseId],
  );
  return row;
}
