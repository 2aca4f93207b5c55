import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { courseStanding, type Standing, TAKES_REQUESTS } from '../public/course-standing.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';

/**
 * How the course stands that a listed session is registered for with, as the page of the session says it; null: the session stands
 * as it says itself.
 */
export type WholeOf = (session: SessionView) => Pick<Standing, 'state' | 'pools' | 'openWays'> | null;

/** Courses whose sessions one registers for together. A list has single sessions of them, which know neither the others nor `joinUntil`. */
@Injectable()
export class WholeCourses {
  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** All sessions of the courses that the listed ones are joined with, by id of the course. One query, none where there are no such. */
  async of(listed: readonly SessionView[]): Promise<ReadonlyMap<string, readonly SessionView[]>> {
    const courses = [...new Set(listed.filter(isJoinedAsAWhole).map(({ course }) => course.id))];
    if (courses.length === 0) return new Map();
    return Map.groupBy(
      await this.sessions.list({ courses, includeUndated: true }),
      ({ course }) => course.id,
    );
  }

  /** What the badges of a list say. At most one query, whatever the number of `listed`. */
  async standing(listed: readonly SessionView[]): Promise<WholeOf> {
    const now = this.clock.now();
    const courses = await this.of(listed.filter(takesRequests));
    const standings = new Map([...courses].map(([id, sessions]) => [id, courseStanding(sessions, now)]));
    return (session) =>
      isJoinedAsAWhole(session) && takesRequests(session) ? (standings.get(session.course.id) ?? null) : null;
  }
}

export function isJoinedAsAWhole({ registration }: SessionView): boolean {
  return registration.mode === 'course';
}

function takesRequests({ registration }: SessionView): boolean {
  return TAKES_REQUESTS.has(registration.state);
}
