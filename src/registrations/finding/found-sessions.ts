import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { SessionFilter } from '../sessions/session-conditions.js';
import { cursorAfter } from '../sessions/session-cursor.js';
import type { SessionView } from '../sessions/session-view.js';
import { Sessions } from '../sessions/sessions.js';
import { courseHasFreeSeat, hasFreeSeat } from './free-seats.js';
import { isJoinedAsAWhole, WholeCourses, type WholeOf } from './whole-courses.js';

/** Which sessions are looked for; `free`: with a free seat now, by the rules of registering. */
export interface Wanted extends SessionFilter {
  readonly free?: boolean;
}

export interface PageOfSessions {
  readonly sessions: readonly SessionView[];
  /** Where the list goes on (`after` of the next page); null: it ends here. */
  readonly next: string | null;
  readonly wholeOf: WholeOf;
}

/** How often one page of free seats reads on before it answers with what it has: a bound for the work of one request. */
const LOOKS = 4;

/** Dated sessions as the finding pages list them. */
@Injectable()
export class FoundSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly courses: WholeCourses,
    private readonly clock: Clock,
  ) {}

  /**
   * At most `size` sessions; a page may have fewer, even none, and yet go on. One query, with `free` two, at most eight; one more
   * where one joins some of them with their whole course.
   */
  async page(wanted: Wanted, size: number): Promise<PageOfSessions> {
    const found = await this.found(wanted, size);
    return { ...found, wholeOf: await this.courses.standing(found.sessions) };
  }

  private async found({ free, ...filter }: Wanted, size: number): Promise<Omit<PageOfSessions, 'wholeOf'>> {
    const shown: SessionView[] = [];
    let after = filter.after;
    for (let look = 0; look < (free ? LOOKS : 1); look++) {
      const found = await this.read({ ...filter, after, limit: size + 1 }, free);
      const fitting = free ? await this.free(found) : found;
      shown.push(...fitting.slice(0, size - shown.length + 1));
      if (shown.length > size) return { sessions: shown.slice(0, size), next: cursorOf(shown[size - 1]) };
      if (found.length <= size) return { sessions: shown, next: null };
      after = positionOf(found.at(-1));
    }
    return { sessions: shown, next: after ? cursorAfter(after) : null };
  }

  /**
   * All sessions of a time that is not long, of the first `most` that may be meant. `isWhole` is false where there were more.
   * One query; with `free` two.
   */
  async all(
    { free, ...filter }: Wanted,
    most: number,
  ): Promise<{ readonly sessions: readonly SessionView[]; readonly isWhole: boolean }> {
    const found = await this.read({ ...filter, limit: most + 1 }, free);
    const looked = found.slice(0, most);
    return { sessions: free ? await this.free(looked) : looked, isWhole: found.length <= most };
  }

  private read(filter: SessionFilter, free: boolean | undefined): Promise<SessionView[]> {
    return this.sessions.list(free ? { ...filter, perhapsFreeAt: this.clock.now() } : filter);
  }

  /** Those that have a free seat; of a course that one joins as a whole, all or none. */
  private async free(sessions: readonly SessionView[]): Promise<SessionView[]> {
    const free = sessions.filter(hasFreeSeat);
    const now = this.clock.now();
    const courses = [...(await this.courses.of(free))];
    const open = new Set(
      courses.filter(([, theirs]) => courseHasFreeSeat(theirs, now)).map(([courseId]) => courseId),
    );
    return free.filter((session) => !isJoinedAsAWhole(session) || open.has(session.course.id));
  }
}

function positionOf(session: SessionView | undefined): SessionFilter['after'] {
  return session?.startsAt ? { startsAt: session.startsAt, id: session.id } : undefined;
}

function cursorOf(session: SessionView | undefined): string | null {
  const position = positionOf(session);
  return position ? cursorAfter(position) : null;
}
