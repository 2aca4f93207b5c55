import type { DataSource, EntityManager } from 'typeorm';

/** A registration as stored, with its places. */
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
  readonly places: readonly {
    readonly sessionId: string;
    readonly status: 'confirmed' | 'waitlisted' | 'released';
  }[];
}

const REGISTRATION = `
SELECT registration.id, registration.organization_id AS "organizationId", registration.course_id AS "courseId",
  registration.session_id AS "sessionId", registration.code, registration.status, registration.people,
  registration.nickname, registration.email, registration.relation, registration.municipality, registration.language,
  registration.discreet,
  (SELECT coalesce(json_agg(json_build_object('sessionId', place.session_id, 'status', place.status)), '[]')
   FROM places place WHERE place.registration_id = registration.id) AS places
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
