export interface WaitingRegistration {
  readonly id: string;
  /** Everything it needs at once: all remaining sessions of a course, or one session. */
  readonly seats: readonly { readonly poolId: string; readonly units: number }[];
}

/** Free seats by pool id; null: no limit. */
export type FreeSeats = ReadonlyMap<string, number | null>;

/**
 * Who moves up: the queue is walked in order, and each registration that fits whole gets its seats. One that does not fit
 * is passed over and keeps its position, so that a party of three does not hold up the single person behind it.
 * @returns ids in the order of the queue.
 */
export function promotions(free: FreeSeats, queue: readonly WaitingRegistration[]): string[] {
  const left = new Map(free);
  const promoted: string[] = [];
  for (const { id, seats } of queue) {
    const fits =
      seats.length > 0 &&
      seats.every(({ poolId, units }) => {
        const seatsLeft = left.get(poolId);
        return seatsLeft === null || (seatsLeft !== undefined && seatsLeft >= units);
      });
    if (!fits) continue;
    for (const { poolId, units } of seats) {
      const seatsLeft = left.get(poolId);
      if (typeof seatsLeft === 'number') left.set(poolId, seatsLeft - units);
    }
    promoted.push(id);
  }
  return promoted;
}
