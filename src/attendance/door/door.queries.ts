import type { DataSource, EntityManager } from 'typeorm';
import type { Mark } from '../domain/attendance.js';
import type { Recording } from '../sheet/attendance.queries.js';
import type { ActName, Recorded } from './door-acts.js';

/** An act as it was kept. */
export interface KeptAct {
  readonly id: string;
  readonly sessionId: string;
  readonly actor: string;
  /** What was asked; see DoorAct. */
  readonly act: Readonly<Record<string, unknown>> & { readonly act: ActName };
  readonly outcome: Recorded;
  readonly isUndone: boolean;
}

export async function keptAct(tx: EntityManager, id: string): Promise<KeptAct | null> {
  const [row] = await tx.query(
    `SELECT kept.id, kept.session_id AS "sessionId", kept.actor, kept.act, kept.outcome,
            EXISTS (SELECT FROM door_acts other WHERE other.session_id = kept.session_id
              AND other.act ->> 'act' = 'undo' AND other.act ->> 'of' = kept.id::text) AS "isUndone"
       FROM door_acts kept WHERE kept.id = $1`,
    [id],
  );
  return row ?? null;
}

export async function keepAct(
  tx: EntityManager,
  { sessionId, organizationId, actor }: Recording,
  kept: {
    readonly id: string;
    readonly act: object;
    readonly outcome: Recorded;
    readonly tappedAt: Date;
    readonly receivedAt: Date;
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO door_acts (id, organization_id, session_id, actor, act, outcome, tapped_at, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[kept.id, organizationId, sessionId, actor, JSON.stringify(kept.act), JSON.stringify(kept.outcome)],
      ...[kept.tappedAt, kept.receivedAt],
    ],
  );
}

/** A mark as it stands. */
export interface StandingMark {
  readonly member: number;
  readonly mark: Mark;
  readonly at: Date;
  readonly by: string;
}

/** A place that can be marked: people in its party as registered, and the marks that stand. Null: there is none in this session. */
export async function markableParty(
  tx: EntityManager,
  sessionId: string,
  placeId: string,
): Promise<{ readonly people: number; readonly marks: readonly StandingMark[] } | null> {
  const [place] = await tx.query(
    `SELECT registration.people, place.status FROM places place
       JOIN registrations registration ON registration.id = place.registration_id
      WHERE place.id = $1 AND place.session_id = $2`,
    [placeId, sessionId],
  );
  if (!place) return null;
  const marks = await marksAt(tx, [placeId]);
  return place.status === 'confirmed' || marks.length > 0 ? { people: place.people, marks } : null;
}

/** The marks that stand at these places, by place and member. */
export function marksAt(
  tx: EntityManager,
  places: readonly string[],
): Promise<(StandingMark & { readonly place: string })[]> {
  return tx.query(
    `SELECT place_id AS place, member, mark, marked_at AS at, marked_by AS by FROM attendance_marks
      WHERE place_id = ANY ($1::uuid[]) ORDER BY place_id, member`,
    [places],
  );
}

/** What a person's mark is to be; null: none. */
export interface WantedMark {
  readonly place: string;
  readonly member: number;
  readonly mark: { readonly mark: Mark; readonly at: Date; readonly by: string } | null;
}

/** Writes these marks and leaves all others alone. One that says what stands already has a new time and author all the same. */
export async function writeMarks(
  tx: EntityManager,
  { sessionId, organizationId }: Recording,
  wanted: readonly WantedMark[],
): Promise<void> {
  const gone = wanted.filter(({ mark }) => mark === null);
  await tx.query(
    `DELETE FROM attendance_marks WHERE session_id = $1 AND EXISTS (
       SELECT FROM jsonb_to_recordset($2::jsonb) AS gone (place uuid, member integer)
        WHERE gone.place = place_id AND gone.member = attendance_marks.member)`,
    [sessionId, JSON.stringify(gone)],
  );
  const made = wanted.flatMap(({ place, member, mark }) => (mark ? [{ place, member, ...mark }] : []));
  await tx.query(
    `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
     SELECT made.place, made.member, $1, $2, made.mark, made.at, made.by
       FROM jsonb_to_recordset($3::jsonb) AS made (place uuid, member integer, mark text, at timestamptz, by text)
     ON CONFLICT (place_id, member) DO UPDATE
        SET mark = EXCLUDED.mark, marked_at = EXCLUDED.marked_at, marked_by = EXCLUDED.marked_by`,
    [organizationId, sessionId, JSON.stringify(made)],
  );
}

/** The count of a category, and whether somebody said the figure, beside those who only added to it. Null: nothing is counted. */
export async function standingCount(
  tx: EntityManager,
  sessionId: string,
  category: string,
): Promise<{ readonly people: number | null; readonly said: boolean }> {
  const [row] = await tx.query('SELECT people FROM head_counts WHERE session_id = $1 AND category = $2', [
    sessionId,
    category,
  ]);
  const people: number | null = row?.people ?? null;
  const [last] = await tx.query(
    `SELECT (outcome -> 'count' ->> 'after')::int AS after, (outcome -> 'count' ->> 'said')::boolean AS said
       FROM door_acts WHERE session_id = $1 AND outcome -> 'count' ->> 'category' = $2
      ORDER BY received_at DESC LIMIT 1`,
    [sessionId, category],
  );
  // Where the figure is not what the last act left, it was written on the sheet.
  const isOfActs = last !== undefined && last.after === people;
  return { people, said: isOfActs ? last.said : people !== null };
}

export async function writeCount(
  tx: EntityManager,
  { sessionId, organizationId }: Recording,
  category: string,
  people: number | null,
): Promise<void> {
  if (people === null) {
    await tx.query('DELETE FROM head_counts WHERE session_id = $1 AND category = $2', [sessionId, category]);
    return;
  }
  await tx.query(
    `INSERT INTO head_counts (session_id, organization_id, category, people) VALUES ($1, $2, $3, $4)
     ON CONFLICT (session_id, category) DO UPDATE SET people = EXCLUDED.people`,
    [sessionId, organizationId, category, people],
  );
}

export async function countedCategories(tx: EntityManager, sessionId: string): Promise<string[]> {
  const rows: { category: string }[] = await tx.query(
    'SELECT category FROM head_counts WHERE session_id = $1',
    [sessionId],
  );
  return rows.map(({ category }) => category);
}

/** Whether anything is marked or counted in the session. */
export async function isAnythingRecorded(tx: EntityManager, sessionId: string): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT EXISTS (SELECT FROM attendance_marks WHERE session_id = $1)
         OR EXISTS (SELECT FROM head_counts WHERE session_id = $1) AS anything`,
    [sessionId],
  );
  return row.anything;
}

/** Closes the sheet of a session that is recorded, or opens it again. */
export async function writeClosing(
  tx: EntityManager,
  { sessionId, actor, at }: Recording,
  isClosed: boolean,
): Promise<void> {
  await tx.query('UPDATE attendance_records SET closed_at = $2, closed_by = $3 WHERE session_id = $1', [
    sessionId,
    isClosed ? at : null,
    isClosed ? actor : null,
  ]);
}

/** Whoever acts, by the name that staff know them by; null: the account is gone. */
export async function actorName(tx: EntityManager | DataSource, actor: string): Promise<string | null> {
  const [row] = await tx.query(
    `SELECT name FROM staff_members WHERE 'staff:' || id = $1
     UNION ALL SELECT label FROM api_tokens WHERE 'token:' || id = $1`,
    [actor],
  );
  return row?.name ?? null;
}

/** One of the latest acts, for whoever wants to undo it. Times are instants. */
export interface LatestAct {
  readonly id: string;
  readonly act: ActName;
  readonly by: string | null;
  /** `staff:<id>` or `token:<id>`. */
  readonly actor: string;
  readonly tappedAt: Date;
  readonly receivedAt: Date;
  readonly place: string | null;
  readonly member: number | null;
  readonly mark: Mark | null;
  readonly category: string | null;
  /** The count that it left. */
  readonly count: number | null;
  readonly undone: boolean;
  readonly undoable: boolean;
}

/** The latest acts, newest first. */
export function latestActs(db: DataSource, sessionId: string): Promise<LatestAct[]> {
  return db.query(
    `SELECT kept.id, kept.act ->> 'act' AS act, COALESCE(staff.name, token.label) AS by,
            kept.actor, kept.tapped_at AS "tappedAt", kept.received_at AS "receivedAt",
            COALESCE(kept.act ->> 'place', kept.outcome -> 'walkIn' ->> 'place') AS place,
            (kept.act ->> 'member')::int AS member, kept.act ->> 'mark' AS mark,
            kept.outcome -> 'count' ->> 'category' AS category,
            (kept.outcome -> 'count' ->> 'after')::int AS count,
            undo.id IS NOT NULL AS undone,
            undo.id IS NULL AND kept.act ->> 'act' NOT IN ('undo', 'reopen') AS undoable
       FROM door_acts kept
       LEFT JOIN door_acts undo ON undo.session_id = kept.session_id AND undo.act ->> 'act' = 'undo'
         AND undo.act ->> 'of' = kept.id::text
       LEFT JOIN staff_members staff ON kept.actor = 'staff:' || staff.id
       LEFT JOIN api_tokens token ON kept.actor = 'token:' || token.id
      WHERE kept.session_id = $1
      ORDER BY kept.received_at DESC, kept.id
      LIMIT 30`,
    [sessionId],
  );
}

/** When the last act at the door of a session was received; null: there was none. */
export async function lastReceived(tx: EntityManager, sessionId: string): Promise<Date | null> {
  const [row] = await tx.query('SELECT max(received_at) AS at FROM door_acts WHERE session_id = $1', [
    sessionId,
  ]);
  return row.at;
}
