import { type EntityManager, In } from 'typeorm';
import type { Course } from '../../programmes/course.entity.js';
import type { CourseParts } from '../../programmes/import/course-records.js';
import type { StoredSession } from '../../programmes/import/session-plan.js';
import { idOfKey } from '../../shared/ids.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import type { Town } from './town.queries.js';

/**
 * The parts of a drafted course under the ids that the database has for them: rows are the same by their keys. Ids that
 * follow from keys are what a programme file gives; a row that was made otherwise keeps its own.
 */
export async function underStoredIds(
  tx: EntityManager,
  parts: CourseParts,
  { town, course, stored }: { town: Town; course: Course | null; stored: readonly StoredSession[] },
): Promise<CourseParts> {
  const { slug } = town.organization;
  const idByKey = (kind: string, rows: readonly { readonly id: string; readonly key: string }[]) =>
    new Map(rows.map(({ id, key }) => [idOfKey(kind, slug, key), id]));
  const venues = idByKey('venue', town.venues);
  const programmes = idByKey('programme', town.programmes);
  const courseId = course?.id ?? parts.course.row.id;
  const sessionIds = new Map(stored.map(({ row }) => [row.key, row.id]));
  const idOfSession = new Map(parts.sessions.map(({ row }) => [row.id, sessionIds.get(row.key) ?? row.id]));
  const pools = await tx.find(SeatPool, {
    select: { id: true, sessionId: true, key: true },
    where: { sessionId: In(stored.map(({ row }) => row.id)) },
  });
  const poolIds = new Map(pools.map(({ id, sessionId, key }) => [`${sessionId} ${key}`, id]));
  return {
    ...parts,
    course: { ...parts.course, row: { ...parts.course.row, id: courseId } },
    sessions: parts.sessions.map((one) => {
      const { row } = one;
      const venueId = row.venueId === null ? null : (venues.get(row.venueId) ?? row.venueId);
      const alsoForIds = row.alsoForIds.map((id) => programmes.get(id) ?? id);
      return { ...one, row: { ...row, id: idOfSession.get(row.id)!, courseId, venueId, alsoForIds } };
    }),
    pools: parts.pools.map((one) => {
      const sessionId = idOfSession.get(one.row.sessionId) ?? one.row.sessionId;
      const id = poolIds.get(`${sessionId} ${one.row.key}`) ?? idOfKey('pool', sessionId, one.row.key);
      return { ...one, row: { ...one.row, id, sessionId } };
    }),
  };
}
