import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, In } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Course } from '../../programmes/course.entity.js';
import { editedFields } from '../../programmes/import/asked.js';
import { withShortTimes } from '../../programmes/import/stored-year.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { SeatPool } from '../seat-pool.entity.js';
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
}

/** A course with its sessions, for its staff page. */
@Injectable()
export class CoursePages {
  constructor(
    private readonly db: DataSource,
    private readonly access: ProgrammeAccess,
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
