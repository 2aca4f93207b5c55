import { createHash } from 'node:crypto';

export type LotteryPriority = 'residents' | 'first_timers';

/** Seats of one sort in one session, as they were when the list was closed. */
export interface LotteryPool {
  /** Id of the pool, as the JSON of its session has it. */
  readonly id: string;
  /** Free seats; null: no limit. */
  readonly free: number | null;
  /** Of these, the seats that only residents may have; `all`: nobody else may. */
  readonly kept: number | 'all';
}

/** Seats of one pool that a request needs. */
export interface LotteryNeed {
  /** Position of the pool in the list, from 1. */
  readonly pool: number;
  /** People, or 1 where the pool counts parties. */
  readonly units: number;
  /** True where kept seats are for them. */
  readonly kept: boolean;
}

/** A request as the published list has it: nothing says whose it is but its own page. */
export interface LotteryEntry {
  /** SHA-256 (hex) of the lottery's and the registration's ids: known to the registrant, guessed by nobody. */
  readonly entry: string;
  /** Lower comes first; made from the priorities of the rules. */
  readonly priority: number;
  /** By pool. Whole or not at all. */
  readonly needs: readonly LotteryNeed[];
}

/** What is frozen and published before the seed is known. */
export interface LotteryList {
  readonly lottery: string;
  readonly course: string;
  /** Null: for all requests of the course. */
  readonly session: string | null;
  /** When the list was closed, ISO 8601 in UTC. */
  readonly listedAt: string;
  readonly priorities: readonly LotteryPriority[];
  /** Municipalities whose people count as residents. */
  readonly residents: readonly string[];
  /** `holds`: one that does not fit holds those behind it that need the same seats. */
  readonly queue: 'passes' | 'holds';
  /** Where the seed will come from, as announced with the list; null: nothing was announced. */
  readonly seedFrom: string | null;
  readonly pools: readonly LotteryPool[];
  /** In the order of `entry`. */
  readonly entries: readonly LotteryEntry[];
}

/**
 * Why an entry took no part in the draw. `cancelled`: its request was given up; `gone`: it was taken to another course or
 * session, or erased; `changed`: it asks for seats that the list does not say; `decided`: staff had decided on it.
 */
export const PASSED_OVER = ['cancelled', 'gone', 'changed', 'decided'] as const;

/** An entry that was passed over. */
export interface PassedOver {
  readonly entry: string;
  readonly reason: (typeof PASSED_OVER)[number];
}

export interface LotteryResult {
  /** `made`: by the server at the moment of the draw; `given`: typed in. */
  readonly seedSource: 'given' | 'made';
  /** Entries that took no part any more, in the order of the list; they take no seats. */
  readonly withdrawn: readonly PassedOver[];
  /** All entries in the order that was drawn. */
  readonly order: readonly string[];
  /** Those who have their seats, in that order. */
  readonly won: readonly string[];
}

/** The name of a registration in the list of a lottery: SHA-256 (hex) of `<lottery>/<registration>`. */
export function entryOf(lotteryId: string, registrationId: string): string {
  return sha256(`${lotteryId}/${registrationId}`);
}

/**
 * Priority from what is true of a request, by the rules in their order: 0 meets all. The first rule weighs more than all that
 * follow it.
 */
export function priorityOf(
  priorities: readonly LotteryPriority[],
  meets: Readonly<Record<LotteryPriority, boolean>>,
): number {
  return priorities.reduce((number, rule) => number * 2 + (meets[rule] ? 0 : 1), 0);
}

/** The rules that a request of this priority meets. */
export function rulesMet(priorities: readonly LotteryPriority[], priority: number): LotteryPriority[] {
  return priorities.filter((_, index) => ((priority >> (priorities.length - 1 - index)) & 1) === 0);
}

/**
 * The list as text: UTF-8, one statement a line, every line ended by LF. docs/lottery.md describes it for those who want to
 * work it out by other means. Two lists have the same text if and only if they say the same.
 */
export function canonicalText(list: LotteryList): string {
  const needText = ({ pool, units, kept }: LotteryNeed) => `${pool}:${units}${kept ? 'k' : ''}`;
  const lines = [
    'tsudoi-lottery-list 1',
    `lottery ${list.lottery}`,
    `course ${list.course}`,
    `session ${list.session ?? '-'}`,
    `listed ${list.listedAt}`,
    `priorities ${list.priorities.join(' ') || '-'}`,
    ...list.residents.map((municipality) => `residents ${municipality}`),
    `queue ${list.queue}`,
    ...(list.seedFrom === null ? [] : [`seed-from ${list.seedFrom}`]),
    ...list.pools.map(
      ({ id, free, kept }, index) => `pool ${index + 1} ${id} free ${free ?? 'unlimited'} kept ${kept}`,
    ),
    ...list.entries.map(
      ({ entry, priority, needs }) => `entry ${entry} ${priority} ${needs.map(needText).join(' ')}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** SHA-256 (hex) of the canonical text. */
export function hashOfList(list: LotteryList): string {
  return sha256(canonicalText(list));
}

/** By what entries of one priority are ordered: SHA-256 (hex) of the seed followed by the entry. */
export function drawingKey(seed: string, entry: string): string {
  return sha256(seed + entry);
}

/**
 * The draw: entries by priority, then by drawing key. The order is walked; each entry that fits whole has its seats, every
 * other one loses, and with `queue: holds` nobody behind it gets seats of the sorts it needed.
 * @param withdrawn entries that are passed over: they keep their position and take nothing
 */
export function draw(
  list: LotteryList,
  seed: string,
  withdrawn: readonly string[] = [],
): Pick<LotteryResult, 'order' | 'won'> {
  const gone = new Set(withdrawn);
  const drawn = list.entries
    .map((entry) => ({ ...entry, key: drawingKey(seed, entry.entry) }))
    .sort((a, b) => a.priority - b.priority || compared(a.key, b.key) || compared(a.entry, b.entry));
  const left = list.pools.map(({ free, kept }) => ({ free, kept }));
  const held = new Set<number>();
  const won: string[] = [];
  for (const { entry, needs } of drawn) {
    if (gone.has(entry)) continue;
    const fits = needs.every((need) => !held.has(need.pool) && fitsIn(left[need.pool - 1], need));
    if (needs.length > 0 && fits) {
      for (const need of needs) left[need.pool - 1] = without(left[need.pool - 1]!, need);
      won.push(entry);
    } else if (list.queue === 'holds') {
      for (const { pool } of needs) held.add(pool);
    }
  }
  return { order: drawn.map(({ entry }) => entry), won };
}

type SeatsLeft = Pick<LotteryPool, 'free' | 'kept'>;

function fitsIn(left: SeatsLeft | undefined, { units, kept }: LotteryNeed): boolean {
  if (!left) return false;
  if (kept) return left.free === null || left.free >= units;
  if (left.kept === 'all') return false;
  return left.free === null || left.free - left.kept >= units;
}

function without({ free, kept }: SeatsLeft, need: LotteryNeed): SeatsLeft {
  return {
    free: free === null ? null : free - need.units,
    kept: need.kept && kept !== 'all' ? Math.max(0, kept - need.units) : kept,
  };
}

/** By code units: the same on every machine and in every locale. */
function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
