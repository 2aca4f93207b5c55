import type { Check } from '../../platform/database/check.js';
import { TAKES_SEAT } from '../domain/statuses.js';
import { couldEverFitSql, fittingSql } from '../queue/waiting-list.queries.js';
import { toCome } from './to-come.queries.js';

/** What must hold of sessions, seats, places and the queue. */
export const SEAT_CHECKS: readonly Check[] = [
  {
    invariant: 'I1',
    name: 'pool oversold',
    sql: `SELECT id AS subject, taken || ' taken of ' || capacity AS detail FROM seat_pools
          WHERE capacity IS NOT NULL AND taken > capacity + overbooked`,
  },
  {
    invariant: 'I2',
    name: 'two places of one contact in one session',
    sql: `SELECT session_id AS subject, count(*) || ' places' AS detail FROM places
          WHERE contact_key IS NOT NULL AND status <> 'released'
          GROUP BY session_id, contact_key HAVING count(*) > 1`,
  },
  {
    invariant: 'I3',
    name: 'registration neither whole nor queued',
    sql: `SELECT registration.id AS subject, registration.status || ' with ' ||
            string_agg(DISTINCT place.status, ', ') AS detail
          FROM registrations registration
          JOIN places place ON place.registration_id = registration.id AND place.status <> 'released'
          JOIN sessions session ON session.id = place.session_id
          WHERE ${toCome('session', ':now')} AND session.status = 'scheduled' AND place.status <> registration.status
          GROUP BY registration.id`,
  },
  {
    invariant: 'I3',
    name: 'course registration without a place in a session of its course',
    sql: `SELECT registration.id AS subject, 'no place in session ' || session.id AS detail
          FROM registrations registration
          JOIN sessions session ON session.course_id = registration.course_id
          WHERE registration.session_id IS NULL AND registration.status = 'confirmed' AND NOT registration.membership
            AND session.status = 'scheduled' AND ${toCome('session', ':now')}
            AND EXISTS (SELECT FROM seat_pools pool WHERE pool.session_id = session.id
              AND pool.key = registration.pool_key)
            AND NOT EXISTS (SELECT FROM places place WHERE place.session_id = session.id
              AND (place.registration_id = registration.id
                -- or the same contact holds it by another registration (I2), or gave it back there: the sweep leaves it so
                OR place.contact_key IN (
                  SELECT contact_key FROM places WHERE registration_id = registration.id)))`,
  },
  {
    invariant: 'I4',
    name: 'seats free for everything that a queued registration waits for',
    sql: `SELECT fitting.id AS subject, 'waits for free seats' AS detail FROM (${fittingSql(':now')}) fitting`,
  },
  {
    invariant: 'I5',
    name: 'registration with an address and no message about it',
    sql: `SELECT registration.id AS subject, 'nothing in the ledger' AS detail FROM registrations registration
          WHERE registration.email IS NOT NULL AND registration.created_at <= :now
            AND NOT EXISTS (SELECT FROM messages message WHERE message.subject_id = registration.id
              AND message.kind IN ('applied', 'confirmed', 'waiting', 'moved_registration', 'transferred'))`,
  },
  {
    invariant: 'I6',
    name: 'holder of a place in a cancelled session who was not told',
    sql: `SELECT place.id AS subject, 'no notice about session ' || session.id AS detail
          FROM sessions session
          JOIN places place ON place.session_id = session.id AND place.status <> 'released'
          JOIN registrations registration ON registration.id = place.registration_id AND registration.email IS NOT NULL
          WHERE session.status = 'cancelled' AND ${toCome('session', ':now')} AND registration.created_at < session.changed_at
            AND NOT EXISTS (SELECT FROM messages message WHERE message.subject_id = place.id
              AND message.kind = 'cancelled_session')`,
  },
  {
    invariant: 'I7',
    name: 'instant that does not follow from the civil date and time',
    sql: `SELECT id AS subject, starts_at || ' for ' || starts_on || ' ' || coalesce(start_time, '00:00') AS detail
          FROM sessions
          WHERE starts_at AT TIME ZONE time_zone IS DISTINCT FROM starts_on + coalesce(start_time, '00:00')`,
  },
  {
    invariant: 'I11',
    name: 'counter differs from its recount',
    sql: `SELECT pool.id AS subject, pool.taken || ' counted, ' || coalesce(sum(place.units), 0) || ' held' AS detail
          FROM seat_pools pool
          LEFT JOIN places place ON place.pool_id = pool.id AND place.status IN ${TAKES_SEAT}
          GROUP BY pool.id HAVING pool.taken <> coalesce(sum(place.units), 0)`,
  },
  {
    invariant: 'I11',
    name: 'counter of residents differs from its recount',
    sql: `SELECT pool.id AS subject, pool.taken_kept || ' counted, ' || coalesce(sum(place.units), 0) || ' held' AS detail
          FROM seat_pools pool
          LEFT JOIN places place ON place.pool_id = pool.id AND place.status IN ${TAKES_SEAT} AND place.kept
          GROUP BY pool.id HAVING pool.taken_kept <> coalesce(sum(place.units), 0)`,
  },
  {
    invariant: 'I4',
    name: 'pool held by nobody, or not held by one who waits',
    sql: `SELECT pool.id AS subject, CASE WHEN pool.held THEN 'held' ELSE 'not held' END AS detail
          FROM seat_pools pool
          JOIN sessions session ON session.id = pool.session_id
          JOIN courses course ON course.id = session.course_id
          WHERE session.status = 'scheduled' AND ${toCome('session', ':now')}
            AND pool.held <> (course.queue_holds AND EXISTS (
              SELECT FROM places place JOIN registrations registration ON registration.id = place.registration_id
              WHERE place.pool_id = pool.id AND place.status = 'waitlisted'
                AND registration.status = 'waitlisted' AND registration.resting IS NULL
                AND ${couldEverFitSql('registration')}))`,
  },
  {
    invariant: 'I4',
    name: 'open offer that outlives the start of its sessions',
    sql: `SELECT offer.id AS subject, 'open until ' || offer.expires_at AS detail
          FROM offers offer
          JOIN places place ON place.registration_id = offer.registration_id AND place.status = 'offered'
          JOIN sessions session ON session.id = place.session_id
          WHERE offer.status = 'open' AND offer.expires_at > :now AND session.status = 'scheduled'
          GROUP BY offer.id HAVING offer.expires_at > max(session.starts_at)`,
  },
  {
    invariant: 'I4',
    name: 'registration is offered seats without an open offer, or has one without being offered seats',
    sql: `SELECT registration.id AS subject, registration.status AS detail
          FROM registrations registration
          LEFT JOIN offers offer ON offer.registration_id = registration.id AND offer.status = 'open'
          WHERE (registration.status = 'offered') <> (offer.id IS NOT NULL)`,
  },
];
