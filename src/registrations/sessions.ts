import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../shared/domain-error.js';
import { registrationState } from './domain/registration-state.js';
import type { SessionView } from './session-view.js';
import { type SessionFilter, type SessionRow, selectSessions } from './sessions.queries.js';

/** What is on: sessions as everyone may see them, with the seats left and whether one may register. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async list(filter: SessionFilter): Promise<SessionView[]> {
    const now = this.clock.now();
    return (await selectSessions(this.db, filter)).map((row) => viewOf(row, now));
  }

  /** @throws DomainError `unknown` */
  async byId(id: string): Promise<SessionView> {
    const [view] = await this.list({ ids: [id] });
    if (!view) throw new DomainError('unknown');
    return view;
  }
}

function viewOf(row: SessionRow, now: Date): SessionView {
  const { mode, opensAt, closesAt, waitingList, pools, ...session } = row;
  const hasRoom =
    pools.length === 0 || pools.some((pool) => pool.capacity === null || pool.taken < pool.capacity);
  const { status, startsAt } = session;
  return {
    ...session,
    pools: pools.map(({ taken, ...pool }) => ({
      ...pool,
      remaining: pool.capacity === null ? null : Math.max(0, pool.capacity - taken),
    })),
    registration: {
      mode,
      state: registrationState({ mode, status, startsAt, opensAt, closesAt, waitingList, hasRoom }, now),
      opensAt,
      closesAt,
    },
  };
}
