import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { constraintOf } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DomainError } from '../../shared/domain-error.js';
import type { PromotionOptions } from '../queue/promotion.js';
import { RegistrationTokens } from '../registration-tokens.js';
import { actOnPlaces } from '../seats/place-acts.js';
import {
  type ActedRegistration,
  actedRegistration,
  lockedRegistration,
  type RegistrationKey,
} from './acted-registration.queries.js';

/** Tries where the registration went to another course meanwhile, or a new reception number was taken. */
const ATTEMPTS = 3;
/** Index that lets a contact hold one place in a session. */
const ONE_PLACE = 'uq_places_contact_session';
const ONE_CODE = 'uq_registrations_code';

export interface ActOptions extends PromotionOptions {
  /** Courses whose seats it may touch beside the registration's own. */
  readonly alsoCourseIds?: readonly string[];
}

/** Whose registration: the token of its link, or for staff, who have been let in already, its id. */
export type Whose = string | { readonly id: string };

/** What `act` is given is read again once its course is locked: another act may have moved it there. */
class HasMoved extends Error {}

/** Acts of whoever holds the link of a registration, or of staff for them: each one transaction under the locks of its courses. */
@Injectable()
export class RegistrationActs {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly mail: MailWake,
  ) {}

  /** @throws DomainError `unknown`, also for links that were once valid */
  async find(whose: Whose): Promise<ActedRegistration> {
    return known(await actedRegistration(this.db, this.keyOf(whose)));
  }

  /**
   * Acts on the registration as it stands under the locks, then lets the queue move up. The act must have no effect outside
   * the database: it may run more than once.
   * @throws DomainError `unknown`, `duplicate` where its contact holds a place in the session already, `busy`
   */
  async on<T>(
    whose: Whose,
    act: (tx: EntityManager, registration: ActedRegistration, now: Date) => Promise<T>,
    { alsoCourseIds = [], ...promotion }: ActOptions = {},
  ): Promise<T> {
    const key = this.keyOf(whose);
    for (let attempt = 1; ; attempt++) {
      const before = known(await actedRegistration(this.db, key));
      const courseIds = [...new Set([before.courseId, ...alsoCourseIds])];
      const now = this.clock.now();
      try {
        const result = await actOnPlaces(this.db, { courseIds, now, ...promotion }, async (tx) => {
          const registration = known(await lockedRegistration(tx, key));
          if (!courseIds.includes(registration.courseId)) throw new HasMoved();
          return act(tx, registration, now);
        });
        this.mail.wakeSoon();
        return result;
      } catch (error) {
        if (constraintOf(error) === ONE_PLACE) throw new DomainError('duplicate');
        const isWorthAgain = error instanceof HasMoved || constraintOf(error) === ONE_CODE;
        if (!isWorthAgain) throw error;
        if (attempt === ATTEMPTS) throw new DomainError('busy', { retryAfterSeconds: 2 });
      }
    }
  }

  private keyOf(whose: Whose): RegistrationKey {
    return typeof whose === 'string' ? { tokenHash: this.tokens.hashOf(whose) } : whose;
  }
}

function known(registration: ActedRegistration | null): ActedRegistration {
  if (!registration) throw new DomainError('unknown');
  return registration;
}
