import type { SessionView } from '../sessions/session-view.js';

export interface DayOfSessions {
  readonly date: string;
  readonly sessions: readonly SessionView[];
}

export interface MonthOfDays {
  readonly month: string;
  readonly days: readonly DayOfSessions[];
}

/** Dated sessions, in their order, under the day on which they start. */
export function days(sessions: readonly SessionView[]): DayOfSessions[] {
  const held = new Map<string, SessionView[]>();
  for (const session of sessions) {
    if (!session.startsOn) continue;
    held.set(session.startsOn, [...(held.get(session.startsOn) ?? []), session]);
  }
  return [...held].map(([date, sessions]) => ({ date, sessions }));
}

/** Dated sessions, in their order, under the day and the month on which they start. */
export function dayList(sessions: readonly SessionView[]): MonthOfDays[] {
  const months = new Map<string, DayOfSessions[]>();
  for (const day of days(sessions)) {
    const month = day.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), day]);
  }
  return [...months].map(([month, days]) => ({ month, days }));
}
