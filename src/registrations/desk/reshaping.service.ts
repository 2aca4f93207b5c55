import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { DomainError } from '../../shared/domain-error.js';
import { fits, isOneOf } from '../domain/seat-room.js';
import { refuseListed } from '../lottery/lottery-listing.js';
import { giveBack } from '../seats/place-acts.js';
import type { DeskPlace, DeskRegistrationRow } from './desk-registration.queries.js';
import { DeskTurns, reasonGiven } from './desk-turns.js';
import { movePlaces, poolChanges, writePoolKey } from './pool-moving.queries.js';

/** What staff change about a registration for who registered: sessions, seats, the end of it. */
@Injectable()
export class Reshaping {
  constructor(private readonly turns: DeskTurns) {}

  /** Ends the registration and gives all places to come back. A repetition changes nothing. */
  cancel(principal: Principal, id: string, reason: string | null): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, { status }, now) => {
      if (status === 'cancelled') return null;
      if (status === 'declined') throw new DomainError('conflict');
      await giveBack(tx, { registrationId: id, sessionId: null, as: 'cancelled', reason, now });
      return { action: 'registration.cancelled', before: { status }, after: reasonGiven(reason) };
    });
  }

  /** Gives back the place in one session to come and keeps the others (I3). A repetition changes nothing. */
  skip(principal: Principal, id: string, sessionId: string): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, registration, now) => {
      const place = placeToCome(registration, sessionId);
      if (place.status === 'released') return null;
      await giveBack(tx, { registrationId: id, sessionId, as: 'cancelled', reason: null, now });
      return { action: 'registration.skipped', after: { session: sessionId } };
    });
  }

  /**
   * Moves places to come (all, or one session's) to seats of another sort, such as from the venue to online. Who waits, waits
   * for those seats then. A repetition changes nothing.
   * @throws DomainError `full` where those seats are taken, or wait for somebody who holds the queue, `invalid` where no session
   * has any of the sort, `conflict` where it is on the list of a draw to come
   */
  pool(principal: Principal, id: string, poolKey: string, sessionId: string | null = null): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, registration, now) => {
      refuseEnded(registration);
      const changes = await poolChanges(tx, { registrationId: id, poolKey, sessionId, now });
      if (changes.length === 0) {
        if (isThere(registration, poolKey, sessionId)) return null;
        throw new DomainError('invalid', { faults: [{ field: 'pool', code: 'unknownPool' }] });
      }
      await refuseListed(tx, [registration], 'pool');
      const wanted = changes.map(({ placeId, pool, people, municipality, takesSeat }) => ({
        ...{ placeId, poolId: pool.id, pool, takesSeat },
        units: pool.unit === 'people' ? people : 1,
        kept: isOneOf(municipality, pool.keptFor),
      }));
      if (wanted.some((one) => one.takesSeat && (one.pool.held || !fits(one.pool, one, now))))
        throw new DomainError('full');
      await movePlaces(tx, wanted);
      if (sessionId === null) await writePoolKey(tx, id, poolKey);
      return {
        action: 'registration.pool_changed',
        before: { pool: registration.poolKey },
        after: { pool: poolKey, ...(sessionId === null ? {} : { session: sessionId }) },
      };
    });
  }
}

/** @throws DomainError `conflict` where nothing can be changed any more */
function refuseEnded({ status }: DeskRegistrationRow): void {
  if (status === 'cancelled' || status === 'declined') throw new DomainError('conflict');
}

/** @throws DomainError `unknown` where there is no place, `past` once the session has begun */
function placeToCome({ places }: DeskRegistrationRow, sessionId: string): DeskPlace {
  const place = places.find((one) => one.sessionId === sessionId);
  if (!place) throw new DomainError('unknown');
  if (!place.isToCome) throw new DomainError('past');
  return place;
}

function isThere({ places }: DeskRegistrationRow, poolKey: string, sessionId: string | null): boolean {
  return places.some(
    (place) =>
      place.poolKey === poolKey &&
      place.status !== 'released' &&
      place.isToCome &&
      (sessionId === null || place.sessionId === sessionId),
  );
}
