import type { EntityManager } from 'typeorm';
import type { StaffScope } from '../programmes/programme-access.js';
import type { Category, Marked } from './domain/attendance.js';

/** What is written about one session, by whom and when. */
export interface Recording {
  readonly sessionId: string;
  readonly organizationId: string;
  readonly actor: string;
  readonly at: Date;
}

/** The session as it must be known before attendance is written; locked until the transaction ends. */
export interface LockedSession {
  readonly organizationId: string;
  readonly programmeId: string;
  readonly status: 'scheduled' | 'cancelled';
  readonly startsOn: string | null;
  readonly timeZone: string;
  readonly recordedAt: Date | null;
}

/**
 * Locks a session against another recording (FOR NO KEY UPDATE: registrations, which only point to it, are not held up).
 * Null where there is none in the scope.
 */
export async function lockSession(
  tx: EntityManager,
  sessionId: string,
  { organizations, programmes }: StaffScope,
): Promise<LockedSession | null> {
  const [row] = await tx.query(
    `SELECT s.organization_id AS "organizationId", s.programme_id AS "programmeId", s.status, s.starts_on::text AS "startsOn", s.time_zone AS "timeZone"
       FROM sessions s WHERE s.id = $1 AND (s.organization_id = ANY ($2) OR s.programme_id = ANY ($3))
        FOR NO KEY UPDATE`,
    [sessionId, organizations, programmes],
  );
  if (!row) return null;
  // A second statement: it sees what whoever held the lock before has committed.
  const [record] = await tx.query(
    'SELECT recorded_at AS "recordedAt" FROM attendance_records WHERE session_id = $1',
    [sessionId],
  );
  return { ...row, recordedAt: record?.recordedAt ?? null };
}

/** Makes the marks of the session exactly `marks`; a mark that stays as it was keeps its time and author. */
export async function replaceMarks(
  tx: EntityManager,
  recording: Recording,
  marks: ReadonlyMap<string, Marked>,
): Promise<void> {
  const places = [...marks.keys()];
  const { sessionId, organizationId, actor, at } = recording;
  await tx.query('DELETE FROM attendance_marks WHERE session_id = $1 AND NOT (place_id = ANY ($2::uuid[]))', [
    sessionId,
    places,
  ]);
  await tx.query(
    `INSERT INTO attendance_marks (place_id, organization_id, session_id, mark, people, marked_at, marked_by)
     SELECT wanted.place, $1, $2, wanted.mark, wanted.people, $3, $4
       FROM unnest($5::uuid[], $6::text[], $7::int[]) AS wanted (place, mark, people)
     ON CONFLICT (place_id) DO UPDATE
        SET mark = EXCLUDED.mark, people = EXCLUDED.people, marked_at = EXCLUDED.marked_at, marked_by = EXCLUDED.marked_by
      WHERE (attendance_marks.mark, attendance_marks.people) IS DISTINCT FROM (EXCLUDED.mark, EXCLUDED.people)`,
    [
      organizationId,
      sessionId,
      at,
      actor,
      places,
      places.map((place) => marks.get(place)?.mark),
      places.map((place) => marks.get(place)?.people),
    ],
  );
}

/** Makes the head counts of the session exactly `counts`: 0 is a count, a category left out is none. */
export async function replaceCounts(
  tx: EntityManager,
  { sessionId, organizationId }: Recording,
  counts: ReadonlyMap<Category, number>,
): Promise<void> {
  const categories = [...counts.keys()];
  await tx.query('DELETE FROM head_counts WHERE session_id = $1 AND NOT (category = ANY ($2::text[]))', [
    sessionId,
    categories,
  ]);
  await tx.query(
    `INSERT INTO head_counts (session_id, organization_id, category, people)
     SELECT $1, $2, wanted.category, wanted.people FROM unnest($3::text[], $4::int[]) AS wanted (category, people)
     ON CONFLICT (session_id, category) DO UPDATE SET people = EXCLUDED.people`,
    [sessionId, organizationId, categories, [...counts.values()]],
  );
}

/** Says that attendance of the session is recorded; or, with `recorded` false, that nothing is. */
export async function writeRecord(tx: EntityManager, recording: Recording, recorded: boolean): Promise<void> {
  const { sessionId, organizationId, actor, at } = recording;
  if (!recorded) {
    await tx.query('DELETE FROM attendance_records WHERE session_id = $1', [sessionId]);
    return;
  }
  await tx.query(
    `INSERT INTO attendance_records (session_id, organization_id, recorded_at, recorded_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (session_id) DO UPDATE SET recorded_at = EXCLUDED.recorded_at, recorded_by = EXCLUDED.recorded_by`,
    [sessionId, organizationId, at, actor],
  );
}
