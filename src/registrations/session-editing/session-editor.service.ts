import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { Course } from '../../programmes/course.entity.js';
import { removeSessions } from '../../programmes/import/removed-sessions.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { type SessionWords, wordsOf } from '../sessions/session-changes.words.js';
import { type Audience, toldOfLatestChange } from '../sessions/session-notices.js';
import { holdsOf } from '../year/year-import.queries.js';
import { placeOf, type SessionPlace } from './session-page.js';

/** Why a session cannot be taken out: it is part of somebody's history, so it can only be cancelled. */
export type RemovalObstacle = 'held' | 'begun';

/** A session on its form. */
export interface EditedSession extends SessionPlace {
  readonly id: string;
  readonly words: SessionWords;
  /** Its NO in the list of events that the organization publishes; null: its id is. */
  readonly listNumber: string | null;
  /** True where a rule or a file gave it: they would give it again. */
  readonly isPlanned: boolean;
  readonly obstacle: RemovalObstacle | null;
}

/** A session as organizers see it who edit it, and the act of taking it out again. */
@Injectable()
export class SessionEditor {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async edited(principal: Principal, id: string): Promise<EditedSession> {
    const { manager } = this.db;
    const session = await this.allowed(manager, principal, id);
    const course = await manager.findOneByOrFail(Course, { id: session.courseId });
    return {
      ...(await placeOf(manager, course)),
      id,
      words: await wordsOf(manager, session),
      listNumber: session.listNumber,
      isPlanned: session.ruled !== null || session.asked !== null,
      obstacle: await this.obstacleOf(manager, session),
    };
  }

  /** How those who hold or await a place learn of its latest change; the caller has seen that it is theirs to edit. */
  told(id: string): Promise<Audience> {
    return toldOfLatestChange(this.db.manager, id);
  }

  /**
   * Takes a session out that nobody ever held a place in and whose day has not come.
   * @returns id of its course
   * @throws DomainError `unknown`, `forbidden`, `conflict` where it can only be cancelled
   */
  async remove(principal: Principal, id: string): Promise<string> {
    return inTransaction(this.db, async (tx) => {
      const { courseId } = await this.allowed(tx, principal, id);
      // Whoever registers for it at this moment comes first, or finds it gone.
      await lockPools(tx, { courseIds: [courseId] });
      const session = await this.allowed(tx, principal, id);
      const obstacle = await this.obstacleOf(tx, session);
      if (obstacle)
        throw new DomainError('conflict', { faults: [{ field: 'session', code: `sessions.${obstacle}` }] });
      await removeSessions(tx, [id]);
      const { number, topic, startsOn, startTime, dateText } = session;
      await this.audit.record(tx, {
        organizationId: session.organizationId,
        actor: principal.actor,
        action: 'session.removed',
        subjectId: id,
        before: { course: courseId, key: session.key, number, topic, startsOn, startTime, dateText },
      });
      return courseId;
    });
  }

  private async allowed(tx: EntityManager, principal: Principal, id: string): Promise<Session> {
    const session = isUuid(id) ? await tx.findOneBy(Session, { id }) : null;
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', session, tx);
    return session;
  }

  private async obstacleOf(
    tx: EntityManager,
    { id, startsOn, timeZone }: Session,
  ): Promise<RemovalObstacle | null> {
    // From its day on attendance may be marked, also before it starts.
    if (startsOn !== null && startsOn <= civilDateOf(this.clock.now(), timeZone)) return 'begun';
    return (await holdsOf(tx, [id])).get(id)?.everHeld ? 'held' : null;
  }
}
