import { type EntityManager, In } from 'typeorm';
import type { Course } from '../../programmes/course.entity.js';
import type { Difference } from '../../programmes/import/differences.js';
import type { StoredSession } from '../../programmes/import/session-plan.js';
import type { PoolRecord, SessionRecord } from '../../programmes/import/year-records.js';
import { SeatPool } from '../seat-pool.entity.js';

/** What a course's new seats mean for the seats of its sessions. */
export interface FollowedPools {
  readonly created: readonly PoolRecord[];
  readonly changed: readonly PoolRecord[];
  /** More seats are taken than the course would have now. */
  readonly tooSmall: readonly { readonly pool: PoolRecord; readonly taken: number }[];
}

/**
 * Seats of sessions to come follow the course as long as nobody gave a session seats of its own: a pool that still has what
 * the course said before gets what it says now.
 */
export async function planFollowedPools(
  tx: EntityManager,
  {
    course,
    wantedPools,
    sessions,
    stored,
    now,
  }: {
    readonly course: Course | null;
    readonly wantedPools: readonly PoolRecord[];
    readonly sessions: Difference<SessionRecord>;
    readonly stored: readonly StoredSession[];
    readonly now: Date;
  },
): Promise<FollowedPools> {
  const made = new Set(sessions.created.map(({ row }) => row.id));
  const toCome = stored
    .filter(({ row }) => row.startsAt === null || row.startsAt > now)
    .map(({ row }) => row.id);
  const pools = await tx.find(SeatPool, { where: { sessionId: In(toCome) } });
  const poolById = new Map(pools.map((pool) => [pool.id, pool]));
  const following = new Set(toCome);
  const before = new Map((course?.schedule?.pools ?? [{ key: 'onsite' }]).map((pool) => [pool.key, pool]));
  const changed: PoolRecord[] = [];
  const created: PoolRecord[] = [];
  const tooSmall: { pool: PoolRecord; taken: number }[] = [];
  for (const wanted of wantedPools) {
    if (made.has(wanted.sessionId)) created.push(wanted);
    if (!following.has(wanted.sessionId)) continue;
    const pool = poolById.get(wanted.id);
    if (!pool) {
      created.push(wanted);
      continue;
    }
    const said = before.get(pool.key);
    const saidCapacity = typeof said?.capacity === 'number' ? said.capacity : null;
    const follows = said !== undefined && pool.capacity === saidCapacity;
    if (!follows || isSameSeats(pool, wanted)) continue;
    const isTooSmall = wanted.capacity !== null && pool.taken > wanted.capacity + pool.overbooked;
    if (isTooSmall || (pool.unit !== wanted.unit && pool.taken > 0))
      tooSmall.push({ pool: wanted, taken: pool.taken });
    else changed.push(wanted);
  }
  return { created, changed, tooSmall };
}

function isSameSeats(pool: SeatPool, wanted: PoolRecord): boolean {
  return (['label', 'labelEn', 'unit', 'capacity', 'capacityStated', 'position'] as const).every(
    (field) => pool[field] === wanted[field],
  );
}
