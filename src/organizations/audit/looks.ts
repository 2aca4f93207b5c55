import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../principal.js';
import { Audit } from './audit.js';

/** What was looked at, and by what means. */
export interface Look {
  readonly organizationId: string;
  /** `<subject>.<past tense>`, e.g. `roster.viewed`, `person.exported`. */
  readonly action: string;
  /** Id of the session, registration, person or organization whose page, list or file was shown. */
  readonly subjectId: string;
  /** What tells one look from another: a format, how many people were in it. Never a name, an address or a word typed in. */
  readonly after?: Record<string, unknown>;
}

/** Writes down that staff looked at what is kept about people: before it is shown, so that nothing is seen unrecorded. */
@Injectable()
export class Looks {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
  ) {}

  async record(principal: Principal, look: Look): Promise<void> {
    await this.audit.record(this.db.manager, { ...look, actor: principal.actor });
  }

  /** A list over several organizations: one entry in the log of each. */
  async recordAll(principal: Principal, looks: readonly Look[]): Promise<void> {
    await this.audit.recordAll(
      this.db.manager,
      looks.map((look) => ({ ...look, actor: principal.actor })),
    );
  }
}
