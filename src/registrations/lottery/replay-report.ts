import type { PublishedLottery } from '../domain/lottery-replay.js';
import type { LotteryFinding } from './lottery-replay.js';

/** What the operator reads after a replay: what was worked out, then every difference. */
export function replayLines(
  { list, listHash, seed, result }: PublishedLottery,
  findings: readonly LotteryFinding[],
): string[] {
  const lost = result === null ? 0 : result.order.length - result.won.length - result.withdrawn.length;
  return [
    `lottery ${list.lottery}`,
    `list: ${list.entries.length} entries, closed ${list.listedAt}, SHA-256 ${listHash}`,
    result === null
      ? 'not drawn yet'
      : `seed: ${seed}\nresult: ${result.won.length} won, ${lost} lost, ${result.withdrawn.length} withdrawn`,
    ...findings.map(({ subject, detail }) => `${subject}: ${detail}`),
    findings.length === 0 ? 'replays to the same' : `${findings.length} difference(s)`,
  ];
}
