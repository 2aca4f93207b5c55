import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { Venue } from '../../programmes/venue.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import {
  announced,
  type ChangeableSession,
  isHistory,
  recordedChange,
  type SessionDifference,
  sessionDifference,
} from '../domain/session-change.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import { holdsOf } from '../year/year-import.queries.js';
import { requireAlsoFor } from './also-for.js';
import { applied, spanOf } from './session-changes.applied.js';
import type { SessionChangeDto } from './session-changes.dto.js';
import { plannedSizes, type ResizedPool, resize } from './session-changes.pools.js';
import { changeableOf, type SessionWords, wordsOf } from './session-changes.words.js';
import { type Audience, audienceOf, noticeHolders } from './session-notices.js';

/** What a change would do to the people who hold a place, as they are asked about it before it happens. */
export interface ChangeConsequences extends Audience {
  readonly notice: NonNullable<SessionDifference['notice']>;
  readonly before: Partial<ChangeableSession>;
  readonly after: Partial<ChangeableSession>;
}

/** Moving, cancelling, restoring and resizing one session: acts that touch the places people hold. */
@Injectable()
export class SessionChanges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: MailWake,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * Changes what is given and tells every holder of a place what moved or fell out (I6). Seats that become free go to the
   * queue in the same transaction (I4).
   * @param wanted the change, or what it is in view of the session as it is saved at that moment
   * @param askFirst true: where somebody would have to be told, nothing is changed, and the answer says who would hear of what
   * @returns null once it is done
   * @throws DomainError `unknown` (also for other organizations' sessions), `forbidden`, `invalid`, and `conflict` where
   * more seats are taken than the new capacity holds, or the session's sequence is not any more the one in the change
   */
  async change(
    principal: Principal,
    sessionId: string,
    wanted: SessionChangeDto | ((saved: SessionWords) => SessionChangeDto),
    { askFirst = false }: { readonly askFirst?: boolean } = {},
  ): Promise<ChangeConsequences | null> {
    const now = this.clock.now();
    const asked = await inTransaction(this.db, async (tx) => {
      const session = await this.locked(tx, principal, sessionId);
      const change = typeof wanted === 'function' ? wanted(await wordsOf(tx, session)) : wanted;
      if (change.sequence !== undefined && change.sequence !== session.sequence)
        throw new DomainError('conflict');
      const before = changeableOf(session);
      const holds = await holdsOf(tx, [sessionId]);
      const isHeld = (holds.get(sessionId)?.holders ?? 0) > 0;
      const after = await applied(tx, { ...session, isHeld }, { before, change, now });
      const named = after.alsoForIds.filter((id) => !before.alsoForIds.includes(id));
      const { organizationId } = session;
      await requireAlsoFor(this.access, principal, tx, { organizationId, ids: named });
      const { fields, ...difference } = sessionDifference(before, after);
      const notice = isHistory(session, spanOf(session.timeZone, after), now) ? null : difference.notice;
      const recorded = recordedChange(before, after);
      const resized = await plannedSizes(tx, sessionId, change.pools ?? []);
      if (askFirst && notice) {
        const audience = await audienceOf(tx, sessionId);
        if (audience.mails + audience.telephone > 0)
          return { notice, ...audience, before: recorded?.before ?? {}, after: recorded?.after ?? {} };
      }
      if (fields.length === 0 && resized.length === 0) return null;
      await resize(tx, resized);
      if (fields.length > 0) await this.write(tx, session, after, now);
      if (notice) {
        const venue = session.venueId ? await tx.findOneBy(Venue, { id: session.venueId }) : null;
        const former = { ...announced(before), venue: venue?.name ?? null };
        await noticeHolders(tx, { sessionId, kind: notice, before: former, now });
      }
      await extendCourseRegistrations(tx, [session.courseId], now);
      await promoteFromQueue(tx, [session.courseId], now);
      await this.audit.record(tx, {
        organizationId: session.organizationId,
        actor: principal.actor,
        action: recorded?.action ?? 'session.changed',
        subjectId: sessionId,
        before: { ...recorded?.before, ...sizes(resized.map(({ pool }) => pool)) },
        after: {
          ...recorded?.after,
          ...sizes(resized.map(({ pool: { key }, ...size }) => ({ key, ...size }))),
        },
      });
      return null;
    });
    if (!asked) this.mail.wakeSoon();
    return asked;
  }

  /** The session, once all seats of its course are locked: they come first, as everywhere (docs/locking.md). */
  private async locked(tx: EntityManager, principal: Principal, sessionId: string): Promise<Session> {
    const found = isUuid(sessionId) ? await tx.findOneBy(Session, { id: sessionId }) : null;
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', found, tx);
    await lockPools(tx, { courseIds: [found.courseId] });
    const session = await tx.findOne(Session, {
      where: { id: sessionId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!session) throw new DomainError('unknown');
    return session;
  }

  private async write(
    tx: EntityManager,
    { id, timeZone, sequence }: Session,
    after: ChangeableSession,
    now: Date,
  ): Promise<void> {
    await tx.update(Session, id, {
      ...after,
      segments: [...after.segments],
      alsoForIds: [...after.alsoForIds],
      ...spanOf(timeZone, after),
      dateState: after.startsOn ? 'dated' : 'undated',
      sequence: sequence + 1,
      changedAt: now,
    });
    await tx.update(SeatPool, { sessionId: id }, { closed: after.status === 'cancelled' });
  }
}

/** Capacities by pool, for the audit log; nothing where none has changed. */
function sizes(pools: readonly (Omit<ResizedPool, 'pool'> & { readonly key: string })[]) {
  if (pools.length === 0) return {};
  return {
    pools: pools.map(({ key, capacity, capacityStated }) => ({ key, capacity, stated: capacityStated })),
  };
}
