import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { refuseListed } from '../lottery/lottery-listing.js';
import { lockedRegistration } from '../my/acted-registration.queries.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { RegistrationNote } from '../registration-note.entity.js';
import { accept, decline, giveBack } from '../seats/place-acts.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { letApplicantWait, seatBeyondCapacity, tellDecision } from './deciding.queries.js';
import { deskRegistration } from './desk-registration.queries.js';
import { DeskTurns, reasonGiven } from './desk-turns.js';

/** What staff decide for one who asked, waits or was offered seats. */
@Injectable()
export class Deciding {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly turns: DeskTurns,
    private readonly mail: MailWake,
  ) {}

  /**
   * Says yes to a request of a course in which staff decide: it has its seats at once where they are free, else it waits for
   * them. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where nothing was requested or it was declined, `past` where all
   * that it asked for has begun
   */
  async confirm(principal: Principal, id: string): Promise<void> {
    const now = this.clock.now();
    const { courseId } = await this.turns.allowed(principal, id, 'reception');
    await inTransaction(this.db, async (tx) => {
      await lockPools(tx, { courseIds: [courseId] });
      await lockedRegistration(tx, { id });
      const registration = await deskRegistration(tx, id, now);
      if (!registration || registration.courseId !== courseId) throw new DomainError('conflict');
      if (registration.status === 'confirmed' || registration.status === 'waitlisted') return;
      if (registration.status !== 'applied' || !registration.approval) throw new DomainError('conflict');
      const asksForMore = registration.places.some(
        ({ status, isToCome }) => status === 'applied' && isToCome,
      );
      if (!registration.membership && !asksForMore) throw new DomainError('past');
      await letApplicantWait(tx, id, now);
      await promoteFromQueue(tx, [courseId], now, { atOnce: [id] });
      await tellDecision(tx, id, now);
      const decided = await deskRegistration(tx, id, now);
      await this.turns.record(tx, principal, registration, {
        action: 'registration.confirmed',
        after: { status: decided?.status },
      });
    });
    this.mail.wakeSoon();
  }

  /** Says no to a request of a course in which staff decide. A repetition changes nothing. @throws DomainError `conflict` */
  decline(principal: Principal, id: string, reason: string | null): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, { status, approval }, now) => {
      if (status === 'declined') return null;
      if (status !== 'applied' || !approval) throw new DomainError('conflict');
      await giveBack(tx, { registrationId: id, sessionId: null, as: 'declined', reason, now });
      return { action: 'registration.declined', after: reasonGiven(reason) };
    });
  }

  /** Takes offered seats for somebody who says so. @throws DomainError `expired`, `conflict` */
  accept(principal: Principal, id: string): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, { status }, now) => {
      await accept(tx, id, now);
      return status === 'confirmed' ? null : { action: 'registration.offer_accepted' };
    });
  }

  /** Lets offered seats go for somebody who says so; they wait on. @throws DomainError `conflict` */
  refuse(principal: Principal, id: string): Promise<void> {
    return this.turns.act(principal, id, { role: 'reception' }, async (tx, { status, resting }, now) => {
      if (status === 'waitlisted' && resting === 'declined') return null;
      if (status !== 'offered') throw new DomainError('conflict');
      await decline(tx, id, now);
      return { action: 'registration.offer_declined' };
    });
  }

  /**
   * Gives one who waits or has applied their seats beyond the capacity. A repetition changes nothing.
   * @param reason why: kept as a note with the registration; the audit log says that there is one
   * @throws DomainError `forbidden` for all but organizers, `conflict` where it neither waits nor has applied, or is on the
   * list of a draw to come
   */
  overbook(principal: Principal, id: string, reason: string): Promise<void> {
    return this.turns.act(principal, id, { role: 'organizer' }, async (tx, registration, now) => {
      const { status, membership, organizationId } = registration;
      if (status === 'confirmed') return null;
      if (membership || (status !== 'waitlisted' && status !== 'applied')) throw new DomainError('conflict');
      await refuseListed(tx, [{ id, status }], 'act');
      const seats = await seatBeyondCapacity(tx, id, now);
      if (seats.length === 0) throw new DomainError('past');
      await tellDecision(tx, id, now);
      await tx.insert(RegistrationNote, {
        ...{
          id: newId(),
          organizationId,
          registrationId: id,
          text: reason,
          author: principal.actor,
          createdAt: now,
        },
      });
      return {
        action: 'registration.overbooked',
        before: { status },
        after: { ...reasonGiven(reason), seats },
      };
    });
  }
}
