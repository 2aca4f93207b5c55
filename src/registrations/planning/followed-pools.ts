import { type EntityManager, In } from 'typeorm';
import type { Course } from '../../programmes/course.entity.js';
import { isSame } from '../../programmes/import/asked.js';
import { seatsOf } from '../../programmes/import/course-records.js';
import type { Difference } from '../../programmes/import/differences.js';
import type { StoredSession } from '../../programmes/import/session-plan.js';
import type { PoolRecord, SessionRecord } from '../../programmes/import/year-records.js';
import { holdersByPool } from '../seats/pool-holders.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';

/** What a course's new seats mean for the seats of its sessions. */
export interface FollowedPools {
  readonly created: readonly PoolRecord[];
  readonly changed: readonly PoolRecord[];
  /** Ids of seats of a sort that the course has no more, in which nobody ever had a place. */
  readonly removed: readonly string[];
  /** Seats of a sort that the course has no more, which hold places of people (`taken`: confirmed seats). */
  readonly held: readonly { readonly pool: PoolRecord; readonly taken: number }[];
  /** More seats are taken than the course would have now. */
  readonly tooSmall: readonly { readonly pool: PoolRecord; readonly taken: number }[];
  /** They would count something else (people, parties) while registrations hold or await a place in them. */
  readonly recounted: readonly { readonly pool: PoolRecord; readonly holders: number }[];
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
    timeZone,
    now,
  }: {
    readonly course: Course | null;
    readonly wantedPools: readonly PoolRecord[];
    readonly sessions: Difference<SessionRecord>;
    readonly stored: readonly StoredSession[];
    /** The organization's: the course's words are by its clocks. */
    readonly timeZone: string;
    readonly now: Date;
  },
): Promise<FollowedPools> {
  const made = new Set(sessions.created.map(({ row }) => row.id));
  const leaving = new Set(sessions.removed.map(({ row }) => row.id));
  const toCome = stored
    .filter(({ row }) => (row.startsAt === null || row.startsAt > now) && !leaving.has(row.id))
    .map(({ row }) => row.id);
  const pools = await tx.find(SeatPool, { where: { sessionId: In(toCome) } });
  const poolById = new Map(pools.map((pool) => [pool.id, pool]));
  const following = new Set(toCome);
  const before = new Map((course?.schedule?.pools ?? [{ key: 'onsite' }]).map((pool) => [pool.key, pool]));
  const follows = (pool: SeatPool) => {
    const said = before.get(pool.key);
    return said !== undefined && hasSameSeats(pool, seatsOf(said, timeZone), OF_ITS_OWN);
  };
  const changed: PoolRecord[] = [];
  const created: PoolRecord[] = [];
  const tooSmall: { pool: PoolRecord; taken: number }[] = [];
  const recounted: { pool: PoolRecord; holders: number }[] = [];
  const holders = await holdersByPool(
    tx,
    wantedPools
      .filter(({ id, unit }) => poolById.has(id) && poolById.get(id)?.unit !== unit)
      .map(({ id }) => id),
  );
  for (const wanted of wantedPools) {
    if (made.has(wanted.sessionId)) created.push(wanted);
    if (!following.has(wanted.sessionId)) continue;
    const pool = poolById.get(wanted.id);
    if (!pool) {
      created.push(wanted);
      continue;
    }
    if (!follows(pool) || isSameSeats(pool, wanted)) continue;
    if (holders.has(pool.id)) recounted.push({ pool: wanted, holders: holders.get(pool.id)! });
    else if (wanted.capacity !== null && pool.taken > wanted.capacity + pool.overbooked)
      tooSmall.push({ pool: wanted, taken: pool.taken });
    else changed.push(wanted);
  }
  const wantedIds = new Set(wantedPools.map(({ id }) => id));
  const drafted = new Set(wantedPools.map(({ sessionId }) => sessionId));
  const dropped = pools.filter(
    (pool) => drafted.has(pool.sessionId) && !wantedIds.has(pool.id) && follows(pool),
  );
  const everHeld = await poolsEverHeld(
    tx,
    dropped.map(({ id }) => id),
  );
  return {
    created,
    changed,
    removed: dropped.filter(({ id }) => !everHeld.has(id)).map(({ id }) => id),
    held: dropped.filter(({ id }) => everHeld.has(id)).map((pool) => ({ pool, taken: pool.taken })),
    tooSmall,
    recounted,
  };
}

async function poolsEverHeld(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    'SELECT DISTINCT pool_id AS id FROM places WHERE pool_id = ANY($1::uuid[])',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** What a session may be given of its own, so that it does not follow its course any more. */
const OF_ITS_OWN = ['capacity', 'keptFor', 'keptUnits', 'keptUntil'] as const;
const ALL = ['label', 'labelEn', 'unit', 'capacityStated', 'position', ...OF_ITS_OWN] as const;

function isSameSeats(pool: SeatPool, wanted: PoolRecord): boolean {
  return hasSameSeats(pool, wanted, ALL);
}

/** Moments are the same by what they say. */
function hasSameSeats<Field extends (typeof ALL)[number]>(
  pool: Pick<SeatPool, Field>,
  wanted: Pick<PoolRecord, Field>,
  fields: readonly Field[],
): boolean {
  return fields.every((field) => isSame(pool[field], wanted[field]));
}
