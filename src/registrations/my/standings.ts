import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { entryOf } from '../domain/lottery.js';
import { type QueueStanding, queueStanding } from '../domain/queue-standing.js';
import type { RegistrationView } from '../registration-view.js';
import { awaitedSeats, continuationOf, lotteryOf, passedBy } from './standing.queries.js';

/** How a registration stands, beyond its state. */
export interface Standing {
  /** Null where it does not wait. */
  readonly queue: QueueStanding | null;
  /** Its draw, with the name under which its list has this registration; null: none, or not yet. */
  readonly lottery: { readonly id: string; readonly isDrawn: boolean; readonly entry: string } | null;
  /** What became of one that has ended: somebody else has its places, or it was joined with another one. */
  readonly continuation: 'handed_over' | 'merged' | null;
}

/** Explains to its holder how a registration stands. */
@Injectable()
export class Standings {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async of({ id, status, resting }: RegistrationView): Promise<Standing> {
    return {
      queue: status === 'waitlisted' ? await this.queueOf(id, resting) : null,
      lottery: await this.lotteryOf(id),
      continuation: status === 'cancelled' ? await continuationOf(this.db, id) : null,
    };
  }

  private async queueOf(id: string, resting: RegistrationView['resting']): Promise<QueueStanding> {
    const now = this.clock.now();
    const seats = await awaitedSeats(this.db, id, now);
    return queueStanding({ resting, seats, passedBy: await passedBy(this.db, id) }, now);
  }

  private async lotteryOf(id: string): Promise<Standing['lottery']> {
    const lottery = await lotteryOf(this.db, id);
    return lottery && { ...lottery, entry: entryOf(lottery.id, id) };
  }
}
