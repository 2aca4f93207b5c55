import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit, type StaffAct } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { Course } from '../../programmes/course.entity.js';
import { waitForTurnOf } from '../../programmes/import/organization-turn.queries.js';
import { touchSessions } from '../../programmes/import/touched-sessions.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { promoteFromQueue } from '../queue/promotion.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { closingMoment, takesRegistrations } from './closing-moment.js';
import { setClosed } from './registration-closing.queries.js';

/** Registration for one session, as its organizers see it. */
export interface SessionClosing {
  readonly closedAt: Date | null;
  /** When registration for the whole course ended; null: it has not. */
  readonly courseOverAt: Date | null;
}

/** Closing and opening registration before or after its time, by one act of staff. Places and the queue stay as they are. */
@Injectable()
export class RegistrationClosing {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /** Null where there is nothing to open or close, or this person may not. @throws DomainError `unknown` */
  async ofSession(principal: Principal, sessionId: string): Promise<SessionClosing | null> {
    const { manager } = this.db;
    const session = await manager.findOneBy(Session, { id: sessionId });
    if (!session) throw new DomainError('unknown');
    const course = await manager.findOneByOrFail(Course, { id: session.courseId });
    const now = this.clock.now();
    if (!takesRegistrations(course.registrationMode) || isOver(session, now)) return null;
    if (!(await this.access.may(principal, 'organizer', session))) return null;
    return { closedAt: session.registrationClosedAt, courseOverAt: overAt(course, now) };
  }

  /**
   * Closes registration for a session from now on, or leaves it to the rules of its course again; who waits moves up where
   * seats are free. Done twice it changes nothing more.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where the session has begun, is cancelled, or its course has closed
   */
  async setSession(principal: Principal, sessionId: string, open: boolean): Promise<void> {
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      const found = isUuid(sessionId) ? await tx.findOneBy(Session, { id: sessionId }) : null;
      if (!found) throw new DomainError('unknown');
      await this.access.require(principal, 'organizer', found, tx);
      const { courseId, organizationId } = found;
      await lockPools(tx, { courseIds: [courseId] });
      const course = await tx.findOneByOrFail(Course, { id: courseId });
      const session = await tx.findOneByOrFail(Session, { id: sessionId });
      if (isOver(session, now)) throw refused('conflict', { field: 'open', code: 'planning.session_past' });
      if (open && overAt(course, now))
        throw refused('conflict', { field: 'open', code: 'planning.course_over' });
      const changed = await setClosed(tx, { sessionId }, open ? null : now, now);
      await this.audit.recordAll(tx, actsOn(changed, { principal, organizationId, open }));
      if (open) await promoteFromQueue(tx, [courseId], now);
    });
    this.mail.wakeSoon();
  }

  /**
   * The same for all sessions of a course to come.
   * @param closes when registration of the course closes from now on; needed to open one that has closed. A date, or a date
   * and a clock time (`2025-05-31T17:00`) of the organization
   * @throws DomainError `unknown`, `forbidden`, `invalid` at `closes`, `conflict` where no session is to come
   */
  async setCourse(
    principal: Principal,
    courseId: string,
    { open, closes }: { readonly open: boolean; readonly closes?: string },
  ): Promise<void> {
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      await this.allowed(tx, principal, courseId);
      await waitForTurnOf(tx, { courseId });
      const course = await this.allowed(tx, principal, courseId);
      const { organizationId, closesAt: before } = course;
      await lockPools(tx, { courseIds: [courseId] });
      const sessions = await tx.findBy(Session, { courseId });
      if (sessions.every((session) => isOver(session, now)))
        throw refused('conflict', { field: 'open', code: 'planning.nothing_to_come' });
      const acts: StaffAct[] = [];
      if (open && (closes !== undefined || overAt(course, now))) {
        const { timeZone } = await tx.findOneByOrFail(Organization, { id: organizationId });
        const closesAt = closingMoment(closes, timeZone, now);
        await tx.update(Course, courseId, { closesAt });
        // Calendar entries say until when one can register.
        await touchSessions(tx, {
          ...{ organizationIds: [], programmeIds: [], venueIds: [], exceptIds: [] },
          courseIds: [courseId],
          now,
        });
        const actor = principal.actor;
        const subjectId = courseId;
        acts.push({
          ...{ organizationId, actor, action: 'course.changed', subjectId },
          before: { closesAt: before },
          after: { closesAt },
        });
      }
      const changed = await setClosed(tx, { courseId }, open ? null : now, now);
      await this.audit.recordAll(tx, [...acts, ...actsOn(changed, { principal, organizationId, open })]);
      if (open) await promoteFromQueue(tx, [courseId], now);
    });
    this.mail.wakeSoon();
  }

  private async allowed(tx: EntityManager, principal: Principal, id: string): Promise<Course> {
    const course = isUuid(id) ? await tx.findOneBy(Course, { id }) : null;
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', course, tx);
    return course;
  }
}

function isOver({ status, startsAt }: Session, now: Date): boolean {
  return status === 'cancelled' || (startsAt !== null && startsAt <= now);
}

function overAt({ closesAt }: Course, now: Date): Date | null {
  return closesAt && closesAt <= now ? closesAt : null;
}

function refused(code: 'conflict', fault: Fault): DomainError {
  return new DomainError(code, { faults: [fault] });
}

function actsOn(
  sessionIds: readonly string[],
  { principal, organizationId, open }: { principal: Principal; organizationId: string; open: boolean },
): StaffAct[] {
  const action = open ? 'session.registration_opened' : 'session.registration_closed';
  return sessionIds.map((subjectId) => ({ organizationId, actor: principal.actor, action, subjectId }));
}
