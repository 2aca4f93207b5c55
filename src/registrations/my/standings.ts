import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type QueueStanding, queueStanding } from '../domain/queue-standing.js';
import { type Listing, listingOf } from '../lottery/lottery-listing.js';
import type { RegistrationView } from '../registration-view.js';
import { type ComingNotes, comingNotes, roomsOf } from './coming-notes.queries.js';
import { awaitedSeats, continuationOf, passedBy } from './standing.queries.js';

/** How a registration stands, beyond its state. */
export interface Standing {
  /** Null where it does not wait. */
  readonly queue: QueueStanding | null;
  /** The draw on whose list it is; null: none, or not yet. */
  readonly lottery: Listing | null;
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
      lottery: await listingOf(this.db, id),
      continuation: status === 'cancelled' ? await continuationOf(this.db, id) : null,
    };
  }

  /** What its holder should know beside when and where. */
  notesOn({ course }: Pick<RegistrationView, 'course'>): Promise<ComingNotes> {
    return comingNotes(this.db, course.id);
  }

  /** Links of the online rooms that its holder may enter, by id of the session. */
  roomsOf({ id }: Pick<RegistrationView, 'id'>): Promise<ReadonlyMap<string, string>> {
    return roomsOf(this.db, id, this.clock.now());
  }

  private async queueOf(id: string, resting: RegistrationView['resting']): Promise<QueueStanding> {
    const now = this.clock.now();
    const seats = await awaitedSeats(this.db, id, now);
    return queueStanding({ resting, seats, passedBy: await passedBy(this.db, id) }, now);
  }
}
