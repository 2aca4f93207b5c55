import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { hashOfToken } from '../../organizations/secret-tokens.js';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import {
  lockedStaffCalendar,
  type StaffCalendarRow,
  selectStaffCalendar,
  writeStaffCalendar,
} from './staff-calendars.queries.js';

const STAFF = 'staff:';

/** The calendar of a staff member, as they see it. */
export interface StaffCalendarView {
  /** Secret; null: it has no address. */
  readonly url: string | null;
  readonly showsSeats: boolean;
  /** True where it had an address once. */
  readonly wasStopped: boolean;
}

/** What an act has made of a calendar, and its name in the audit log; null: nothing was to be done. */
type Change = (StaffCalendarRow & { readonly action: string }) | null;

/** Addresses of the calendars of staff: each may have one for themselves, which reads all that they may see. */
@Injectable()
export class StaffCalendars {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `forbidden` for an API token */
  async of(principal: Principal): Promise<StaffCalendarView> {
    const staffId = memberOf(principal);
    const row = await selectStaffCalendar(this.db, staffId);
    return {
      url: row?.tokenHash ? this.urlAt(staffId, row.version) : null,
      showsSeats: row?.showsSeats ?? true,
      wasStopped: row !== null && row.version > 0 && row.tokenHash === null,
    };
  }

  /**
   * Gives their calendar an address, in the place of the one that it has; that is gone for good.
   * @param replaces the address that is to go, null for none: where another one is in its place already, the request came twice
   * and changes nothing
   * @returns whether it has another address now
   * @throws DomainError `forbidden` for an API token
   */
  async renew(principal: Principal, replaces: string | null): Promise<boolean> {
    return this.act(principal, (row, staffId) => {
      if (row.tokenHash !== null && replaces !== this.urlAt(staffId, row.version)) return null;
      const version = row.version + 1;
      const tokenHash = hashOfToken(this.tokenOf(staffId, version));
      const action = row.version === 0 ? 'staff.calendar_made' : 'staff.calendar_renewed';
      return { ...row, version, tokenHash, action };
    });
  }

  /** Takes the address away. A repetition changes nothing. @throws DomainError `forbidden` for an API token */
  async stop(principal: Principal): Promise<void> {
    await this.act(principal, (row) =>
      row.tokenHash === null ? null : { ...row, tokenHash: null, action: 'staff.calendar_stopped' },
    );
  }

  /** Whether titles say taken and capacity. @throws DomainError `forbidden` for an API token */
  async showSeats(principal: Principal, showsSeats: boolean): Promise<void> {
    await this.act(principal, (row) =>
      row.showsSeats === showsSeats ? null : { ...row, showsSeats, action: 'staff.calendar_changed' },
    );
  }

  /**
   * The log of each organization whose sessions the calendar shows says so; of the address it says nothing.
   * @returns whether anything was to be done
   */
  private async act(
    principal: Principal,
    change: (row: StaffCalendarRow, staffId: string) => Change,
  ): Promise<boolean> {
    const staffId = memberOf(principal);
    return inTransaction(this.db, async (tx) => {
      const before = await lockedStaffCalendar(tx, staffId);
      const after = change(before, staffId);
      if (!after) return false;
      await writeStaffCalendar(tx, staffId, after, this.clock.now());
      await this.record(tx, principal, staffId, { before, after });
      return true;
    });
  }

  private async record(
    tx: EntityManager,
    principal: Principal,
    staffId: string,
    { before, after }: { readonly before: StaffCalendarRow; readonly after: NonNullable<Change> },
  ): Promise<void> {
    const factsOf = ({ tokenHash, showsSeats }: StaffCalendarRow) => ({
      hasAddress: tokenHash !== null,
      showsSeats,
    });
    await this.audit.recordAll(
      tx,
      principal.organizationsWith('viewer').map((organizationId) => ({
        ...{ organizationId, actor: principal.actor, action: after.action, subjectId: staffId },
        ...{ before: factsOf(before), after: factsOf(after) },
      })),
    );
  }

  private urlAt(staffId: string, version: number): string {
    return `${this.config.publicUrl}/calendar/staff/${this.tokenOf(staffId, version)}.ics`;
  }

  /** 256 bits made from the id with the application's secret; nothing but the hash is stored. */
  private tokenOf(staffId: string, version: number): string {
    return createHmac('sha256', this.config.secret)
      .update(`staff-calendar:${staffId}:${version}`)
      .digest('base64url');
  }
}

/** @throws DomainError `forbidden` for an API token: it has no calendar */
function memberOf({ actor, session }: Principal): string {
  // Who came through the provider of one organization must not read what others show in the same calendar.
  if (!actor.startsWith(STAFF) || session?.organizationId) throw new DomainError('forbidden');
  return actor.slice(STAFF.length);
}
