import type { EngineSnapshot, PlaceState, PoolState, RegistrationState } from './engine-snapshot.js';

/** What the state of a course breaks of its promises, in words; worked out anew from the rows, without the engine's code. */
export function brokenPromises(seen: EngineSnapshot, { mayOverbook }: { mayOverbook: boolean }): string[] {
  return [...seats(seen, mayOverbook), ...contacts(seen), ...wholeness(seen, mayOverbook), ...offers(seen)];
}

export function takesSeat({ status }: PlaceState): boolean {
  return status === 'confirmed' || status === 'offered';
}

/** Ids of the sessions that have not begun and are not called off. */
export function sessionsToCome({ sessions, now }: EngineSnapshot): Set<string> {
  return new Set(
    sessions
      .filter(({ status, startsAt }) => status === 'scheduled' && (startsAt === null || startsAt > now))
      .map(({ id }) => id),
  );
}

/** Units that places take in a pool, all of them or those of residents. */
export function unitsTaken({ places }: EngineSnapshot, pool: PoolState, which: 'all' | 'kept'): number {
  return places
    .filter((place) => place.poolId === pool.id && takesSeat(place) && (which === 'all' || place.kept))
    .reduce((sum, { units }) => sum + units, 0);
}

function seats(seen: EngineSnapshot, mayOverbook: boolean): string[] {
  return seen.pools.flatMap((pool) => {
    const taken = unitsTaken(seen, pool, 'all');
    const kept = unitsTaken(seen, pool, 'kept');
    const session = seen.sessions.find(({ id }) => id === pool.sessionId);
    return [
      ...(taken === pool.taken ? [] : [`pool counts ${pool.taken} of ${taken} seats`]),
      ...(kept === pool.takenKept ? [] : [`pool counts ${pool.takenKept} of ${kept} seats of residents`]),
      ...(pool.capacity !== null && taken > pool.capacity + pool.overbooked
        ? [`${taken} seats of ${pool.capacity} are taken, ${pool.overbooked} beyond by a recorded act`]
        : []),
      ...(pool.overbooked > 0 && !mayOverbook ? ['overbooked, and nobody did'] : []),
      ...(pool.closed === (session?.status === 'cancelled')
        ? []
        : ['pool and session disagree on being called off']),
    ];
  });
}

function contacts(seen: EngineSnapshot): string[] {
  const active = seen.places.filter(({ status, contactKey }) => status !== 'released' && contactKey !== null);
  const keys = seen.registrations.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  return [
    ...repeated(active.map(({ sessionId, contactKey }) => `${sessionId} ${contactKey}`)).map(
      () => 'one contact has two places in one session',
    ),
    ...repeated(keys).map(() => 'one request made two registrations'),
  ];
}

/** @param mayHaveMoved a session that was over may have been given a new date, with the places that were held in it */
function wholeness(seen: EngineSnapshot, mayHaveMoved: boolean): string[] {
  const toCome = sessionsToCome(seen);
  return seen.registrations.flatMap((registration) => {
    const own = seen.places.filter(({ registrationId }) => registrationId === registration.id);
    const active = own.filter(({ status }) => status !== 'released');
    const name = `registration (${registration.status})`;
    return [
      ...active
        .filter(({ sessionId }) => isAhead(seen, sessionId))
        .flatMap((place) => misfit(seen, registration, place).map((fault) => `${name}: ${fault}`)),
      ...(isOver(registration)
        ? active.filter(({ sessionId }) => isAhead(seen, sessionId)).map(() => `${name} has a place to come`)
        : active
            .filter(({ sessionId, status }) => toCome.has(sessionId) && status !== registration.status)
            .map(({ status }) => `${name} has a place that is ${status}`)),
      ...(isOver(registration) || active.length > 0 ? [] : [`${name} has no place`]),
      ...(registration.sessionId === null && !isOver(registration)
        ? missing(seen, registration, own, toCome).map(() => `${name} for the course lacks a session of it`)
        : []),
      ...(!mayHaveMoved &&
      registration.sessionId !== null &&
      active.some(({ sessionId }) => sessionId !== registration.sessionId && isAhead(seen, sessionId))
        ? [`${name} for one session has a place in another`]
        : []),
    ];
  });
}

function isOver({ status }: RegistrationState): boolean {
  return status === 'cancelled' || status === 'declined';
}

/** Not begun, whether called off or not. */
function isAhead({ sessions, now }: EngineSnapshot, sessionId: string): boolean {
  const startsAt = sessions.find(({ id }) => id === sessionId)?.startsAt ?? null;
  return startsAt === null || startsAt > now;
}

function misfit({ pools }: EngineSnapshot, registration: RegistrationState, place: PlaceState): string[] {
  const pool = pools.find(({ id }) => id === place.poolId);
  if (!pool || pool.sessionId !== place.sessionId) return ['a place in a pool of another session'];
  const isResident = registration.municipality !== null && pool.keptFor.includes(registration.municipality);
  return [
    ...(place.units === (pool.unit === 'people' ? registration.people : 1) ? [] : [`${place.units} units`]),
    ...(place.kept === isResident ? [] : ['not what its municipality says']),
    ...(place.status === 'confirmed' && place.confirmedAt === null ? ['confirmed at no time'] : []),
  ];
}

/** Sessions of the course that a registration for all of it has no place in, and nothing says why. */
function missing(
  { pools, places }: EngineSnapshot,
  { poolKey }: RegistrationState,
  own: readonly PlaceState[],
  toCome: ReadonlySet<string>,
): string[] {
  const contact = own[0]?.contactKey ?? null;
  return [...toCome].filter(
    (sessionId) =>
      pools.some((pool) => pool.sessionId === sessionId && pool.key === poolKey) &&
      !own.some((place) => place.sessionId === sessionId) &&
      // The same contact has, or has given back, a place of its own there.
      !(
        contact !== null &&
        places.some((place) => place.sessionId === sessionId && place.contactKey === contact)
      ),
  );
}

function offers(seen: EngineSnapshot): string[] {
  return seen.registrations.flatMap(({ id, status }) => {
    const open = seen.offers.filter((offer) => offer.registrationId === id && offer.status === 'open');
    const held = seen.places.filter((place) => place.registrationId === id && place.status === 'offered');
    return [
      ...(open.length === (status === 'offered' ? 1 : 0)
        ? []
        : [`${status} with ${open.length} open offers`]),
      ...(held.length > 0 && status !== 'offered' ? [`${status} holds offered seats`] : []),
    ];
  });
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
