import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, In } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Course } from '../../programmes/course.entity.js';
import { editedFields } from '../../programmes/import/asked.js';
import { withShortTimes } from '../../programmes/import/stored-year.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import { takesRegistrations } from '../session-editing/closing-moment.js';
import { type Town, townOf } from './town.queries.js';

/** A session of a course as staff see it in its table. */
export interface CourseSessionRow extends Session {
  /** From the rule as it is, from the rule but changed since, or made by hand. */
  readonly origin: 'rule' | 'edited' | 'hand';
  readonly venueName: string | null;
  readonly pools: readonly SeatPool[];
}

export interface CoursePage {
  readonly town: Town;
  readonly course: Course;
  readonly sessions: readonly CourseSessionRow[];
  readonly mayEdit: boolean;
  /** Registration of its sessions to come; null: it takes none, or nothing is to come. */
  readonly closing: CourseClosing | null;
}

/** How far registration for a course is closed. */
export interface CourseClosing {
  /** Sessions to come. */
  readonly toCome: number;
  /** Of these, the ones whose registration was closed before its time. */
  readonly closed: number;
  /** When registration for the course ended; null: it has not. */
  readonly overAt: Date | null;
}

/** A course with its sessions, for its staff page. */
@Injectable()
export class CoursePages {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async of(principal: Principal, courseId: string): Promise<CoursePage> {
    const { manager } = this.db;
    const course = isUUID(courseId) ? await manager.findOneBy(Course, { id: courseId }) : null;
    if (!course) throw new DomainError('unknown');
    const { programmeId, organizationId } = course;
    await this.access.require(principal, 'viewer', { programmeId, organizationId });
    const town = await townOf(manager, programmeId);
    const venues = new Map(town.venues.map(({ id, name }) => [id, name]));
    const sessions = await manager.find(Session, {
      where: { courseId: course.id },
      order: { startsOn: { direction: 'ASC', nulls: 'LAST' }, startTime: 'ASC', number: 'ASC', key: 'ASC' },
    });
    const pools = await manager.find(SeatPool, {
      where: { sessionId: In(sessions.map(({ id }) => id)) },
      order: { position: 'ASC', key: 'ASC' },
    });
    const poolsOf = Map.groupBy(pools, ({ sessionId }) => sessionId);
    return {
      town,
      course,
      sessions: sessions.map((session) => ({
        ...session,
        origin: originOf(session),
        venueName: session.venueId === null ? null : (venues.get(session.venueId) ?? null),
        pools: poolsOf.get(session.id) ?? [],
      })),
      mayEdit: await this.mayEdit(principal, course),
      closing: this.closingOf(course, sessions),
    };
  }

  private closingOf(
    { registrationMode, closesAt }: Course,
    sessions: readonly Session[],
  ): CourseClosing | null {
    const now = this.clock.now();
    const toCome = sessions.filter(
      ({ status, startsAt }) => status === 'scheduled' && (startsAt === null || startsAt > now),
    );
    if (!takesRegistrations(registrationMode) || toCome.length === 0) return null;
    return {
      toCome: toCome.length,
      closed: toCome.filter(({ registrationClosedAt }) => registrationClosedAt !== null).length,
      overAt: closesAt && closesAt <= now ? closesAt : null,
    };
  }

  private async mayEdit(principal: Principal, { programmeId, organizationId }: Course): Promise<boolean> {
    try {
      await this.access.require(principal, 'organizer', { programmeId, organizationId });
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}

function originOf(session: Session): CourseSessionRow['origin'] {
  if (session.ruled === null) return 'hand';
  return editedFields(withShortTimes(session), session.ruled).length > 0 ? 'edited' : 'rule';
}
