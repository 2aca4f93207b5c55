import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../../organizations/audit/looks.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import type { Roster } from './attendance.service.js';

/** How a roster was seen: the page of the session, JSON, paper, or the screen at the door. */
export type Seen = 'page' | 'json' | 'full' | 'nickname' | 'number' | 'sign_in' | 'door';

/** What one look of a screen that asks for itself stands for. */
const LOOK_LASTS_MS = 60 * 60_000;

/** Writes down that somebody saw who is on the list of a session. */
@Injectable()
export class RosterLooks {
  constructor(
    private readonly db: DataSource,
    private readonly looks: Looks,
    private readonly clock: Clock,
  ) {}

  /** Each time anew; but the screen at the door asks again every few seconds: that is one look an hour for a person and session. */
  async record(principal: Principal, { session, places }: Roster, seen: Seen): Promise<void> {
    if (seen === 'door' && (await this.isLooking(principal, session))) return;
    await this.looks.record(principal, {
      organizationId: session.organizationId,
      action: 'roster.viewed',
      subjectId: session.id,
      after: { as: seen, places: places.length },
    });
  }

  private async isLooking(principal: Principal, session: Roster['session']): Promise<boolean> {
    const rows: unknown[] = await this.db.query(
      `SELECT FROM audit_entries WHERE organization_id = $1 AND subject_id = $2 AND actor = $3
          AND action = 'roster.viewed' AND after ->> 'as' = 'door' AND at > $4 LIMIT 1`,
      [
        ...[session.organizationId, session.id, principal.actor],
        new Date(this.clock.now().getTime() - LOOK_LASTS_MS),
      ],
    );
    return rows.length > 0;
  }
}
