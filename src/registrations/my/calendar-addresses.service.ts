import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import { RegistrationTokens } from '../registration-tokens.js';
import {
  type ActedRegistration,
  actedRegistration,
  lockedRegistration,
} from './acted-registration.queries.js';
import { writeCalendarAddress } from './calendar-addresses.queries.js';
import { CalendarThrottle } from './calendar-throttle.js';

/** The present address of a calendar; null: it was stopped. */
export interface RenewedCalendar {
  readonly url: string | null;
  /** False where the request came twice, or what it was made for is no longer so. */
  readonly isNew: boolean;
}

/** The address of a registrant's calendar: a new one where others know it, none where nobody is to read it any more. */
@Injectable()
export class CalendarAddresses {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: RegistrationTokens,
    private readonly throttle: CalendarThrottle,
  ) {}

  /**
   * Gives the calendar of the registration with this link a new address; whoever asks at the old one is told that it is gone
   * for good. One that was stopped can be read again.
   * @param replaces the address that is to go, null for none: where it is no longer the present one, the request came twice
   * and changes nothing. Undefined: whatever there is.
   * @throws DomainError `unknown`, `too_many_attempts` where it got many today
   */
  async renew(token: string, replaces?: string | null): Promise<RenewedCalendar> {
    return this.replace(token, (present) => replaces === undefined || replaces === present);
  }

  /**
   * Gives it an address that opens nothing else, where the one that it has opens the registration too. A repetition changes
   * nothing.
   * @throws DomainError `unknown`, `too_many_attempts` where it got many today
   */
  async makeOwn(token: string): Promise<RenewedCalendar> {
    return this.replace(token, (present, { calendar }) => present !== null && !calendar.hasOwnToken);
  }

  /**
   * Takes the calendar of the registration with this link away: at none of its addresses it can be read any more. A repetition
   * changes nothing.
   * @throws DomainError `unknown`
   */
  async stop(token: string): Promise<void> {
    await this.on(token, async (tx, { id, calendar: { isStopped, version } }) => {
      if (!isStopped) await writeCalendarAddress(tx, id, { tokenHash: null, version }, this.clock.now());
    });
  }

  /** @param isDue whether another address is to take the place of the present one, null where there is none */
  private async replace(
    token: string,
    isDue: (present: string | null, registration: ActedRegistration) => boolean,
  ): Promise<RenewedCalendar> {
    const asked = await actedRegistration(this.db, { tokenHash: this.tokens.hashOf(token) });
    if (!asked) throw new DomainError('unknown');
    await this.throttle.admit(asked.id);
    return this.on(token, async (tx, registration) => {
      const { id, calendar } = registration;
      const present = this.tokens.calendarUrlOf(registration, token);
      if (!isDue(present, registration)) return { url: present, isNew: false };
      const version = calendar.version + 1;
      const tokenHash = this.tokens.calendarHashOf({ id, version });
      await writeCalendarAddress(tx, id, { tokenHash, version }, this.clock.now());
      return { url: this.tokens.calendarUrlAt({ id, version }), isNew: true };
    });
  }

  /** Two who change the same one come one after the other, and the second sees what the first has made. */
  private on<T>(
    token: string,
    act: (tx: EntityManager, registration: ActedRegistration) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.db, async (tx) => {
      const registration = await lockedRegistration(tx, { tokenHash: this.tokens.hashOf(token) });
      if (!registration) throw new DomainError('unknown');
      return act(tx, registration);
    });
  }
}
