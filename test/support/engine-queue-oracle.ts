import { sessionsToCome, takesSeat, unitsTaken } from './engine-oracle.js';
import type { EngineSnapshot, PlaceState, PoolState, RegistrationState } from './engine-snapshot.js';

/** Who waits although they fit, and which pools are held or not by nobody or somebody. */
export function overlooked(seen: EngineSnapshot, queueHolds: boolean): string[] {
  const faults: string[] = [];
  const blocked = new Set<string>();
  for (const registration of seen.registrations) {
    const needs = needsOf(seen, registration);
    if (needs.length === 0) continue;
    const isFree = (place: PlaceState) =>
      !blocked.has(place.poolId) && seatsLeft(seen, poolOf(seen, place), place.kept) >= place.units;
    if (needs.every(isFree)) faults.push(`waits for ${needs.length} free seats`);
    if (queueHolds && couldEverFit(seen, needs)) for (const { poolId } of needs) blocked.add(poolId);
  }
  const toCome = sessionsToCome(seen);
  for (const pool of seen.pools.filter(({ sessionId }) => toCome.has(sessionId)))
    if (pool.held !== blocked.has(pool.id))
      faults.push(`a pool is ${pool.held ? 'held by nobody' : 'not held'}`);
  return faults;
}

/**
 * Who got seats, between two moments in which no time passed, that someone before them in the queue could have had, who
 * waited all along: in a queue that holds any seat of the sorts they wait for, in every queue all the seats that they wait for.
 */
export function overtaken(before: EngineSnapshot, after: EngineSnapshot, queueHolds: boolean): string[] {
  const gained = gainedPlaces(before, after);
  return after.registrations.flatMap((ahead, rank) => {
    const needs = needsOf(after, ahead);
    if (needs.length === 0 || !waitedAllAlong(before, after, ahead)) return [];
    return after.registrations.slice(rank + 1).flatMap(({ id }) => {
      const theirs = gained.filter(({ registrationId }) => registrationId === id);
      const isHeldBack =
        queueHolds &&
        couldEverFit(after, needs) &&
        theirs.some(({ poolId }) => needs.some((need) => need.poolId === poolId));
      const couldHave = needs.every((need) =>
        theirs.some(
          ({ poolId, units, kept }) => poolId === need.poolId && units >= need.units && (need.kept || !kept),
        ),
      );
      return isHeldBack || couldHave ? ['somebody overtook one who waits before them'] : [];
    });
  });
}

/** Seats left by a recount, for a resident for whom seats are kept or for anybody else. */
export function seatsLeft(seen: EngineSnapshot, pool: PoolState, isResident: boolean): number {
  const isKept = pool.keptUntil !== null && seen.now < pool.keptUntil && !isResident;
  if (isKept && pool.keptUnits === null) return 0;
  if (pool.capacity === null) return Number.POSITIVE_INFINITY;
  const left = pool.capacity - unitsTaken(seen, pool, 'all');
  return isKept ? left - Math.max(0, (pool.keptUnits ?? 0) - unitsTaken(seen, pool, 'kept')) : left;
}

/** The places to come that a registration waits for, where it takes its turn. */
function needsOf(seen: EngineSnapshot, { id, status, resting }: RegistrationState): PlaceState[] {
  if (status !== 'waitlisted' || resting !== null) return [];
  const toCome = sessionsToCome(seen);
  return seen.places.filter(
    (place) => place.registrationId === id && place.status === 'waitlisted' && toCome.has(place.sessionId),
  );
}

/** Who needs more than all the seats that there are holds nobody. */
function couldEverFit(seen: EngineSnapshot, needs: readonly PlaceState[]): boolean {
  return needs.every((place) => place.units <= (poolOf(seen, place).capacity ?? Number.POSITIVE_INFINITY));
}

function poolOf({ pools }: EngineSnapshot, { poolId }: PlaceState): PoolState {
  return pools.find(({ id }) => id === poolId)!;
}

function gainedPlaces(before: EngineSnapshot, after: EngineSnapshot): PlaceState[] {
  const had = new Set(before.places.filter(takesSeat).map(({ id }) => id));
  return after.places.filter((place) => takesSeat(place) && !had.has(place.id));
}

/** The same needs at both moments, and no offer or rest in between. */
function waitedAllAlong(before: EngineSnapshot, after: EngineSnapshot, one: RegistrationState): boolean {
  const was = before.registrations.find(({ id }) => id === one.id);
  const offersTo = ({ offers }: EngineSnapshot) =>
    offers.filter(({ registrationId }) => registrationId === one.id).length;
  const needs = (seen: EngineSnapshot, registration: RegistrationState) =>
    needsOf(seen, registration)
      .map(({ poolId, units }) => `${poolId}:${units}`)
      .sort()
      .join(' ');
  return (
    was !== undefined && offersTo(before) === offersTo(after) && needs(before, was) === needs(after, one)
  );
}
