import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../organizations/audit.js';
import type { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { MailWake } from '../platform/mail/mail-wake.js';
import { sessionInstants } from '../programmes/domain/session-instants.js';
import { Session } from '../programmes/session.entity.js';
import { Venue } from '../programmes/venue.entity.js';
import { isOnClock, shortTime } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import { extendCourseRegistrations } from './added-sessions.queries.js';
import { type ChangeableSession, sessionDifference } from './domain/session-change.js';
import { promoteFromQueue } from './promotion.js';
import { SeatPool } from './seat-pool.entity.js';
import { lockPools } from './seats.queries.js';
import type { SessionChangeDto } from './session-changes.dto.js';
import { noticeHolders } from './session-notices.js';

/** Moving, cancelling, restoring and resizing one session: acts that touch the places people hold. */
@Injectable()
export class SessionChanges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /**
   * Changes what is given and tells every holder of a place what moved or fell out (I6). Seats that become free go to the
   * queue in the same transaction (I4).
   * @throws DomainError `unknown` (also for other organizations' sessions), `forbidden`, `invalid`, and `conflict` where
   * more seats are taken than the new capacity holds
   */
  async change(principal: Principal, sessionId: string, change: SessionChangeDto): Promise<void> {
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      const found = await tx.findOneBy(Session, { id: sessionId });
      if (!found) throw new DomainError('unknown');
      principal.require('organizer', found.organizationId);
      await lockPools(tx, { courseIds: [found.courseId] });
      const session = await tx.findOneOrFail(Session, {
        where: { id: sessionId },
        lock: { mode: 'pessimistic_write' },
      });
      const before = changeable(session);
      const after = await this.applied(tx, session, before, change);
      const { fields, notice } = sessionDifference(before, after);
      const resized = await resizePools(tx, sessionId, change.pools ?? []);
      if (fields.length === 0 && !resized) return;
      if (fields.length > 0) {
        const instants = spanOf(session.timeZone, after);
        await tx.update(Session, sessionId, {
          ...after,
          ...instants,
          dateState: after.startsOn ? 'dated' : 'undated',
          sequence: session.sequence + 1,
          changedAt: now,
        });
        await tx.update(SeatPool, { sessionId }, { closed: after.status === 'cancelled' });
      }
      if (notice) {
        const venue = session.venueId ? await tx.findOneBy(Venue, { id: session.venueId }) : null;
        const { startsOn, endsOn, startTime, endTime } = before;
        await noticeHolders(tx, {
          sessionId,
          kind: notice,
          before: { startsOn, endsOn, startTime, endTime, venue: venue?.name ?? null },
          now,
        });
      }
      await extendCourseRegistrations(tx, [session.courseId], now);
      await promoteFromQueue(tx, [session.courseId], now);
      await this.audit.record(tx, {
        organizationId: session.organizationId,
        actor: principal.actor,
        action: notice === 'cancelled_session' ? 'session.cancelled' : 'session.changed',
        subjectId: sessionId,
        before: Object.fromEntries(fields.map((field) => [field, before[field]])),
        after: {
          ...Object.fromEntries(fields.map((field) => [field, after[field]])),
          ...(resized ? { pools: change.pools } : {}),
        },
      });
    });
    this.mail.wakeSoon();
  }

  private async applied(
    tx: EntityManager,
    session: Session,
    before: ChangeableSession,
    change: SessionChangeDto,
  ): Promise<ChangeableSession> {
    const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
    const status = given(change.status, before.status);
    const after = {
      startsOn: given(change.startsOn, before.startsOn),
      startTime: given(change.startTime, before.startTime),
      endTime: given(change.endTime, before.endTime),
      endsOn: given(change.endsOn, before.endsOn),
      venueId:
        change.venue === undefined
          ? before.venueId
          : await venueIdOf(tx, session.organizationId, change.venue),
      topic: given(change.topic, before.topic),
      lecturer: given(change.lecturer, before.lecturer),
      status,
      cancelReason: status === 'cancelled' ? given(change.cancelReason, before.cancelReason) : null,
    };
    const { startsAt, endsAt } = spanOf(session.timeZone, after);
    if (startsAt && endsAt && endsAt < startsAt) {
      throw new DomainError('invalid', { faults: [{ field: 'endTime', code: 'endBeforeStart' }] });
    }
    const { startsOn, startTime } = after;
    if (startsOn && startTime && !isOnClock(startsOn, startTime, session.timeZone)) {
      throw new DomainError('invalid', { faults: [{ field: 'startTime', code: 'notOnClock' }] });
    }
    const isOver = (instant: Date | null) => instant !== null && instant <= this.clock.now();
    if (isOver(startsAt) && session.startsAt && !isOver(session.startsAt)) {
      throw new DomainError('invalid', { faults: [{ field: 'startsOn', code: 'movedIntoThePast' }] });
    }
    return after;
  }
}

function changeable(session: Session): ChangeableSession {
  return {
    startsOn: session.startsOn,
    startTime: session.startTime && shortTime(session.startTime),
    endTime: session.endTime && shortTime(session.endTime),
    endsOn: session.endsOn,
    venueId: session.venueId,
    topic: session.topic,
    lecturer: session.lecturer,
    status: session.status,
    cancelReason: session.cancelReason,
  };
}

function spanOf(timeZone: string, { startsOn, startTime, endsOn, endTime }: ChangeableSession) {
  return sessionInstants({ startsOn, startTime, endsOn, endTime, timeZone });
}

async function venueIdOf(
  tx: EntityManager,
  organizationId: string,
  key: string | null,
): Promise<string | null> {
  if (key === null) return null;
  const venue = await tx.findOneBy(Venue, { organizationId, key });
  if (!venue) throw new DomainError('invalid', { faults: [{ field: 'venue', code: 'unknownVenue' }] });
  return venue.id;
}

/** @returns whether any capacity changed; the pools must be locked */
async function resizePools(
  tx: EntityManager,
  sessionId: string,
  pools: readonly { readonly key: string; readonly capacity: number | null }[],
): Promise<boolean> {
  let resized = false;
  for (const { key, capacity } of pools) {
    const pool = await tx.findOneBy(SeatPool, { sessionId, key });
    if (!pool) throw new DomainError('invalid', { faults: [{ field: 'pools', code: 'unknownPool' }] });
    if (capacity !== null && pool.taken > capacity + pool.overbooked) {
      const fault = { field: 'pools', code: 'capacityBelowTaken', params: { taken: pool.taken } };
      throw new DomainError('conflict', { faults: [fault] });
    }
    if (pool.capacity === capacity && pool.capacityStated) continue;
    await tx.update(SeatPool, pool.id, { capacity, capacityStated: true });
    resized = true;
  }
  return resized;
}
