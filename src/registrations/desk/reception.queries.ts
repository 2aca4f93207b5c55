import type { DataSource } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';
import { ACTIVE, type Channel, type RegistrationStatus } from '../domain/statuses.js';
import { toCome } from '../seats/to-come.queries.js';
import { plainNickname } from './nickname.sql.js';

/** One registration in a list of the desk. */
export interface DeskRow {
  readonly id: string;
  readonly code: string;
  readonly nickname: string;
  readonly people: number;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly channel: Channel;
  readonly relation: string | null;
  readonly organization: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly course: string;
  readonly courseId: string;
  readonly createdAt: Date;
  readonly timeZone: string;
  /** Until when offered seats are held. */
  readonly offerExpiresAt: Date | null;
  /** Sessions to come in which it holds or waits for a place, the next first; dates are civil. */
  readonly sessions: readonly {
    readonly id: string;
    readonly number: number | null;
    readonly startsOn: string | null;
    readonly startTime: string | null;
    readonly status: string;
  }[];
}

/** How many registrations a list of the desk shows at most. */
export const MOST_ROWS = 50;

// $1, $2 the scope, $3 now.
const ROW = `
  SELECT registration.id, registration.code, registration.nickname, registration.people, registration.status,
    registration.membership, registration.channel, registration.relation, registration.created_at AS "createdAt",
    registration.course_id AS "courseId", organization.name AS organization, organization.time_zone AS "timeZone",
    programme.title AS programme, programme.title_en AS "programmeEn", course.title AS course,
    (SELECT expires_at FROM offers WHERE offers.registration_id = registration.id AND offers.status = 'open')
      AS "offerExpiresAt",
    (SELECT coalesce(json_agg(json_build_object('id', session.id, 'number', session.number,
       'startsOn', session.starts_on, 'startTime', to_char(session.start_time, 'HH24:MI'), 'status', place.status)
       ORDER BY session.starts_at NULLS LAST, session.number, session.id), '[]')
     FROM places place JOIN sessions session ON session.id = place.session_id
     WHERE place.registration_id = registration.id AND place.status <> 'released' AND session.status = 'scheduled'
       AND (session.ends_at IS NULL OR session.ends_at > $3)) AS sessions
  FROM registrations registration
  JOIN organizations organization ON organization.id = registration.organization_id
  JOIN programmes programme ON programme.id = registration.programme_id
  JOIN courses course ON course.id = registration.course_id`;

const IN_SCOPE =
  '(registration.organization_id = ANY($1::uuid[]) OR registration.programme_id = ANY($2::uuid[]))';

/** Requests of courses in which staff decide, those that are still of use. */
const TO_DECIDE = `${IN_SCOPE} AND registration.status = 'applied' AND course.approval
  AND (registration.membership OR EXISTS (
    SELECT FROM places place JOIN sessions session ON session.id = place.session_id
    WHERE place.registration_id = registration.id AND place.status = 'applied' AND session.status = 'scheduled'
      AND ${toCome('session', '$3')}))`;

const OFFERED = `${IN_SCOPE} AND registration.status = 'offered'`;

/** The registrations with this 受付番号: one in each organization at most. */
export function registrationsByNumber(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  { code, now }: { readonly code: string; readonly now: Date },
): Promise<DeskRow[]> {
  return db.query(
    `${ROW} WHERE ${IN_SCOPE} AND registration.code = $4 ORDER BY registration.created_at DESC`,
    [organizations, programmes, now, code],
  );
}

/**
 * Registrations in whose nickname, or that of someone who comes along, `typed` is found: those that are still somebody's
 * concern first, then the latest. Reads the nicknames of the whole scope: 50,000 of them take about half a second.
 */
export function registrationsByNickname(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  { typed, now }: { readonly typed: string; readonly now: Date },
): Promise<DeskRow[]> {
  const wanted = plainNickname('$4::text');
  return db.query(
    `${ROW}
     WHERE ${IN_SCOPE} AND ${wanted} <> '' AND (
       strpos(${plainNickname('registration.nickname')}, ${wanted}) > 0
       OR EXISTS (SELECT FROM companions companion WHERE companion.registration_id = registration.id
         AND strpos(${plainNickname('companion.nickname')}, ${wanted}) > 0))
     ORDER BY (registration.status NOT IN ${ACTIVE}), registration.created_at DESC, registration.id
     LIMIT ${MOST_ROWS + 1}`,
    [organizations, programmes, now, typed],
  );
}

/** Requests that wait for a decision, the oldest first. */
export function requestsToDecide(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  now: Date,
): Promise<DeskRow[]> {
  return db.query(
    `${ROW} WHERE ${TO_DECIDE} ORDER BY registration.queued_at, registration.id LIMIT ${MOST_ROWS}`,
    [organizations, programmes, now],
  );
}

/** Registrations that were offered seats and have not answered, those that run out first. */
export function offersRunningOut(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  now: Date,
): Promise<DeskRow[]> {
  return db.query(`${ROW} WHERE ${OFFERED} ORDER BY "offerExpiresAt", registration.id LIMIT ${MOST_ROWS}`, [
    organizations,
    programmes,
    now,
  ]);
}

/** How many registrations wait for staff. */
export interface DeskCounts {
  readonly requests: number;
  readonly offers: number;
}

export async function countWaitingForStaff(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  now: Date,
): Promise<DeskCounts> {
  const [row] = await db.query(
    `SELECT count(*) FILTER (WHERE registration.status = 'applied')::int AS requests,
       count(*) FILTER (WHERE registration.status = 'offered')::int AS offers
     FROM registrations registration JOIN courses course ON course.id = registration.course_id
     WHERE (${TO_DECIDE}) OR (${OFFERED})`,
    [organizations, programmes, now],
  );
  return row;
}

/** A course or session for which staff may register someone now: it is held, or to come, within these days. */
export interface RegistrableSession {
  readonly id: string;
  readonly number: number | null;
  readonly startsOn: string;
  readonly startTime: string | null;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly course: string;
  readonly courseId: string;
  readonly organization: string;
  readonly mode: string;
}

/** Sessions of the next days for which somebody can be registered, the next first; `from`, `to` civil, both inclusive. */
export function registrableSessions(
  db: DataSource,
  { organizations, programmes }: StaffScope,
  { now, from, to }: { readonly now: Date; readonly from: string; readonly to: string },
): Promise<RegistrableSession[]> {
  return db.query(
    `SELECT session.id, session.number, session.starts_on::text AS "startsOn",
       to_char(session.start_time, 'HH24:MI') AS "startTime", programme.title AS programme,
       programme.title_en AS "programmeEn", course.title AS course, course.id AS "courseId",
       organization.name AS organization, course.registration_mode AS mode
     FROM sessions session
     JOIN courses course ON course.id = session.course_id
     JOIN programmes programme ON programme.id = session.programme_id
     JOIN organizations organization ON organization.id = session.organization_id
     WHERE (session.organization_id = ANY($1::uuid[]) OR session.programme_id = ANY($2::uuid[]))
       AND session.status = 'scheduled' AND session.starts_on BETWEEN $4::date AND $5::date AND ${toCome('session', '$3')}
       AND course.registration_mode IN ('course', 'session', 'both', 'members')
       AND EXISTS (SELECT FROM seat_pools pool WHERE pool.session_id = session.id)
     ORDER BY session.starts_at, programme.position, session.id
     LIMIT 100`,
    [organizations, programmes, now, from, to],
  );
}
