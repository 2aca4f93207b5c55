import { Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/domain-error.js';
import { Sessions } from '../sessions.js';
import { offersCourse, offersSession, type Standing, standingOf } from './course-standing.js';
import { type CoursePage, type ProgrammePage, ProgrammePages } from './programme-pages.queries.js';

/** What someone is about to register for. */
export interface RegisterTarget {
  readonly scope: 'course' | 'session';
  readonly id: string;
  readonly programme: ProgrammePage;
  readonly course: CoursePage;
  readonly standing: Standing;
}

/** Finds what a form is about, and how it stands. */
@Injectable()
export class RegisterTargets {
  constructor(
    private readonly sessions: Sessions,
    private readonly programmes: ProgrammePages,
  ) {}

  /** @throws DomainError `unknown`; `invalid` where not exactly one of the two is named */
  async of({
    course,
    session,
  }: {
    readonly course?: string;
    readonly session?: string;
  }): Promise<RegisterTarget> {
    if ((course === undefined) === (session === undefined)) {
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
    }
    if (session) {
      const view = await this.sessions.byId(session);
      const found = await this.programmes.byCourse(view.course.id);
      return {
        scope: 'session',
        id: session,
        ...found,
        standing: only(offersSession(view), standingOf([view])),
      };
    }
    const found = await this.programmes.byCourse(course as string);
    const views = await this.sessions.list({ course, includeUndated: true });
    const standing = only(views.length === 0 || views.some(offersCourse), standingOf(views));
    return { scope: 'course', id: found.course.id, ...found, standing };
  }
}

/** A way of registering that the course does not offer is not open, however many seats are free. */
function only(isOffered: boolean, standing: Standing): Standing {
  return isOffered ? standing : { ...standing, state: 'elsewhere', sessions: [] };
}
