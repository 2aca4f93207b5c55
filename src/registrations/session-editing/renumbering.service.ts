import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { Course } from '../../programmes/course.entity.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { type Renumbered, renumbered } from '../domain/renumbering.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { placeOf, type SessionPlace } from './session-page.js';

/** The act in the audit log; its subject is the course, and its `numbers` are by session. */
export const RENUMBERED = 'course.renumbered';

export interface NumberingPreview extends SessionPlace {
  /** In their new order. */
  readonly sessions: readonly Renumbered<Session>[];
  /** Names the proposal, so that only what was seen is done. */
  readonly proposal: string;
}

/** Numbering the sessions of a course anew, by date. */
@Injectable()
export class Renumbering {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async preview(principal: Principal, courseId: string): Promise<NumberingPreview> {
    const { manager } = this.db;
    const course = await this.allowed(manager, principal, courseId);
    const sessions = renumbered(await manager.findBy(Session, { courseId }));
    return { ...(await placeOf(manager, course)), sessions, proposal: proposalOf(sessions) };
  }

  /**
   * Gives the numbers; sessions whose number changes say so in calendars.
   * @param seen the proposal that was agreed to; left out: whatever it is now
   * @returns how many numbers changed
   * @throws DomainError `unknown`, `forbidden`, `conflict` where the proposal is another by now
   */
  async renumber(principal: Principal, courseId: string, seen?: string): Promise<number> {
    const now = this.clock.now();
    return inTransaction(this.db, async (tx) => {
      const course = await this.allowed(tx, principal, courseId);
      await lockPools(tx, { courseIds: [courseId] });
      const stored = await tx.find(Session, {
        where: { courseId },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const sessions = renumbered(stored);
      if (seen !== undefined && seen !== proposalOf(sessions)) throw new DomainError('conflict');
      const changed = sessions.filter(({ session, number }) => session.number !== number);
      if (changed.length === 0) return 0;
      for (const { session, number } of changed)
        await tx.update(Session, session.id, { number, sequence: session.sequence + 1, changedAt: now });
      await this.audit.record(tx, {
        organizationId: course.organizationId,
        actor: principal.actor,
        action: RENUMBERED,
        subjectId: courseId,
        before: { numbers: Object.fromEntries(changed.map(({ session }) => [session.id, session.number])) },
        after: { numbers: Object.fromEntries(changed.map(({ session, number }) => [session.id, number])) },
      });
      return changed.length;
    });
  }

  private async allowed(tx: EntityManager, principal: Principal, id: string): Promise<Course> {
    const course = isUuid(id) ? await tx.findOneBy(Course, { id }) : null;
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', course, tx);
    return course;
  }
}

function proposalOf(sessions: readonly Renumbered<Session>[]): string {
  return sessions
    .map(({ session, number }) => `${session.id}:${session.number ?? ''}:${number ?? ''}`)
    .join(' ');
}
