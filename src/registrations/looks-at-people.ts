import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Looks } from '../organizations/audit/looks.js';
import type { Principal } from '../organizations/principal.js';

/** What a list or page was made of. */
export type LookedAt = 'registrations' | 'messages';

/** Writes down that staff looked at registrations, or at mails to people, of whatever organizations they are. */
@Injectable()
export class LooksAtPeople {
  constructor(
    private readonly db: DataSource,
    private readonly looks: Looks,
  ) {}

  /**
   * A list: one entry for each organization that something in it belongs to, with how many; nothing for an empty one.
   * @param action `<subject>.<past tense>`, e.g. `registration.searched`
   */
  async list(principal: Principal, action: string, what: LookedAt, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const shown: { organizationId: string; shown: number }[] = await this.db.query(
      `SELECT organization_id AS "organizationId", count(*)::int AS shown FROM ${what}
       WHERE id = ANY ($1) GROUP BY organization_id ORDER BY organization_id`,
      [ids],
    );
    await this.looks.recordAll(
      principal,
      shown.map(({ organizationId, shown: count }) => ({
        organizationId,
        action,
        subjectId: organizationId,
        after: { shown: count },
      })),
    );
  }

  /** One registration, or one mail. */
  async one(principal: Principal, action: string, what: LookedAt, id: string): Promise<void> {
    const [row] = await this.db.query<{ organizationId: string }[]>(
      `SELECT organization_id AS "organizationId" FROM ${what} WHERE id = $1`,
      [id],
    );
    if (row) await this.looks.record(principal, { ...row, action, subjectId: id });
  }
}
