import { fits, freeSeatsOf, type Room } from './seat-room.js';

/** A seat that somebody waits for, in a session to come. */
export interface AwaitedSeat extends Room {
  readonly sessionId: string;
  readonly number: number | null;
  /** Civil date; null while undated. */
  readonly startsOn: string | null;
  /** Seats that are needed there: people, or 1 where parties are counted. */
  readonly units: number;
  readonly unit: 'people' | 'parties';
  /** True where seats kept for residents are for them. */
  readonly kept: boolean;
  readonly keptFor: readonly string[];
  /** True while someone who does not fit holds the queue for these seats. */
  readonly held: boolean;
}

/** Why one seat is not to be had: all taken, fewer free than needed, kept for residents, or held by who came before. */
export interface Shortage extends Pick<AwaitedSeat, 'sessionId' | 'number' | 'startsOn' | 'unit'> {
  readonly reason: 'full' | 'too_few' | 'kept' | 'held';
  readonly needs: number;
  /** Seats free for them; never below 0. */
  readonly free: number;
  /** Where seats are kept: for whose residents, and until when. */
  readonly keptFor: readonly string[];
  readonly keptUntil: Date | null;
}

/** Where somebody who waits stands, and what keeps them waiting. */
export interface QueueStanding {
  /** An offer that was declined or ran out: the queue leaves them out until seats become free, or until they say so. */
  readonly resting: 'declined' | 'expired' | null;
  readonly shortages: readonly Shortage[];
  /** Sessions that are all needed at once; null where it is one. */
  readonly needsAll: number | null;
  /** True where giving up the sessions that lack seats would be enough for all the others. */
  readonly couldSkip: boolean;
  /** Later ones who have seats of those that they wait for. */
  readonly passedBy: number;
}

/** Why someone still waits, seat by seat, as the queue would judge it at `now`. */
export function queueStanding(
  {
    resting,
    seats,
    passedBy,
  }: {
    readonly resting: QueueStanding['resting'];
    readonly seats: readonly AwaitedSeat[];
    readonly passedBy: number;
  },
  now: Date,
): QueueStanding {
  const lacking = seats.filter((seat) => !fits(seat, seat, now));
  // Who is held up by those before them lacks nothing else.
  const shortages =
    lacking.length > 0
      ? lacking.map((seat) => shortageOf(seat, now))
      : seats
          .filter(({ held }) => held)
          .map((seat) => ({ ...shortageOf(seat, now), reason: 'held' as const }));
  const others = seats.filter((seat) => !lacking.includes(seat));
  return {
    ...{ resting, passedBy, shortages },
    needsAll: seats.length > 1 ? seats.length : null,
    couldSkip: lacking.length > 0 && others.length > 0 && others.every(({ held }) => !held),
  };
}

function shortageOf(seat: AwaitedSeat, now: Date): Shortage {
  const { sessionId, number, startsOn, unit, units: needs, keptFor, keptUntil } = seat;
  const free = Math.max(0, freeSeatsOf(seat, seat.kept, now) ?? 0);
  const isKept = fits(seat, { units: needs, kept: true }, now) && !seat.kept;
  const reason = isKept ? 'kept' : free === 0 ? 'full' : 'too_few';
  return {
    ...{ sessionId, number, startsOn, unit, reason, needs, free, keptFor },
    keptUntil: isKept ? keptUntil : null,
  };
}
