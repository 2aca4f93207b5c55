import { sessionInstants } from '../domain/session-instants.js';
import { askedOf, editedFields, isSame } from './asked.js';
import {
  type Difference,
  differenceOf,
  fieldsThatDiffer,
  type Stored,
  type Undecided,
} from './differences.js';
import type { SessionRecord, Wanted } from './year-records.js';

/** A session of the database, with what its course's rule last gave (null: no rule made it). */
export type StoredSession = Stored<SessionRecord> & { readonly ruled: object | null };

/** What stands against changing a session without asking anybody. */
export interface SessionHold {
  /** People who hold or await a place. */
  readonly holders: number;
  /** True where anybody ever held a place: the row is part of somebody's history. */
  readonly everHeld: boolean;
}

/** A course as its sessions need to know it. */
export interface PlannedCourse {
  /** False where staff changed the schedule on the screen and the file says what it said before: its rules hold no more. */
  readonly rulesHold: boolean;
  /** Keys of sessions that the file asked for before. */
  readonly askedBefore: ReadonlySet<string>;
}

export interface SessionPlanInput {
  readonly wanted: readonly Wanted<SessionRecord>[];
  readonly stored: readonly StoredSession[];
  readonly courses: ReadonlyMap<string, PlannedCourse>;
  readonly holds: ReadonlyMap<string, SessionHold>;
  readonly now: Date;
}

/**
 * What becomes of the sessions of courses. What is written out is an order: it holds, except where staff changed a field and
 * the file says what it said before. What a rule gives only fills the future: it makes, changes and drops sessions to come
 * that nobody holds a place in and nobody edited; the others are left to staff. Nothing past is touched by a rule.
 */
export function planSessions(input: SessionPlanInput): Difference<SessionRecord> {
  const { wanted, stored, courses } = input;
  const storedById = new Map(stored.map((one) => [one.row.id, one]));
  const wantedById = new Map(wanted.map((one) => [one.row.id, one]));
  const byHand = new Set(stored.filter(({ ruled }) => !ruled).map(({ row }) => occasionOf(row)));
  const ruledCourses = new Set(stored.filter(({ ruled }) => ruled).map(({ row }) => row.courseId));
  const ordered: Wanted<SessionRecord>[] = [];
  const undecided: Undecided<SessionRecord>[] = [];
  const left: StoredSession[] = [];
  for (const one of wanted) {
    const before = storedById.get(one.row.id);
    const verdict = verdictOn(one, before, input, {
      courseHadRule: ruledCourses.has(one.row.courseId),
      // The course has a session by hand then: moved there, or made for it.
      isTaken: byHand.has(occasionOf(one.row)),
    });
    if (verdict === 'apply') ordered.push(one);
    else if (before) left.push(before);
    if (verdict !== 'apply' && verdict !== 'leave') undecided.push(verdict);
  }
  const dropped = stored.filter(
    ({ row, ruled }) => ruled && !wantedById.has(row.id) && courses.get(row.courseId)?.rulesHold,
  );
  const removed: StoredSession[] = [];
  for (const one of dropped.filter(({ row }) => isToCome(row, input.now))) {
    const obstacle = obstacleOf(one, input);
    if (obstacle || input.holds.get(one.row.id)?.everHeld)
      undecided.push({ stored: one, fields: [], holders: 0, edited: [], ...obstacle });
    else removed.push(one);
  }
  const kept = left.flatMap((before) => {
    const one = wantedById.get(before.row.id)!;
    const fields = editedFields(before.row, before.ruled ?? before.asked);
    return fields.length > 0 ? [{ wanted: one, before: before.row, fields }] : [];
  });
  const aside = new Set(
    [...left, ...removed, ...undecided.map((one) => one.stored)].map(({ row }) => row.id),
  );
  const difference = differenceOf(
    'session',
    ordered,
    // A rule that changed holds as it is: what an earlier one asked for says nothing about it.
    stored
      .filter(({ row }) => !aside.has(row.id))
      .map((one) => (wantedById.get(one.row.id)?.ruled ? { ...one, asked: null } : one)),
    {
      identity: (row) => row.id,
      settle: settled,
      isTakenAway: ({ row }) => courses.get(row.courseId)?.askedBefore.has(row.key) ?? false,
    },
  );
  return {
    ...difference,
    kept: [...difference.kept, ...kept],
    undecided,
    removed,
    unchanged: difference.unchanged + left.length,
  };
}

/** What follows from the civil fields of a session. */
export function settled(row: SessionRecord): SessionRecord {
  const dated = row.startsOn !== null;
  return {
    ...row,
    ...sessionInstants(row),
    dateState: dated ? 'dated' : 'undated',
    dateText: dated ? null : row.dateText,
    withinFrom: dated ? null : row.withinFrom,
    withinUntil: dated ? null : row.withinUntil,
  };
}

function verdictOn(
  one: Wanted<SessionRecord>,
  before: StoredSession | undefined,
  input: SessionPlanInput,
  { courseHadRule, isTaken }: { readonly courseHadRule: boolean; readonly isTaken: boolean },
): 'apply' | 'leave' | Undecided<SessionRecord> {
  if (!one.ruled) return 'apply';
  if (!input.courses.get(one.row.courseId)?.rulesHold) return 'leave';
  // A rule that is changed in the middle of the year makes no history.
  if (!before) {
    const late = courseHadRule && !isToCome(one.row, input.now);
    return late || isTaken ? 'leave' : 'apply';
  }
  if (before.ruled !== null && isSame(before.ruled, askedOf(one.row))) return 'leave';
  const fields = fieldsThatDiffer(before.row, one.row);
  if (fields.length === 0) return 'apply';
  if (!isToCome(before.row, input.now)) return 'leave';
  const obstacle = obstacleOf(before, input);
  return obstacle ? { stored: before, wanted: one, fields, ...obstacle } : 'apply';
}

function obstacleOf(
  { row, ruled, asked }: StoredSession,
  { holds }: SessionPlanInput,
): { readonly holders: number; readonly edited: readonly string[] } | undefined {
  const holders = holds.get(row.id)?.holders ?? 0;
  const edited = editedFields(row, ruled ?? asked);
  return holders > 0 || edited.length > 0 ? { holders, edited } : undefined;
}

function occasionOf({ courseId, startsOn, startTime }: SessionRecord): string {
  return `${courseId} ${startsOn} ${startTime}`;
}

function isToCome({ startsAt }: SessionRecord, now: Date): boolean {
  return startsAt === null || startsAt > now;
}
