import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { LooksAtPeople } from '../looks-at-people.js';
import {
  countOverdue,
  countUndelivered,
  type OverdueLetters,
  type UndeliveredCounts,
  type UndeliveredRow,
  undeliveredRows,
} from './undelivered.queries.js';

const PAGE_SIZE = 50;

/** One page of whom staff have to tell otherwise. */
export interface UndeliveredPage extends UndeliveredCounts {
  readonly rows: readonly UndeliveredRow[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** 届かなかったお知らせ: who did not get what was sent, and has not been told since. */
@Injectable()
export class Undelivered {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly looks: LooksAtPeople,
  ) {}

  /** The page with this number, or the last one where there are fewer; of what is about one session, or of all (null). */
  async page(principal: Principal, wanted: number, session: string | null): Promise<UndeliveredPage> {
    const scope = await this.access.scope(principal, 'organizer');
    const now = this.clock.now();
    const counts = await countUndelivered(this.db, scope, { now, session });
    const pages = Math.max(1, Math.ceil(counts.people / PAGE_SIZE));
    const page = Math.min(wanted, pages);
    const rows = await undeliveredRows(this.db, scope, {
      now,
      session,
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    });
    const shown = rows.map(({ id }) => id);
    await this.looks.list(principal, 'registration.list_viewed', 'registrations', shown);
    return { ...counts, rows, page, pages };
  }

  /** How much there is, for the first page of whoever organizes; nothing for others. */
  async counts(principal: Principal): Promise<UndeliveredCounts> {
    const scope = await this.access.scope(principal, 'organizer');
    if (scope.organizations.length + scope.programmes.length === 0)
      return { people: 0, others: 0, overdue: 0, overdueSince: null, overdueZone: null };
    return countUndelivered(this.db, scope, { now: this.clock.now(), session: null });
  }

  /** Letters that should have left: no worker runs, no server answers, or there are too many at once. */
  async overdue(principal: Principal): Promise<OverdueLetters> {
    return countOverdue(this.db, await this.access.scope(principal, 'organizer'), this.clock.now());
  }
}
