import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Organization } from '../../organizations/organization.entity.js';
import type { Course } from '../../programmes/course.entity.js';
import type { FilePool } from '../../programmes/domain/programme-file.js';
import { seatsOf } from '../../programmes/import/course-records.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import type { ChangeableSession } from '../domain/session-change.js';
import { ACTIVE } from '../domain/statuses.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import type { PoolChangeDto } from '../sessions/session-changes.dto.js';
import type { SessionPool } from '../sessions/session-changes.words.js';

/** A session of which nothing is known yet. */
export const NOTHING_YET: ChangeableSession = {
  number: null,
  title: null,
  topic: null,
  format: null,
  lecturer: null,
  venueId: null,
  startsOn: null,
  startTime: null,
  endTime: null,
  endsOn: null,
  dateText: null,
  withinFrom: null,
  withinUntil: null,
  doorsOpen: null,
  durationText: null,
  segments: [],
  alsoForIds: [],
  status: 'scheduled',
  cancelReason: null,
};

/**
 * Seats that a new session of the course gets: those of the session that it makes up for, else what the course says of its
 * sessions, else those of its latest session, else seats without a stated number.
 */
export async function seatsOfNew(
  tx: EntityManager,
  course: Course,
  insteadOf: Session | null,
): Promise<SessionPool[]> {
  const poolsOf = (sessionId: string) =>
    tx.find(SeatPool, { where: { sessionId }, order: { position: 'ASC', key: 'ASC' } });
  if (insteadOf) return (await poolsOf(insteadOf.id)).map(emptied);
  const { timeZone } = await tx.findOneByOrFail(Organization, { id: course.organizationId });
  if (course.schedule?.pools) return course.schedule.pools.map((pool) => poolOfCourse(pool, timeZone));
  const sibling = await latestOf(tx, course.id);
  const pools = sibling ? await poolsOf(sibling.id) : [];
  return pools.length > 0 ? pools.map(emptied) : [poolOfCourse({ key: 'onsite' }, timeZone)];
}

/** The latest session of a course that takes place; null where it has none. */
export function latestOf(tx: EntityManager, courseId: string): Promise<Session | null> {
  return tx.findOne(Session, {
    where: { courseId, status: 'scheduled' },
    order: { startsAt: { direction: 'DESC', nulls: 'LAST' }, id: 'DESC' },
  });
}

/**
 * The session of the course that a new one makes up for.
 * @throws DomainError `invalid` where it is another course's, or takes place
 */
export async function missedSession(
  tx: EntityManager,
  courseId: string,
  id: string | null | undefined,
): Promise<Session | null> {
  if (!id) return null;
  const session = isUuid(id) ? await tx.findOneBy(Session, { id, courseId, status: 'cancelled' }) : null;
  if (!session)
    throw new DomainError('invalid', { faults: [{ field: 'insteadOf', code: 'sessions.notCancelled' }] });
  return session;
}

/**
 * The key of a new session: its date, with the start where the course has another that day; undated ones are counted.
 * @throws DomainError `invalid` where the course has a session at that very time
 */
export async function newKey(
  tx: EntityManager,
  courseId: string,
  { startsOn, startTime }: ChangeableSession,
): Promise<string> {
  const rows = await tx.find(Session, { where: { courseId }, select: { key: true } });
  const taken = new Set(rows.map(({ key }) => key));
  if (startsOn === null) {
    let number = 1;
    while (taken.has(`undated-${number}`)) number++;
    return `undated-${number}`;
  }
  const key = [startsOn, ...(startTime === null ? [] : [`${startsOn}T${startTime}`])].find(
    (one) => !taken.has(one),
  );
  if (key === undefined)
    throw new DomainError('invalid', { faults: [{ field: 'startsOn', code: 'sessions.keyTaken' }] });
  return key;
}

/** The seats as rows of a new session, with the capacities that were asked for. */
export function poolRows(
  pools: readonly SessionPool[],
  wanted: readonly PoolChangeDto[],
  session: { readonly id: string; readonly organizationId: string },
): Partial<SeatPool>[] {
  for (const [index, { key, capacity, stated }] of wanted.entries()) {
    if (!pools.some((pool) => pool.key === key))
      throw new DomainError('invalid', { faults: [{ field: `pools.${index}.key`, code: 'unknownPool' }] });
    if (capacity !== null && stated === false) {
      const field = `pools.${index}.capacity`;
      throw new DomainError('invalid', { faults: [{ field, code: 'capacityUnstated' }] });
    }
  }
  return pools.map(({ taken: _taken, ...pool }, position) => {
    const { key, capacity, capacityStated } = pool;
    const asked = wanted.find((pool) => pool.key === key);
    return {
      id: idOfKey('pool', session.id, key),
      organizationId: session.organizationId,
      sessionId: session.id,
      ...pool,
      position,
      capacity: asked ? asked.capacity : capacity,
      capacityStated: asked ? (asked.stated ?? true) : capacityStated,
    };
  });
}

/** Contacts who registered for the whole course with seats of these sorts, and are told of a session that is added. */
export async function contactsOfCourse(
  tx: EntityManager,
  courseId: string,
  poolKeys: readonly string[],
): Promise<number> {
  const [row] = await tx.query(
    `SELECT count(DISTINCT email)::int AS contacts FROM registrations
     WHERE course_id = $1 AND session_id IS NULL AND status IN ${ACTIVE} AND NOT membership AND email IS NOT NULL
       AND pool_key = ANY($2::text[])`,
    [courseId, poolKeys],
  );
  return row.contacts;
}

function poolOfCourse(pool: FilePool, timeZone: string): SessionPool {
  return { ...seatsOf(pool, timeZone), taken: 0 };
}

function emptied(pool: SeatPool): SessionPool {
  const { key, label, labelEn, unit, capacity, capacityStated, keptFor, keptUnits, keptUntil } = pool;
  return { key, label, labelEn, unit, capacity, capacityStated, keptFor, keptUnits, keptUntil, taken: 0 };
}
