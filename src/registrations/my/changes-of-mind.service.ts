import { Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/domain-error.js';
import { fits, isOneOf } from '../domain/seat-room.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import { accept, decline, giveBack, takeTurnAgain } from '../seats/place-acts.js';
import type { ActedRegistration } from './acted-registration.queries.js';
import { type PlaceInPool, placeRegistration, placesInPools } from './places.queries.js';
import { RegistrationActs, type Whose } from './registration-acts.js';

/** What a registrant may give back, come back to, or answer, by the token of their link. */
@Injectable()
export class ChangesOfMind {
  constructor(
    private readonly acts: RegistrationActs,
    private readonly views: RegistrationViews,
  ) {}

  /** Gives back all places in sessions to come and closes the registration. A repetition changes nothing. */
  async cancel(whose: Whose, reason: string | null = null): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, { id: registrationId }, now) => {
      await giveBack(tx, { registrationId, sessionId: null, as: 'cancelled', reason, now });
      return registrationId;
    });
    return this.views.byId(id);
  }

  /**
   * Gives back the place in one session and keeps the others (I3). A repetition changes nothing.
   * @throws DomainError `unknown` where no place is held there, `past` once the session has started
   */
  async release(whose: Whose, sessionId: string): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, { id: registrationId }, now) => {
      placeToCome(await placesInPools(tx, registrationId), sessionId, now);
      await giveBack(tx, { registrationId, sessionId, as: 'cancelled', reason: null, now });
      return registrationId;
    });
    return this.views.byId(id);
  }

  /**
   * Comes back to a session that was given up, if there is room; who waits, waits for it again. A repetition changes nothing.
   * @throws DomainError `unknown` where no place was held there, `past`, `cancelled`, `full`, `duplicate` where the same
   * contact holds another place there by now, `conflict` where the registration has ended or seats are offered to it
   */
  async return(whose: Whose, sessionId: string): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, registration, now) => {
      const place = placeToCome(await placesInPools(tx, registration.id), sessionId, now);
      if (place.status !== 'released') return registration.id;
      const status = statusOnReturn(registration, place);
      if (place.sessionStatus === 'cancelled') throw new DomainError('cancelled');
      const seat = {
        ...{ sessionId, poolId: place.poolId },
        units: place.unit === 'people' ? registration.people : 1,
        kept: isOneOf(registration.municipality, place.keptFor),
      };
      if (status === 'confirmed' && (place.held || !fits(place, seat, now))) throw new DomainError('full');
      await placeRegistration(tx, registration, { seats: [seat], status, now });
      return registration.id;
    });
    return this.views.byId(id);
  }

  /** @throws DomainError `expired` once the deadline has passed, `conflict` where nothing is offered */
  async accept(whose: Whose): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, registration, now) => {
      await accept(tx, registration.id, now);
      return registration.id;
    });
    return this.views.byId(id);
  }

  /**
   * Lets the offered seats go to the next and waits on: no seat is offered before others become free. A repetition changes
   * nothing.
   * @throws DomainError `conflict` where nothing is offered
   */
  async decline(whose: Whose): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, registration, now) => {
      const { id: registrationId, status, resting } = registration;
      if (status === 'waitlisted' && resting === 'declined') return registrationId;
      if (status !== 'offered') throw new DomainError('conflict');
      await decline(tx, registrationId, now);
      return registrationId;
    });
    return this.views.byId(id);
  }

  /** Wants to be asked again, after an offer that was declined or ran out. */
  async waitOn(whose: Whose): Promise<RegistrationView> {
    const id = await this.acts.on(whose, async (tx, registration) => {
      await takeTurnAgain(tx, registration.id);
      return registration.id;
    });
    return this.views.byId(id);
  }
}

/** @throws DomainError `unknown`, `past` */
function placeToCome(places: readonly PlaceInPool[], sessionId: string, now: Date): PlaceInPool {
  const place = places.find((one) => one.sessionId === sessionId);
  if (!place) throw new DomainError('unknown');
  if (place.beginsAt && place.beginsAt <= now) throw new DomainError('past');
  return place;
}

/**
 * As what one comes back: a registration is whole in one state (I3).
 * @throws DomainError `conflict`; `unknown` for a session that it was moved away from
 */
function statusOnReturn(
  { status, courseId, sessionId }: ActedRegistration,
  place: PlaceInPool,
): 'confirmed' | 'waitlisted' {
  if (status !== 'confirmed' && status !== 'waitlisted') throw new DomainError('conflict');
  if (place.courseId !== courseId || (sessionId !== null && sessionId !== place.sessionId))
    throw new DomainError('unknown');
  return status;
}
