import type { DataSource, EntityManager } from 'typeorm';

/** A session as it must be known before somebody is let in at its door. Dates are civil in `timeZone`. */
export interface DoorSession {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly courseId: string;
  readonly status: 'scheduled' | 'cancelled';
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly timeZone: string;
  /** True where it is held for members. */
  readonly isForMembers: boolean;
  /** True where the programme asks for ages. */
  readonly asksAge: boolean;
  readonly pools: readonly {
    readonly key: string;
    readonly label: string;
    readonly labelEn: string | null;
  }[];
}

export async function doorSession(db: DataSource | EntityManager, id: string): Promise<DoorSession | null> {
  const [row] = await db.query(
    `SELECT session.id, session.organization_id AS "organizationId", session.programme_id AS "programmeId",
       session.course_id AS "courseId", session.status, session.starts_on::text AS "startsOn",
       session.ends_on::text AS "endsOn", session.time_zone AS "timeZone",
       course.registration_mode = 'members' AS "isForMembers",
       coalesce(programme.asks ->> 'age', 'no') <> 'no' AS "asksAge",
       (SELECT coalesce(json_agg(json_build_object('key', pool.key, 'label', pool.label, 'labelEn', pool.label_en)
          ORDER BY pool.position, pool.key), '[]')
        FROM seat_pools pool WHERE pool.session_id = session.id) AS pools
     FROM sessions session JOIN courses course ON course.id = session.course_id
     JOIN programmes programme ON programme.id = course.programme_id
     WHERE session.id = $1`,
    [id],
  );
  return row ?? null;
}

/** How many were let in at the door of a session so far. */
export async function walkInsOf(db: DataSource | EntityManager, sessionId: string): Promise<number> {
  const [row] = await db.query(
    `SELECT count(*)::int AS count FROM registrations WHERE session_id = $1 AND channel = 'walk_in'`,
    [sessionId],
  );
  return row.count;
}

/** A member of a course who has no place in a session of it. */
export interface AbsentMember {
  readonly id: string;
  readonly code: string;
  readonly nickname: string;
  readonly people: number;
}

/** Members who are not on the list of the session yet, by nickname. */
export function membersNotThere(
  db: DataSource | EntityManager,
  session: Pick<DoorSession, 'id' | 'courseId'>,
): Promise<AbsentMember[]> {
  return db.query(
    `SELECT registration.id, registration.code, registration.nickname, registration.people
     FROM registrations registration
     WHERE registration.course_id = $1 AND registration.membership AND registration.status = 'confirmed'
       AND NOT EXISTS (SELECT FROM places place WHERE place.registration_id = registration.id
         AND place.session_id = $2 AND place.status <> 'released')
     ORDER BY registration.nickname, registration.code
     LIMIT 500`,
    [session.courseId, session.id],
  );
}

/**
 * Gives a member a place in a session, in the first of its pools, also beyond the capacity. The pools must be locked.
 * @returns the place, and how many of its seats were beyond the capacity; null where it had one
 */
export async function seatMember(
  tx: EntityManager,
  {
    registrationId,
    sessionId,
    now,
  }: { readonly registrationId: string; readonly sessionId: string; readonly now: Date },
): Promise<{ readonly placeId: string; readonly beyond: number } | null> {
  const [row] = await tx.query(
    `WITH pool AS (
       SELECT id, unit, capacity, taken FROM seat_pools WHERE session_id = $2 ORDER BY position, key LIMIT 1
     ), place AS (
       INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, contact_key, confirmed_at)
       SELECT gen_random_uuid(), registration.organization_id, registration.id, $2, pool.id,
         CASE pool.unit WHEN 'people' THEN registration.people ELSE 1 END, 'confirmed', registration.contact_key, $3
       FROM registrations registration CROSS JOIN pool WHERE registration.id = $1
       ON CONFLICT (registration_id, session_id) DO UPDATE SET status = 'confirmed', confirmed_at = $3, released_at = NULL,
         pool_id = EXCLUDED.pool_id, units = EXCLUDED.units, kept = false
         WHERE places.status = 'released'
       RETURNING id, pool_id, units
     ), taken AS (
       UPDATE seat_pools SET taken = seat_pools.taken + place.units,
         overbooked = greatest(seat_pools.overbooked,
           seat_pools.taken + place.units - coalesce(seat_pools.capacity, seat_pools.taken + place.units))
       FROM place WHERE seat_pools.id = place.pool_id
     )
     SELECT place.id AS "placeId",
       least(place.units, greatest(0, pool.taken + place.units - coalesce(pool.capacity, pool.taken + place.units))) AS beyond
     FROM place JOIN pool ON pool.id = place.pool_id`,
    [registrationId, sessionId, now],
  );
  return row ?? null;
}
