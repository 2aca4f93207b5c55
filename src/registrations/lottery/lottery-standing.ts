import { entryOf, type LotteryList, type LotteryNeed, type PassedOver } from '../domain/lottery.js';
import type { LotteryRequest, ScopePool, ScopeRegistration } from './lottery.queries.js';

/** Who of a list still stands as they were listed, at the moment of the draw. */
export interface Standing {
  /** Registration ids of those who take part, by entry. */
  readonly idOf: ReadonlyMap<string, string>;
  /** Requests without a part in the draw, in the order in which they came: they queue behind those who lose. */
  readonly late: readonly string[];
}

/**
 * Holds the list against the requests as they are. Whoever asks for less than listed stays on it; for whom seats are kept is
 * what the list says, whatever staff have changed about it since.
 */
export function standingOf(list: LotteryList, requests: readonly LotteryRequest[]): Standing {
  const needsOf = new Map(list.entries.map(({ entry, needs }) => [entry, needs]));
  const numbers = new Map(list.pools.map(({ id }, index) => [id, index + 1]));
  const idOf = new Map<string, string>();
  const late: string[] = [];
  for (const request of requests) {
    const entry = entryOf(list.lottery, request.id);
    if (isCovered(request, needsOf.get(entry), numbers)) idOf.set(entry, request.id);
    else late.push(request.id);
  }
  return { idOf, late };
}

/** Entries that take no part, in the order of the list, each with what has become of its request. */
export function passedOver(
  list: LotteryList,
  { idOf }: Standing,
  registrations: readonly ScopeRegistration[],
): PassedOver[] {
  const statusOf = new Map(registrations.map(({ id, status }) => [entryOf(list.lottery, id), status]));
  return list.entries.flatMap(({ entry }) =>
    idOf.has(entry) ? [] : [{ entry, reason: reasonOf(statusOf.get(entry)) }],
  );
}

function reasonOf(status: string | undefined): PassedOver['reason'] {
  if (status === undefined) return 'gone';
  if (status === 'cancelled') return 'cancelled';
  return status === 'applied' ? 'changed' : 'decided';
}

/** Seats in pools that the list does not name (a session added since) are no part of the draw. */
function isCovered(
  { seats }: LotteryRequest,
  needs: readonly LotteryNeed[] | undefined,
  numbers: ReadonlyMap<string, number>,
): boolean {
  const listed = seats.filter(({ poolId }) => numbers.has(poolId));
  return (
    needs !== undefined &&
    listed.length > 0 &&
    listed.every(({ poolId, units }) => {
      const need = needs.find(({ pool }) => pool === numbers.get(poolId));
      return need !== undefined && units <= need.units;
    })
  );
}

/** A pool that has fewer seats than a list promises. `missing` 0: it had no limit, and how many are enough nobody can say. */
export interface PoolTooSmall {
  /** Undefined: it is gone. */
  readonly pool: ScopePool | undefined;
  readonly missing: number;
}

/** Pools in which the draw could promise what is not there any more: it must not go ahead. Whatever the seed. */
export function poolsTooSmall(list: LotteryList, now: ReadonlyMap<string, ScopePool>): PoolTooSmall[] {
  const needed = new Set(list.entries.flatMap(({ needs }) => needs.map(({ pool }) => pool)));
  return list.pools.flatMap(({ id, free }, index): PoolTooSmall[] => {
    if (!needed.has(index + 1)) return [];
    const pool = now.get(id);
    if (!pool) return [{ pool, missing: free ?? 0 }];
    if (pool.capacity === null) return [];
    if (free === null) return [{ pool, missing: 0 }];
    const left = Math.max(0, pool.capacity - pool.taken);
    return left < free ? [{ pool, missing: free - left }] : [];
  });
}
