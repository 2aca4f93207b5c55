import type { EntityManager } from 'typeorm';
import { Course } from '../../programmes/course.entity.js';
import { askedOf } from '../../programmes/import/asked.js';
import { writeRows } from '../../programmes/import/bulk-rows.queries.js';
import { fieldsThatDiffer } from '../../programmes/import/differences.js';
import { firstSequences, removeSessions } from '../../programmes/import/removed-sessions.queries.js';
import { touchSessions } from '../../programmes/import/touched-sessions.queries.js';
import type { SessionRecord } from '../../programmes/import/year-records.js';
import { isVisible } from '../../programmes/import/year-writer.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { announced, sessionDifference } from '../domain/session-change.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import { markKeptPlaces } from '../seats/kept-places.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import { noticeHolders } from '../sessions/session-notices.js';
import { closePoolsOfCancelled } from '../year/year-import.queries.js';
import type { DecidedSessions } from './course-decisions.js';
import type { CoursePlan } from './course-plan.js';
import type { Town } from './town.queries.js';

/** A session as it changes, with what the rule says of it from now on. */
interface SessionChange {
  readonly before: SessionRecord;
  readonly after: SessionRecord;
  readonly ruled: object | null;
}

/** What was written, for the audit log. */
export interface WrittenCourse {
  readonly fields: readonly string[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly kept: number;
  /** The sessions that changed, each before and after. */
  readonly changes: readonly Omit<SessionChange, 'ruled'>[];
}

/**
 * Writes a plan and what staff decided, in the given transaction: the course, its sessions, their seats, the mails to holders
 * of what moved or fell out (I6), places of registrants in what was added (I3), and seats for the queue (I4). The pools of
 * the course must be locked.
 * @throws DomainError `conflict` where people have places in a sort of seat that the course is to have no more
 */
export async function writeCourse(
  tx: EntityManager,
  {
    town,
    course,
    plan,
    decided,
    now,
  }: {
    readonly town: Town;
    readonly course: Course | null;
    readonly plan: CoursePlan;
    readonly decided: DecidedSessions;
    readonly now: Date;
  },
): Promise<WrittenCourse> {
  const { row } = plan.parts.course;
  const [held] = plan.pools.held;
  if (held) {
    const fault = { field: 'pools', code: 'seatsHeld', params: { seats: held.pool.label } };
    throw new DomainError('conflict', { faults: [fault] });
  }
  const fields = course ? fieldsThatDiffer(course, row) : Object.keys(row);
  if (!course) await tx.insert(Course, row as never);
  else if (fields.length > 0) await tx.update(Course, course.id, row as never);
  const ruledIds = new Set(plan.parts.sessions.filter(({ ruled }) => ruled).map((one) => one.row.id));
  const created = plan.sessions.created.filter((one) => !decided.replaced.has(one.row.id));
  const changes: SessionChange[] = [
    ...plan.sessions.changed.map(({ before, wanted }) => ({
      before,
      after: wanted.row,
      ruled: askedOf(wanted.row),
    })),
    ...decided.changed.map(({ before, wanted, ruled }) => ({ before, after: wanted.row, ruled })),
  ];
  const removed = plan.sessions.removed.map((one) => one.row.id);
  await removeSessions(tx, removed);
  const sequenceOf = await firstSequences(
    tx,
    created.map((one) => one.row.id),
  );
  await writeRows(
    tx,
    Session,
    created.map((one) => ({
      ...one.row,
      ruled: ruledIds.has(one.row.id) ? askedOf(one.row) : null,
      sequence: sequenceOf(one.row.id),
      changedAt: now,
    })),
  );
  for (const { before, after, ruled } of changes) {
    const { id, startsAt, endsAt, dateState } = after;
    const differing = fieldsThatDiffer(before, after);
    const values = Object.fromEntries(differing.map((field) => [field, after[field as keyof SessionRecord]]));
    await tx.update(Session, id, {
      ...values,
      ...{ startsAt, endsAt, dateState, ruled: ruled as never, changedAt: now },
      sequence: () => 'sequence + 1',
    });
  }
  for (const { id, ruled } of [...decided.kept, ...heldAsTheyAre(plan)])
    await tx.update(Session, id, { ruled: ruled as never });
  await writeSeats(tx, plan, new Set(created.map((one) => one.row.id)));
  await closePoolsOfCancelled(
    tx,
    changes.map(({ after }) => after.id),
  );
  await tellHolders(tx, changes, town, now);
  if (fields.some((field) => isVisible('course', field))) {
    const exceptIds = [...created.map((one) => one.row.id), ...changes.map(({ after }) => after.id)];
    await touchSessions(tx, {
      organizationIds: [],
      programmeIds: [],
      courseIds: [row.id],
      venueIds: [],
      exceptIds,
      now,
    });
  }
  await extendCourseRegistrations(tx, [row.id], now);
  await promoteFromQueue(tx, [row.id], now);
  return {
    fields,
    added: created.length,
    changed: changes.length,
    removed: removed.length,
    kept: decided.kept.length,
    changes,
  };
}

/** Sessions that were changed by hand to what the rule now says: from now on the rule's again. */
function heldAsTheyAre({ sessions }: CoursePlan): { id: string; ruled: object }[] {
  const isNew = new Set(sessions.created.map(({ row }) => row.id));
  const changes = new Set(sessions.changed.map(({ wanted }) => wanted.row.id));
  return sessions.asked
    .filter(({ row, ruled }) => ruled && !isNew.has(row.id) && !changes.has(row.id))
    .map(({ row, asked }) => ({ id: row.id, ruled: asked }));
}

async function writeSeats(
  tx: EntityManager,
  { pools, stored }: CoursePlan,
  createdSessions: ReadonlySet<string>,
): Promise<void> {
  const cancelled = new Set(stored.filter(({ row }) => row.status === 'cancelled').map(({ row }) => row.id));
  const isThere = new Set([...createdSessions, ...stored.map(({ row }) => row.id)]);
  const rows = pools.created.filter(({ sessionId }) => isThere.has(sessionId));
  await writeRows(
    tx,
    SeatPool,
    rows.map((pool) => ({ ...pool, closed: cancelled.has(pool.sessionId) })),
  );
  await writeRows(tx, SeatPool, pools.changed, { identity: ['id'] });
  await markKeptPlaces(
    tx,
    pools.changed.map(({ id }) => id),
  );
  if (pools.removed.length > 0) await tx.delete(SeatPool, [...pools.removed]);
}

async function tellHolders(
  tx: EntityManager,
  changes: readonly SessionChange[],
  town: Town,
  now: Date,
): Promise<void> {
  const venues = new Map(town.venues.map(({ id, name }) => [id, name]));
  for (const { before, after } of changes) {
    const { notice } = sessionDifference(before, after);
    if (!notice) continue;
    const { venueId } = before;
    const venue = venueId === null ? null : (venues.get(venueId) ?? null);
    await noticeHolders(tx, {
      sessionId: after.id,
      kind: notice,
      before: { ...announced(before), venue },
      now,
    });
  }
}
