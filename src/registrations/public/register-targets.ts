import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import {
  courseStanding,
  emptyStanding,
  memberStanding,
  offersCourse,
  offersSession,
  type Standing,
  slotStanding,
  standingOf,
} from './course-standing.js';
import { type CourseWithProgramme, ProgrammePages } from './programme-pages.queries.js';
import type { ActTarget } from './registering-act.js';

/** What someone is about to register for, and how it stands. */
export interface RegisterTarget extends ActTarget {
  /** Of the course, or of the session. */
  readonly id: string;
  readonly programme: CourseWithProgramme['programme'];
  /** What its organization says in mails in its own words. */
  readonly ownTexts: CourseWithProgramme['ownTexts'];
}

/** Finds what a form is about, and how it stands. */
@Injectable()
export class RegisterTargets {
  constructor(
    private readonly sessions: Sessions,
    private readonly programmes: ProgrammePages,
    private readonly clock: Clock,
  ) {}

  /**
   * With a course, `session` is what was chosen of its sessions.
   * @throws DomainError `unknown`; `invalid` where neither is named, or a session with a course that is registered for whole
   */
  async of({
    course,
    session,
  }: {
    readonly course?: string;
    readonly session?: string;
  }): Promise<RegisterTarget> {
    if (course !== undefined) return this.ofCourse(course, session);
    if (session !== undefined) return this.ofSession(session);
    throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
  }

  private async ofSession(id: string): Promise<RegisterTarget> {
    const view = await this.sessions.byId(id);
    const found = await this.programmes.byCourse(view.course.id);
    const standing = only(offersSession(view), standingOf([view]));
    return { ...found, scope: 'session', id, standing, sessions: [view] };
  }

  private async ofCourse(id: string, chosen: string | undefined): Promise<RegisterTarget> {
    const found = await this.programmes.byCourse(id);
    const sessions = await this.sessions.list({ course: id, includeUndated: true });
    const { mode } = found.course;
    if (chosen !== undefined && mode !== 'session')
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
    return {
      ...found,
      id,
      sessions,
      scope: mode === 'session' ? 'slots' : 'course',
      standing: standingOfCourse({ ...found, sessions }, this.clock.now()),
    };
  }
}

/** A course with its programme and all of its sessions. */
export type CourseFound = Pick<ActTarget, 'programme' | 'course' | 'sessions'>;

/** How a course stands for whoever comes to its form. */
export function standingOfCourse({ programme, course, sessions }: CourseFound, now: Date): Standing {
  const { timeZone } = programme.organization;
  if (course.mode === 'members') return memberStanding(course, timeZone, { sessions, now });
  if (sessions.length === 0) return emptyStanding(course, timeZone, now);
  if (course.mode === 'session') return slotStanding(sessions);
  return only(sessions.some(offersCourse), courseStanding(sessions, now));
}

/** True where a form can be about this session: it is one of those that may be chosen. */
export function isOffered(target: RegisterTarget, session: string): boolean {
  return target.sessions.some(({ id }: SessionView) => id === session);
}

/** A way of registering that the course does not offer is not open, however many seats are free. */
function only(isOfferedSo: boolean, standing: Standing): Standing {
  if (isOfferedSo || !['open', 'waiting_list', 'full'].includes(standing.state)) return standing;
  return { ...standing, state: 'elsewhere', sessions: [] };
}
