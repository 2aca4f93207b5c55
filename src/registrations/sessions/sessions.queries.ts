import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import { TERMS } from '../answers/programme-terms.queries.js';
import { conditionsOf, type SessionFilter } from './session-conditions.js';
import type { PoolRow, SessionRow } from './session-view.js';

const COLUMNS = `session.id,
  session.organization_id AS "organizationId", session.programme_id AS "programmeId",
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
    AS organization,
  json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
    'kind', programme.kind) AS programme,
  CASE WHEN cardinality(session.also_for_ids) = 0 THEN '[]'::json ELSE
    (SELECT coalesce(json_agg(json_build_object('slug', served.slug, 'title', served.title, 'titleEn', served.title_en)
       ORDER BY served.position, served.key), '[]')
     FROM programmes served WHERE served.id = ANY(session.also_for_ids)) END AS "alsoFor",
  json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course,
  session.number, session.list_number AS "listNumber", session.title, session.topic, session.format,
  session.lecturer, session.date_state AS "dateState",
  session.date_text AS "dateText", session.within_from AS "withinFrom",
  session.within_until AS "withinUntil", session.starts_on AS "startsOn", session.ends_on AS "endsOn",
  to_char(session.start_time, 'HH24:MI') AS "startTime", to_char(session.end_time, 'HH24:MI') AS "endTime",
  to_char(session.doors_open, 'HH24:MI') AS "doorsOpen", session.duration_text AS "durationText",
  session.starts_at AS "startsAt", session.ends_at AS "endsAt", session.time_zone AS "timeZone",
  CASE WHEN venue.id IS NOT NULL THEN json_build_object('name', venue.name, 'nameEn', venue.name_en,
    'address', venue.address, 'building', venue.building, 'access', venue.access, 'parking', venue.parking,
    'online', venue.online, 'latitude', venue.latitude, 'longitude', venue.longitude,
    'stepFree', venue.step_free, 'discreetEntrance', venue.discreet_entrance) END AS venue,
  session.previous_starts AS "previousStarts", session.segments, session.status,
  session.cancel_reason AS "cancelReason", session.sequence,
  course.registration_mode AS mode, course.opens_at AS "opensAt", course.closes_at AS "closesAt",
  session.registration_closed_at AS "registrationClosedAt", course.channels, course.waiting_list AS "waitingList",
  course.queue_holds AS "queueHolds", course.offer_hours AS "offerHours", course.approval,
  CASE WHEN course.lottery IS NOT NULL THEN coalesce(
    (SELECT CASE WHEN lottery.seed IS NULL THEN 'listed' ELSE 'drawn' END FROM lotteries lottery
     WHERE lottery.course_id = course.id AND (lottery.session_id IS NULL OR lottery.session_id = session.id)
     LIMIT 1), 'collecting') END AS "lotteryStage",
  course.closes_when_full AS "closesWhenFull", course.join_until AS "joinUntil", course.max_people AS "maxPeople",
  (SELECT coalesce(json_agg(json_build_object('id', pool.id, 'key', pool.key, 'label', pool.label,
     'labelEn', pool.label_en, 'unit', pool.unit, 'capacity', pool.capacity, 'capacityStated', pool.capacity_stated,
     'taken', pool.taken, 'keptFor', pool.kept_for, 'keptUnits', pool.kept_units, 'keptUntil', pool.kept_until,
     'takenKept', pool.taken_kept, 'held', pool.held) ORDER BY pool.position, pool.key), '[]')
   FROM seat_pools pool WHERE pool.session_id = session.id) AS pools`;

/** True where somebody waits for seats in the course and would take them. */
const SOMEONE_WAITS = `EXISTS (SELECT FROM registrations waiting
  WHERE waiting.course_id = course.id AND waiting.status = 'waitlisted' AND waiting.resting IS NULL) AS "someoneWaits"`;

const TABLES = `FROM sessions session
JOIN courses course ON course.id = session.course_id
JOIN programmes programme ON programme.id = session.programme_id
JOIN organizations organization ON organization.id = session.organization_id
LEFT JOIN venues venue ON venue.id = session.venue_id`;

const ORDER = `session.starts_at NULLS LAST, session.within_from NULLS LAST, session.within_until,
  session.number NULLS LAST, session.id`;

/** Sessions in the order of date, time and id (undated ones of what is known of their months), with their pools: one query, whatever their number. */
export async function selectSessions(
  db: DataSource | EntityManager,
  filter: SessionFilter,
): Promise<SessionRow[]> {
  const parameters: unknown[] = [];
  const conditions = conditionsOf(filter, parameters);
  if (!filter.includeUndated && !filter.ids) conditions.push('session.starts_at IS NOT NULL');
  // What goes on page by page goes on after an instant and an id.
  const isPaged = filter.limit !== undefined && !filter.includeUndated;
  let sql = `SELECT ${COLUMNS}${filter.forRegistering ? `, ${TERMS}, ${SOMEONE_WAITS}` : ''} ${TABLES} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
    ORDER BY ${isPaged ? 'session.starts_at, session.id' : ORDER}`;
  if (filter.limit !== undefined) {
    parameters.push(filter.limit);
    sql += ` LIMIT $${parameters.length}`;
  }
  // Lookups are asked all the time, with few texts.
  const isLookup = parameters.length === 1 && (filter.ids ?? filter.course) !== undefined;
  const rows: SessionRow[] = await db.query(isLookup ? prepared(sql) : sql, parameters);
  return rows.map((row) => ({ ...row, pools: row.pools.map(withInstant) }));
}

/** An instant inside JSON is text. */
function withInstant(pool: PoolRow): PoolRow {
  return pool.keptUntil === null ? pool : { ...pool, keptUntil: new Date(pool.keptUntil) };
}
