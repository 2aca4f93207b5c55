import type { DataSource, EntityManager } from 'typeorm';

/** One dated session of the demo's courses, with its first pool; null where it has none. */
export interface DemoSessionRow {
  readonly organization: string;
  readonly organizationId: string;
  readonly programme: string;
  readonly programmeId: string;
  readonly course: string;
  readonly courseId: string;
  readonly fiscalYear: number;
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'scheduled' | 'cancelled';
  readonly pool: {
    readonly id: string;
    readonly key: string;
    readonly unit: 'people' | 'parties';
    readonly capacity: number | null;
  } | null;
}

/** True where nobody has used the database yet and no other process is filling it at this moment. */
export async function mayFill(tx: EntityManager): Promise<boolean> {
  const [lock] = await tx.query(`SELECT pg_try_advisory_xact_lock(hashtext('tsudoi demo year')) AS held`);
  if (!lock.held) return false;
  const [row] = await tx.query('SELECT EXISTS (SELECT FROM organizations) AS filled');
  return !row.filled;
}

/** $1 hash of the demo's API token, $2 mail address of the demo's owner. */
export async function holdsDemo(db: DataSource, tokenHash: string, email: string): Promise<boolean> {
  const [row] = await db.query(
    `SELECT EXISTS (SELECT FROM api_tokens WHERE token_hash = $1 AND revoked_at IS NULL)
       AND EXISTS (SELECT FROM staff_members WHERE email = $2 AND disabled_at IS NULL) AS holds`,
    [tokenHash, email],
  );
  return row.holds;
}

/** All dated sessions, in the order of their courses and of time. */
export async function datedSessions(tx: EntityManager): Promise<DemoSessionRow[]> {
  return tx.query(`
    SELECT organization.slug AS organization, organization.id AS "organizationId",
      programme.key AS programme, programme.id AS "programmeId",
      course.key AS course, course.id AS "courseId", course.fiscal_year AS "fiscalYear",
      session.id, session.starts_at AS "startsAt", session.ends_at AS "endsAt", session.status,
      (SELECT json_build_object('id', pool.id, 'key', pool.key, 'unit', pool.unit, 'capacity', pool.capacity)
       FROM seat_pools pool WHERE pool.session_id = session.id ORDER BY pool.position, pool.key LIMIT 1) AS pool
    FROM sessions session
    JOIN courses course ON course.id = session.course_id
    JOIN programmes programme ON programme.id = session.programme_id
    JOIN organizations organization ON organization.id = session.organization_id
    WHERE session.starts_at IS NOT NULL
    ORDER BY organization.slug, programme.key, course.key, session.starts_at, session.id`);
}

/** Sets every counter to what the places just written take; nobody else can have written any yet. */
export async function countTakenSeats(tx: EntityManager): Promise<void> {
  await tx.query(`
    UPDATE seat_pools pool SET taken = held.units
    FROM (SELECT pool_id, sum(units) AS units FROM places WHERE status = 'confirmed' GROUP BY pool_id) held
    WHERE pool.id = held.pool_id`);
}
