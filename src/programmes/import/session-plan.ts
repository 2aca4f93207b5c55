import { sessionInstants } from '../domain/session-instants.js';
import { askedInPart, askedOf, editedFields, isSame } from './asked.js';
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
  /** True where a rule gave sessions before: one that changes makes no history, one that is new may tell of the past. */
  readonly hadRule: boolean;
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
  const changing: Wanted<SessionRecord>[] = [];
  const fresh: Wanted<SessionRecord>[] = [];
  const left: StoredSession[] = [];
  const undecided: Undecided<SessionRecord>[] = [];
  for (const one of wanted) {
    const before = storedById.get(one.row.id);
    const verdict = before ? verdictOnStored(one, before, input) : verdictOnNew(one, input);
    if (verdict === 'leave') left.push(...(before ? [before] : []));
    else if (verdict === 'apply') (before ? changing : fresh).push(one);
    else undecided.push(verdict);
  }
  const { silent, removed, ...dropped } = droppedOf(input, wantedById);
  undecided.push(...dropped.undecided);
  const settledIds = new Set([...changing.map(({ row }) => row.id), ...removed.map(({ row }) => row.id)]);
  const staying = new Set(
    stored
      .filter(({ row, ruled }) => ruled === null || !settledIds.has(row.id))
      .map(({ row }) => occasionOf(row)),
  );
  const ordered = [
    ...changing.filter((one) => {
      const before = storedById.get(one.row.id)!;
      const isCovered =
        one.ruled && occasionOf(before.row) !== occasionOf(one.row) && staying.has(occasionOf(one.row));
      // What stays at that time stands for it, as it does for one that is new.
      if (isCovered) {
        if (isPartOfHistory(before, input)) undecided.push(undecidedOn(before));
        else removed.push(before);
      }
      return !isCovered;
    }),
    ...fresh.filter((one) => !one.ruled || !staying.has(occasionOf(one.row))),
  ];
  const kept = left.flatMap((before) => {
    const one = wantedById.get(before.row.id)!;
    const fields = editedFields(before.row, before.ruled ?? before.asked).filter(
      (field) => one.said?.has(field) ?? true,
    );
    return fields.length > 0 ? [{ wanted: one, before: before.row, fields }] : [];
  });
  const aside = new Set(
    [...left, ...silent, ...removed, ...undecided.map((one) => one.stored)].map(({ row }) => row.id),
  );
  const difference = differenceOf(
    'session',
    ordered,
    // A rule that changed holds as it is: what an earlier one asked for says nothing about it. What is written out stands
    // against what was asked last, be it by a rule.
    stored
      .filter(({ row }) => !aside.has(row.id))
      .map((one) => ({ ...one, asked: wantedById.get(one.row.id)?.ruled ? null : (one.ruled ?? one.asked) })),
    {
      identity: (row) => row.id,
      settle: settled,
      isTakenAway: ({ row }) => courses.get(row.courseId)?.askedBefore.has(row.key) ?? false,
    },
  );
  return {
    ...difference,
    asked: [...difference.asked, ...writtenOutUnchanged(ordered, difference, storedById)],
    kept: [...difference.kept, ...kept],
    undecided,
    removed,
    unchanged: difference.unchanged + left.length,
  };
}

/** What becomes of sessions that rules gave and that are not asked for any more; `silent`: nothing, and none need know. */
function droppedOf(
  input: SessionPlanInput,
  wantedById: ReadonlyMap<string, unknown>,
): { silent: StoredSession[]; removed: StoredSession[]; undecided: Undecided<SessionRecord>[] } {
  const dropped = input.stored.filter(({ row, ruled }) => ruled && !wantedById.has(row.id));
  // Staff's own schedule gives those of the other courses.
  const holds = ({ row }: StoredSession) =>
    input.courses.get(row.courseId)?.rulesHold === true && isToCome(row, input.now);
  const open = dropped.filter(holds);
  return {
    silent: dropped.filter((one) => !holds(one)),
    removed: open.filter((one) => !isPartOfHistory(one, input)),
    undecided: open
      .filter((one) => isPartOfHistory(one, input))
      .map((one) => ({ ...undecidedOn(one), ...obstacleOf(one, input) })),
  };
}

function undecidedOn(stored: StoredSession): Undecided<SessionRecord> {
  return { stored, fields: [], holders: 0, edited: [] };
}

/** True where somebody holds or held a place, or staff changed something: the session may not just go. */
function isPartOfHistory(one: StoredSession, input: SessionPlanInput): boolean {
  return obstacleOf(one, input) !== undefined || input.holds.get(one.row.id)?.everHeld === true;
}

/** Sessions that a rule gave and that are now written out in the same words: from now on the rule's no more. */
function writtenOutUnchanged(
  ordered: readonly Wanted<SessionRecord>[],
  { asked }: Difference<SessionRecord>,
  storedById: ReadonlyMap<string, StoredSession>,
): Difference<SessionRecord>['asked'] {
  const noted = new Set(asked.map(({ row }) => row.id));
  return ordered
    .filter(({ row, ruled }) => !ruled && storedById.get(row.id)?.ruled && !noted.has(row.id))
    .map(({ row }) => ({ row, asked: askedOf(row), ruled: false }));
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

type Verdict = 'apply' | 'leave' | Undecided<SessionRecord>;

function verdictOnNew(one: Wanted<SessionRecord>, input: SessionPlanInput): Verdict {
  if (!one.ruled) return 'apply';
  const course = input.courses.get(one.row.courseId);
  if (!course?.rulesHold) return 'leave';
  return course.hadRule && !isToCome(one.row, input.now) ? 'leave' : 'apply';
}

function verdictOnStored(
  one: Wanted<SessionRecord>,
  before: StoredSession,
  input: SessionPlanInput,
): Verdict {
  // A list that says of it what its rule does leaves it to the rule.
  if (
    one.said &&
    before.ruled !== null &&
    isSame(before.ruled, askedInPart(askedOf(one.row), before.ruled, one.said))
  )
    return 'leave';
  if (!one.ruled) return 'apply';
  if (!input.courses.get(one.row.courseId)?.rulesHold) return 'leave';
  if (before.ruled !== null && isSame(before.ruled, askedOf(one.row))) return 'leave';
  const fields = fieldsThatDiffer(before.row, one.row);
  if (fields.length === 0) return 'apply';
  // Made by hand under that key: it stands for itself.
  if (before.ruled === null && before.asked === null) return 'leave';
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
