/** One way in which the stored data can break a promise of the house: rows returned are violations. */
export interface Check {
  /** The invariant of docs/architecture.md that it looks after. */
  readonly invariant: string;
  readonly name: string;
  /** Selects `subject` (an id) and `detail` of each violation. No personal data. $1 is the present instant. */
  readonly sql: string;
}

/** Checks of seats, places and the queue; each is one statement that reads committed data only. */
export const SEAT_CHECKS: readonly Check[] = [
  {
    invariant: 'I1',
    name: 'pool oversold',
    sql: `SELECT id AS subject, taken || ' taken of ' || capacity AS detail FROM seat_pools
          WHERE capacity IS NOT NULL AND taken > capacity + overbooked AND $1::timestamptz IS NOT NULL`,
  },
  {
    invariant: 'I2',
    name: 'two places of one contact in one session',
    sql: `SELECT session_id AS subject, count(*) || ' places' AS detail FROM places
          WHERE contact_key IS NOT NULL AND status IN ('confirmed', 'waitlisted') AND $1::timestamptz IS NOT NULL
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
          WHERE session.starts_at > $1 AND session.status = 'scheduled' AND place.status <> registration.status
          GROUP BY registration.id`,
  },
  {
    invariant: 'I3',
    name: 'course registration without a place in a session of its course',
    sql: `SELECT registration.id AS subject, 'no place in session ' || session.id AS detail
          FROM registrations registration
          JOIN sessions session ON session.course_id = registration.course_id
          WHERE registration.session_id IS NULL AND registration.status = 'confirmed'
            AND session.status = 'scheduled' AND session.starts_at > $1
            AND EXISTS (SELECT FROM seat_pools pool WHERE pool.session_id = session.id
              AND pool.key = registration.pool_key)
            AND NOT EXISTS (SELECT FROM places place WHERE place.registration_id = registration.id
              AND place.session_id = session.id)`,
  },
  {
    invariant: 'I4',
    name: 'seats free for everything that a queued registration waits for',
    sql: `SELECT registration.id AS subject, 'waits for free seats' AS detail
          FROM registrations registration
          JOIN places place ON place.registration_id = registration.id AND place.status = 'waitlisted'
          JOIN sessions session ON session.id = place.session_id
          JOIN seat_pools pool ON pool.id = place.pool_id
          WHERE registration.status = 'waitlisted' AND session.status = 'scheduled' AND session.starts_at > $1
          GROUP BY registration.id
          HAVING bool_and(pool.capacity IS NULL OR pool.taken + place.units <= pool.capacity)`,
  },
  {
    invariant: 'I5',
    name: 'registration with an address and no message about it',
    sql: `SELECT registration.id AS subject, 'nothing in the ledger' AS detail FROM registrations registration
          WHERE registration.email IS NOT NULL AND registration.created_at <= $1
            AND registration.idempotency_key IS DISTINCT FROM 'demo'
            AND NOT EXISTS (SELECT FROM messages message WHERE message.subject_id = registration.id
              AND message.kind IN ('confirmed', 'waiting'))`,
  },
  {
    invariant: 'I11',
    name: 'counter differs from its recount',
    sql: `SELECT pool.id AS subject, pool.taken || ' counted, ' || coalesce(sum(place.units), 0) || ' held' AS detail
          FROM seat_pools pool
          LEFT JOIN places place ON place.pool_id = pool.id AND place.status = 'confirmed'
          WHERE $1::timestamptz IS NOT NULL
          GROUP BY pool.id HAVING pool.taken <> coalesce(sum(place.units), 0)`,
  },
];
