import type { EntityManager } from 'typeorm';
import { draw, type LotteryResult } from '../domain/lottery.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import type { Lottery } from './lottery.entity.js';
import { poolsById, registrationsOf, requestsOf, type ScopePool } from './lottery.queries.js';
import { lotteryConflict } from './lottery-course.js';
import {
  confirmWinners,
  declineWaiting,
  queueInOrder,
  recordDraw,
  tellLosers,
} from './lottery-draw.queries.js';
import { passedOver, poolsTooSmall, standingOf } from './lottery-standing.js';

/** What a draw is made with. */
export interface Drawing {
  readonly seed: string;
  readonly seedSource: LotteryResult['seedSource'];
  /** False: who gets no seats is declined. */
  readonly waitingList: boolean;
  readonly now: Date;
}

/**
 * Works out the result from the published list and the seed alone, and does what it says: seats, queue, mails. Seats beyond
 * those listed go to the queue at once. The pools of the course must be locked.
 * @throws DomainError `conflict` where a pool has fewer seats than the list promises; nothing is worked out then
 */
export async function drawLots(
  tx: EntityManager,
  { id: lotteryId, courseId, sessionId, list }: Lottery,
  { seed, seedSource, waitingList, now }: Drawing,
): Promise<LotteryResult> {
  const poolIds = list.pools.map(({ id }) => id);
  const [tooSmall] = poolsTooSmall(list, await poolsById(tx, poolIds));
  if (tooSmall) throw seatsGone(tooSmall);
  const scope = { courseId, sessionId };
  const standing = standingOf(list, await requestsOf(tx, scope, now));
  const { idOf, late } = standing;
  const withdrawn = passedOver(list, standing, await registrationsOf(tx, scope));
  const { order, won } = draw(
    list,
    seed,
    withdrawn.map(({ entry }) => entry),
  );
  const winners = won.flatMap((entry) => idOf.get(entry) ?? []);
  const chosen = new Set(won);
  const lost = order.flatMap((entry) => (chosen.has(entry) ? [] : (idOf.get(entry) ?? [])));
  if (winners.length > 0) await confirmWinners(tx, { lotteryId, ids: winners, poolIds, now });
  const queuedFrom = await settle(tx, { lotteryId, courseId, lost, late, waitingList, now });
  const result = { seedSource, withdrawn, order, won };
  await recordDraw(tx, { lotteryId, seed, result, queuedFrom, now });
  return result;
}

interface Unlucky {
  readonly lotteryId: string;
  readonly courseId: string;
  /** In the order in which they were drawn. */
  readonly lost: readonly string[];
  /** In the order in which they came. */
  readonly late: readonly string[];
  readonly waitingList: boolean;
  readonly now: Date;
}

/** Puts those who have no seats in the queue, gives out what is left, and tells who still has none. */
async function settle(tx: EntityManager, unlucky: Unlucky): Promise<string | null> {
  const { lotteryId, courseId, lost, late, waitingList, now } = unlucky;
  const ids = [...lost, ...late];
  const queuedFrom = await queueInOrder(tx, courseId, ids);
  await extendCourseRegistrations(tx, [courseId], now);
  await promoteFromQueue(tx, [courseId], now);
  if (!waitingList) {
    await declineWaiting(tx, ids, now);
    // Nobody of them holds a queue any more.
    await promoteFromQueue(tx, [courseId], now);
  }
  await tellLosers(tx, { lotteryId, lost, late, now });
  return queuedFrom;
}

/**
 * Queues requests that came in while their lottery was drawn and that no draw will decide any more. The pools of the course
 * must be locked.
 * @returns how many there were
 */
export async function queueStragglers(
  tx: EntityManager,
  { id: lotteryId, courseId, sessionId }: Lottery,
  { waitingList, now }: Pick<Drawing, 'waitingList' | 'now'>,
): Promise<number> {
  const late = (await requestsOf(tx, { courseId, sessionId }, now)).map(({ id }) => id);
  if (late.length > 0) await settle(tx, { lotteryId, courseId, lost: [], late, waitingList, now });
  return late.length;
}

function seatsGone({ pool, missing }: { pool: ScopePool | undefined; missing: number }) {
  if (!pool) return lotteryConflict('act', 'lotteryPoolGone');
  const words = { date: pool.startsOn ?? '－', pool: pool.label, missing };
  return lotteryConflict('act', missing === 0 ? 'lotterySeatsLimited' : 'lotterySeatsGone', words);
}
