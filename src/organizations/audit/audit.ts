import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../shared/ids.js';
import { AuditEntry } from './audit-entry.entity.js';

export interface StaffAct {
  readonly organizationId: string;
  /** `staff:<id>`, `token:<id>` or `system`. */
  readonly actor: string;
  /** `<subject>.<past tense>`, e.g. `session.changed`. */
  readonly action: string;
  readonly subjectId: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** Entries of one statement; PostgreSQL takes 65,535 parameters. */
const ACTS_AT_ONCE = 1000;

/** The audit log: written in the transaction of the act it records, never changed. */
@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  async record(tx: EntityManager, act: StaffAct): Promise<void> {
    await this.recordAll(tx, [act]);
  }

  /** Several acts of one transaction, such as the sessions that an import changed. */
  async recordAll(tx: EntityManager, acts: readonly StaffAct[]): Promise<void> {
    const at = this.clock.now();
    for (let from = 0; from < acts.length; from += ACTS_AT_ONCE) {
      const entries = acts.slice(from, from + ACTS_AT_ONCE).map((act) => ({
        id: newId(),
        ...act,
        before: (act.before ?? null) as never,
        after: (act.after ?? null) as never,
        at,
      }));
      await tx.insert(AuditEntry, entries);
    }
  }
}
