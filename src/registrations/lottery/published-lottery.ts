import type { LotteryList, LotteryResult } from '../domain/lottery.js';
import type { PublishedLottery } from '../domain/lottery-replay.js';
import type { Lottery } from './lottery.entity.js';

/** Names the shape of the published facts; another shape gets another number. */
export const FACTS_FORMAT = 'tsudoi-lottery/1';

/** What everybody may know of a lottery: enough to work its result out, and nothing of who takes part. */
export interface LotteryFacts extends PublishedLottery {
  readonly format: typeof FACTS_FORMAT;
  readonly id: string;
  /** ISO 8601 in UTC; null: not drawn yet. */
  readonly drawnAt: string | null;
}

/** Field by field in a fixed order: the database keeps its JSON in another one. */
export function factsOf({ id, list, listHash, seed, result, drawnAt }: Lottery): LotteryFacts {
  return {
    format: FACTS_FORMAT,
    id,
    listHash,
    list: orderedList(list),
    seed,
    drawnAt: drawnAt?.toISOString() ?? null,
    result: result && orderedResult(result),
  };
}

function orderedList(list: LotteryList): LotteryList {
  const { lottery, course, session, listedAt, priorities, residents, queue, seedFrom, pools, entries } = list;
  return {
    ...{ lottery, course, session, listedAt, priorities, residents, queue, seedFrom },
    pools: pools.map(({ id, free, kept }) => ({ id, free, kept })),
    entries: entries.map(({ entry, priority, needs }) => ({
      entry,
      priority,
      needs: needs.map(({ pool, units, kept }) => ({ pool, units, kept })),
    })),
  };
}

function orderedResult({ seedSource, withdrawn, order, won }: LotteryResult): LotteryResult {
  return {
    seedSource,
    withdrawn: withdrawn.map(({ entry, reason }) => ({ entry, reason })),
    order,
    won,
  };
}
