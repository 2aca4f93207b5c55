import {
  entryOf,
  type LotteryEntry,
  type LotteryList,
  type LotteryPool,
  type LotteryPriority,
  priorityOf,
} from '../domain/lottery.js';
import { isOneOf, type Room } from '../domain/seat-room.js';
import type { LotteryRequest, LotteryScope, ScopePool } from './lottery.queries.js';

/** The rules of a draw, as course, programme and organization state them. */
export interface LotteryRules {
  readonly priorities: readonly LotteryPriority[];
  /** Municipalities whose people count as residents; empty where residents do not come first. */
  readonly residents: readonly string[];
  readonly queue: 'passes' | 'holds';
}

export interface Listing extends LotteryScope {
  readonly lotteryId: string;
  readonly rules: LotteryRules;
  readonly requests: readonly LotteryRequest[];
  /** In the order in which the list numbers them. */
  readonly pools: readonly ScopePool[];
  readonly seedFrom: string | null;
  readonly now: Date;
}

/** The priority number of a request by these rules. */
export function priorityIn(
  { priorities, residents }: LotteryRules,
  { municipality, isFirstTimer }: Pick<LotteryRequest, 'municipality' | 'isFirstTimer'>,
): number {
  const meets = { residents: isOneOf(municipality, residents), first_timers: isFirstTimer };
  return priorityOf(priorities, meets);
}

/** The list of a lottery as it is frozen. Requests that ask for nothing to come are not on it. */
export function listOf({ lotteryId, courseId, sessionId, ...listing }: Listing): LotteryList {
  const { rules, requests, pools, seedFrom, now } = listing;
  const numbers = new Map(pools.map(({ id }, index) => [id, index + 1]));
  const entries = requests
    .map((request): LotteryEntry => {
      const needs = request.seats
        .flatMap(({ poolId, units, kept }) => {
          const pool = numbers.get(poolId);
          return pool === undefined ? [] : [{ pool, units, kept }];
        })
        .sort((a, b) => a.pool - b.pool);
      return { entry: entryOf(lotteryId, request.id), priority: priorityIn(rules, request), needs };
    })
    .filter(({ needs }) => needs.length > 0)
    .sort((a, b) => (a.entry < b.entry ? -1 : 1));
  return {
    lottery: lotteryId,
    course: courseId,
    session: sessionId,
    listedAt: now.toISOString(),
    priorities: rules.priorities,
    residents: rules.residents,
    queue: rules.queue,
    seedFrom,
    pools: pools.map((pool) => ({ id: pool.id, ...seatsOf(pool, now) })),
    entries,
  };
}

/** Free seats as a list states them: what `freeSeatsOf` would answer for residents and for others, at `now`. */
export function seatsOf(
  { capacity, taken, keptUnits, keptUntil, takenKept }: Room,
  now: Date,
): Pick<LotteryPool, 'free' | 'kept'> {
  const free = capacity === null ? null : Math.max(0, capacity - taken);
  if (keptUntil === null || keptUntil <= now) return { free, kept: 0 };
  return { free, kept: keptUnits === null ? 'all' : Math.max(0, keptUnits - takenKept) };
}
