import { fits, type Room, withTaken } from './seat-room.js';

export interface WantedSeats {
  readonly poolId: string;
  readonly units: number;
  /** True where seats kept for residents are for them. */
  readonly kept: boolean;
}

export interface WaitingRegistration {
  readonly id: string;
  /** Everything it needs at once: all remaining sessions of a course, or one session. */
  readonly seats: readonly WantedSeats[];
  /** True where its course lets nobody pass one who does not fit. */
  readonly holds: boolean;
}

/** The rooms of the pools concerned by pool id. */
export type Rooms = ReadonlyMap<string, Room>;

export interface Promotions {
  /** Who moves up, in the order of the queue. */
  readonly promoted: readonly string[];
  /** Pools in which someone who does not fit holds those behind. */
  readonly held: ReadonlySet<string>;
}

/**
 * Who moves up: the queue is walked in order, and each registration that fits whole gets its seats. One that does not fit
 * keeps its position. Where its course says so (`holds`), nobody behind it gets seats of the sorts it waits for, unless it is
 * larger than all the seats that there are; else they pass it, so that a party of three does not hold up the single person
 * behind it.
 */
export function promotions(rooms: Rooms, queue: readonly WaitingRegistration[], now: Date): Promotions {
  const left = new Map(rooms);
  const held = new Set<string>();
  const promoted: string[] = [];
  for (const { id, seats, holds } of queue) {
    const isFree = ({ poolId, ...wanted }: WantedSeats) => {
      const room = left.get(poolId);
      return room !== undefined && !held.has(poolId) && fits(room, wanted, now);
    };
    if (seats.length > 0 && seats.every(isFree)) {
      for (const { poolId, ...wanted } of seats) left.set(poolId, withTaken(left.get(poolId)!, wanted));
      promoted.push(id);
    } else if (holds && seats.every((seat) => couldEverFit(left.get(seat.poolId), seat))) {
      for (const { poolId } of seats) held.add(poolId);
    }
  }
  return { promoted, held };
}

/** False where not even all seats would be enough: the capacity was lowered since. */
function couldEverFit(room: Room | undefined, { units }: WantedSeats): boolean {
  return room === undefined || room.capacity === null || units <= room.capacity;
}
