import { draw, hashOfList, type LotteryList, type LotteryResult } from './lottery.js';

/** What anybody can fetch of a lottery. The last four are null until it is drawn. */
export interface PublishedLottery {
  readonly list: LotteryList;
  readonly listHash: string;
  readonly seed: string | null;
  readonly result: LotteryResult | null;
}

/** Where what is published contradicts itself, or what was worked out again. */
export interface ReplayDifference {
  readonly what: 'hash' | 'list' | 'withdrawn' | 'order' | 'won';
  readonly published: string;
  readonly replayed: string;
}

/** Works a lottery out again from what is published, and from nothing else. @returns what differs; empty: all is as it says */
export function replayDifferences({ list, listHash, seed, result }: PublishedLottery): ReplayDifference[] {
  const differences: ReplayDifference[] = [];
  const differs = (what: ReplayDifference['what'], published: string, replayed: string) => {
    if (published !== replayed) differences.push({ what, published, replayed });
  };
  differs('hash', listHash, hashOfList(list));
  const known = new Set(list.entries.map(({ entry }) => entry));
  differs('list', `${list.entries.length} entries`, `${known.size} entries`);
  if (seed === null || result === null) return differences;
  const differ = (
    what: ReplayDifference['what'],
    published: readonly string[],
    replayed: readonly string[],
  ) => {
    for (let index = 0; index < Math.max(published.length, replayed.length); index++)
      differs(what, at(published, index), at(replayed, index));
  };
  const withdrawn = result.withdrawn.map(({ entry }) => entry);
  const gone = new Set(withdrawn);
  differ(
    'withdrawn',
    withdrawn,
    [...known].filter((entry) => gone.has(entry)),
  );
  const { order, won } = draw(list, seed, withdrawn);
  differ('order', result.order, order);
  differ('won', result.won, won);
  return differences;
}

/** What stands at a position, with the position: entries that are the same in another order differ, and repeated ones too. */
function at(entries: readonly string[], index: number): string {
  return `${index + 1} ${entries[index] ?? '-'}`;
}
