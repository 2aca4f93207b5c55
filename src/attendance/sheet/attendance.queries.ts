import type { EntityManager } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';
import type { PartyMarks } from '../domain/attendance.js';
import type { OwnCategory } from '../domain/head-categories.js';

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
  /** The organization's own categories of head counts; empty: the usual. */
  readonly ownCategories: readonly OwnCategory[];
  /** Null: nothing is recorded. */
  readonly recordedAt: Date | null;
  /** True: what is counted are estimates. */
  readonly approximate: boolean;
  /** Null: the sheet is open. */
  readonly closedAt: Date | null;
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
    `SELECT s.organization_id AS "organizationId", s.programme_id AS "programmeId", s.status, s.starts_on::text AS "startsOn", s.time_zone AS "timeZone",
            o.head_categories AS "ownCategories"
       FROM sessions s JOIN organizations o ON o.id = s.organization_id
      WHERE s.id = $1 AND (s.organization_id = ANY ($2) OR s.programme_id = ANY ($3))
        FOR NO KEY UPDATE OF s`,
    [sessionId, organizations, programmes],
  );
  if (!row) return null;
  // A second statement: it sees what whoever held the lock before has committed.
  const [record] = await tx.query(
    'SELECT recorded_at AS "recordedAt", approximate, closed_at AS "closedAt" FROM attendance_records WHERE session_id = $1',
    [sessionId],
  );
  return { ...row, recordedAt: null, approximate: false, closedAt: null, ...record };
}

/** Makes the marks of the session exactly `marks`; a mark that stays as it was keeps its time and author. */
export async function replaceMarks(
  tx: EntityManager,
  recording: Recording,
  marks: ReadonlyMap<string, PartyMarks>,
): Promise<void> {
  const wanted = [...marks].flatMap(([place, party]) =>
    party.flatMap((mark, member) => (mark ? [{ place, member, mark }] : [])),
  );
  const { sessionId, organizationId, actor, at } = recording;
  await tx.query(
    `DELETE FROM attendance_marks WHERE session_id = $1 AND NOT EXISTS (
       SELECT FROM jsonb_to_recordset($2::jsonb) AS wanted (place uuid, member integer)
        WHERE wanted.place = place_id AND wanted.member = attendance_marks.member)`,
    [sessionId, JSON.stringify(wanted)],
  );
  await tx.query(
    `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
     SELECT wanted.place, wanted.member, $1, $2, wanted.mark, $3, $4
       FROM jsonb_to_recordset($5::jsonb) AS wanted (place uuid, member integer, mark text)
     ON CONFLICT (place_id, member) DO UPDATE
        SET mark = EXCLUDED.mark, marked_at = EXCLUDED.marked_at, marked_by = EXCLUDED.marked_by
      WHERE attendance_marks.mark <> EXCLUDED.mark`,
    [organizationId, sessionId, at, actor, JSON.stringify(wanted)],
  );
}

/** Makes the head counts of the session exactly `counts`: 0 is a count, a category left out is none. */
export async function replaceCounts(
  tx: EntityManager,
  { sessionId, organizationId }: Recording,
  counts: ReadonlyMap<string, number>,
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
export async function writeRecord(
  tx: EntityManager,
  recording: Recording,
  { recorded, approximate }: { readonly recorded: boolean; readonly approximate: boolean },
): Promise<void> {
  const { sessionId, organizationId, actor, at } = recording;
  if (!recorded) {
    await tx.query('DELETE FROM attendance_records WHERE session_id = $1', [sessionId]);
    return;
  }
  await tx.query(
    `INSERT INTO attendance_records (session_id, organization_id, recorded_at, recorded_by, approximate)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (session_id) DO UPDATE
        SET recorded_at = EXCLUDED.recorded_at, recorded_by = EXCLUDED.recorded_by, approximate = EXCLUDED.approximate`,
    [sessionId, organizationId, at, actor, approximate],
  );
}
