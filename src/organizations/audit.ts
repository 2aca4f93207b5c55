import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { newId } from '../shared/ids.js';
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

/** The audit log: written in the transaction of the act it records, never changed. */
@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  async record(tx: EntityManager, act: StaffAct): Promise<void> {
    await tx.insert(AuditEntry, {
      id: newId(),
      ...act,
      before: (act.before ?? null) as never,
      after: (act.after ?? null) as never,
      at: this.clock.now(),
    });
  }
}
