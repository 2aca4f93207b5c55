/** The counters of one sort of seats in a session, as they stand. */
export interface Room {
  /** Null: no limit. */
  readonly capacity: number | null;
  readonly taken: number;
  /** Seats kept for residents until `keptUntil`; null: all of them. */
  readonly keptUnits: number | null;
  readonly keptUntil: Date | null;
  /** Of `taken`, those of residents. */
  readonly takenKept: number;
}

/**
 * Seats left at `now`, for someone for whom seats are kept (`isKept`) or for anybody else; null: no limit, below 0:
 * overbooked. `freeSeatsSql` in seats.queries.ts says the same in SQL, for the statement that takes them.
 */
export function freeSeatsOf(room: Room, isKept: boolean, now: Date): number | null {
  const { capacity, taken, keptUnits, keptUntil, takenKept } = room;
  if (isKept || keptUntil === null || keptUntil <= now) return capacity === null ? null : capacity - taken;
  if (keptUnits === null) return 0;
  return capacity === null ? null : capacity - taken - Math.max(0, keptUnits - takenKept);
}

/** True where so many more fit. */
export function fits(room: Room, { units, kept }: { units: number; kept: boolean }, now: Date): boolean {
  const free = freeSeatsOf(room, kept, now);
  return free === null || free >= units;
}

/** The room once someone has taken seats. */
export function withTaken<Of extends Room>(room: Of, { units, kept }: { units: number; kept: boolean }): Of {
  return { ...room, taken: room.taken + units, takenKept: room.takenKept + (kept ? units : 0) };
}

/** Whether a municipality, as somebody wrote it, is one of those named. Width of letters and spaces do not matter. */
export function isOneOf(municipality: string | null | undefined, named: readonly string[]): boolean {
  if (!municipality) return false;
  const asWritten = plain(municipality);
  return named.some((name) => plain(name) === asWritten);
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
}
