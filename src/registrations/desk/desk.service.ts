import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess, type StaffScope } from '../../programmes/programme-access.js';
import { addDays, civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { receptionNumberOf } from '../domain/reception-number.js';
import { LooksAtPeople } from '../looks-at-people.js';
import {
  countWaitingForStaff,
  type DeskCounts,
  type DeskRow,
  MOST_ROWS,
  offersRunningOut,
  type RegistrableSession,
  registrableSessions,
  registrationsByNickname,
  registrationsByNumber,
  requestsToDecide,
} from './reception.queries.js';

/** What a search at the desk found. */
export interface Found {
  readonly rows: readonly DeskRow[];
  /** True where there are more than are shown: what was typed is too short. */
  readonly isCut: boolean;
}

/** Days ahead whose sessions the desk offers for a new registration. */
const DAYS_AHEAD = 92;

/** 受付: what waits for staff, and the registrations that they may look for. */
@Injectable()
export class Desk {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly looks: LooksAtPeople,
  ) {}

  /** Requests that wait for a decision, and offers that wait for an answer. */
  async waiting(
    principal: Principal,
  ): Promise<{ readonly requests: readonly DeskRow[]; readonly offers: readonly DeskRow[] }> {
    const scope = await this.access.scope(principal, 'reception');
    const now = this.clock.now();
    const [requests, offers] = await Promise.all([
      requestsToDecide(this.db, scope, now),
      offersRunningOut(this.db, scope, now),
    ]);
    const shown = [...requests, ...offers].map(({ id }) => id);
    await this.looks.list(principal, 'registration.list_viewed', 'registrations', shown);
    return { requests, offers };
  }

  /** Finds by 受付番号 (any case and width, with or without hyphens) or by a part of a nickname. */
  async search(principal: Principal, typed: string): Promise<Found> {
    const scope = await this.access.scope(principal, 'reception');
    const now = this.clock.now();
    const code = receptionNumberOf(typed);
    const numbered = code === null ? [] : await registrationsByNumber(this.db, scope, { code, now });
    // A nickname in Latin letters may look like a number.
    const rows =
      numbered.length > 0 ? numbered : await registrationsByNickname(this.db, scope, { typed, now });
    const shown = rows.slice(0, MOST_ROWS);
    const ids = shown.map(({ id }) => id);
    await this.looks.list(principal, 'registration.searched', 'registrations', ids);
    return { rows: shown, isCut: rows.length > MOST_ROWS };
  }

  /** How many registrations wait for staff, for the first page. */
  counts(scope: StaffScope): Promise<DeskCounts> {
    return countWaitingForStaff(this.db, scope, this.clock.now());
  }

  /** Sessions to come for which this principal may register somebody. */
  async registrable(principal: Principal): Promise<RegistrableSession[]> {
    const now = this.clock.now();
    // Towns of one zone: a day more at either end does no harm.
    const today = civilDateOf(now, DEFAULT_TIME_ZONE);
    return registrableSessions(this.db, await this.access.scope(principal, 'reception'), {
      now,
      from: addDays(today, -1),
      to: addDays(today, DAYS_AHEAD),
    });
  }
}
