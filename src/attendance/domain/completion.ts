import { isPresence, type Mark } from './attendance.js';

/** 修了: so many sessions attended (3回中2回以上), or `all` that are held (全6回). */
export interface CompletionRule {
  readonly atLeast: number | 'all';
}

/**
 * How a session of a course stands for those who want to complete it. `held`: its attendance is recorded; `unrecorded`: its day has
 * come and nothing is recorded yet; `to_come`: its day has not come, or is not known; `cancelled`: it counts for nobody.
 */
export type SessionStanding = 'held' | 'unrecorded' | 'to_come' | 'cancelled';

export interface CountedSession {
  readonly id: string;
  readonly standing: SessionStanding;
}

/**
 * `fulfilled`: the rule is met. `possible`: not yet, but the sessions that are open can still bring it. `impossible`: they cannot.
 * `no_rule`: nobody completes the course but by recognition against the rule.
 */
export type CompletionState = 'fulfilled' | 'possible' | 'impossible' | 'no_rule';

export interface Attendance {
  /** Sessions that were held and attended, each once. */
  readonly attended: number;
  /** Sessions whose attendance is recorded. */
  readonly held: number;
  /** Sessions that may still be attended, or recorded. */
  readonly open: number;
  /** Sessions that it takes; null: there is no rule. */
  readonly needed: number | null;
  readonly state: CompletionState;
  /** The session with which the rule was met; null: it is not met, or there is none. */
  readonly metWith: string | null;
}

/** How a session stands on a day of a wall calendar in its zone. */
export function standingOf(
  session: {
    readonly status: 'scheduled' | 'cancelled';
    readonly startsOn: string | null;
    readonly isRecorded: boolean;
  },
  today: string,
): SessionStanding {
  if (session.status === 'cancelled') return 'cancelled';
  if (session.isRecorded) return 'held';
  return session.startsOn !== null && session.startsOn <= today ? 'unrecorded' : 'to_come';
}

/**
 * What one person has of a course.
 * @param sessions all of the course, in their order
 * @param marks what stands against the person, by session: several where several of their registrations hold a place there
 */
export function attendanceOf(
  rule: CompletionRule | null,
  sessions: readonly CountedSession[],
  marks: ReadonlyMap<string, readonly Mark[]>,
): Attendance {
  const held = sessions.filter(({ standing }) => standing === 'held');
  const open = sessions.filter(({ standing }) => standing === 'unrecorded' || standing === 'to_come').length;
  const came = held.filter(({ id }) => (marks.get(id) ?? []).some(isPresence));
  const counted = { attended: came.length, held: held.length, open };
  if (rule === null) return { ...counted, needed: null, state: 'no_rule', metWith: null };
  const needed = rule.atLeast === 'all' ? held.length + open : rule.atLeast;
  // Of a course that has not had a session, nobody has attended all.
  if (needed > 0 && came.length >= needed)
    return { ...counted, needed, state: 'fulfilled', metWith: came[needed - 1]?.id ?? null };
  const state = needed > 0 && came.length + open >= needed ? 'possible' : 'impossible';
  return { ...counted, needed, state, metWith: null };
}
