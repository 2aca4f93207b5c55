import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import type { SessionFilter } from './session-conditions.js';
import { type SessionView, sessionView } from './session-view.js';
import { selectSessions } from './sessions.queries.js';

/** What is on: sessions as everyone may see them, with the seats left and whether one may register. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async list(filter: SessionFilter): Promise<SessionView[]> {
    const now = this.clock.now();
    return (await selectSessions(this.db, filter)).map((row) => sessionView(row, now));
  }

  /** @throws DomainError `unknown` */
  async byId(id: string): Promise<SessionView> {
    const [view] = await this.list({ ids: [id] });
    if (!view) throw new DomainError('unknown');
    return view;
  }
}
