import type { CourseRole } from './course-copies.js';

/** A dated session as the demo fills it; `position` counts from 1 in its course. */
export interface DemoSession {
  readonly id: string;
  readonly position: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cancelled: boolean;
  /** Null: a session to which one just comes. */
  readonly pool: DemoPool | null;
}

export interface DemoPool {
  readonly id: string;
  readonly key: string;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
}

/** A course about which people are made up; its sessions in the order of time. */
export interface CourseToFill {
  /** Words that make this course's figures its own; not the clock's. */
  readonly seed: readonly (string | number)[];
  readonly role: CourseRole;
  readonly year: number;
  readonly sessions: readonly DemoSession[];
  readonly now: Date;
}

/** True where the session has ended at `now`. */
export function isOver(session: DemoSession | undefined, now: Date): boolean {
  return session !== undefined && session.endsAt.getTime() <= now.getTime();
}
