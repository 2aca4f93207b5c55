import type { LotteryEntry, LotteryPriority, PassedOver } from '../domain/lottery.js';
import { rulesMet } from '../domain/lottery.js';
import type { Lottery } from './lottery.entity.js';

/** An entry as the public page shows it. */
export interface EntryRow extends LotteryEntry {
  /** Place in the drawn order, from 1; null before the draw. */
  readonly position: number | null;
  /** `listed`: not drawn yet. */
  readonly outcome: 'listed' | 'won' | 'lost' | 'withdrawn';
  /** Why it took no part; null: it did, or is not drawn yet. */
  readonly reason: PassedOver['reason'] | null;
  readonly meets: readonly LotteryPriority[];
}

/** All entries: in the drawn order, or in that of the list. */
export function entryRows({ list, result }: Lottery): EntryRow[] {
  const byEntry = new Map(list.entries.map((one) => [one.entry, one]));
  const won = new Set(result?.won);
  const reasonOf = new Map(result?.withdrawn.map(({ entry, reason }) => [entry, reason]));
  const order = result?.order ?? [...byEntry.keys()];
  return order.flatMap((entry, index) => {
    const listed = byEntry.get(entry);
    if (!listed) return [];
    return {
      ...listed,
      position: result === null ? null : index + 1,
      outcome:
        result === null ? 'listed' : won.has(entry) ? 'won' : reasonOf.has(entry) ? 'withdrawn' : 'lost',
      reason: reasonOf.get(entry) ?? null,
      meets: rulesMet(list.priorities, listed.priority),
    };
  });
}

export interface FoundEntries {
  readonly asked: string;
  readonly rows: readonly EntryRow[];
}

/** Fewest characters of an entry that are looked for. */
const MIN_SOUGHT = 4;

/** Entries that begin with what somebody typed, spaces and case aside. @returns null where nothing was asked */
export function found(rows: readonly EntryRow[], asked: unknown): FoundEntries | null {
  if (typeof asked !== 'string' || asked.trim() === '') return null;
  const start = asked.replace(/[^0-9a-f]/gi, '').toLowerCase();
  return {
    asked: asked.slice(0, 100),
    rows: start.length < MIN_SOUGHT ? [] : rows.filter(({ entry }) => entry.startsWith(start)),
  };
}
