import type { SessionView } from '../sessions/session-view.js';

export interface MonthOfDays {
  readonly month: string;
  readonly days: readonly { readonly date: string; readonly sessions: readonly SessionView[] }[];
}

/** Dated sessions, in their order, under the day and the month on which they start. */
export function dayList(sessions: readonly SessionView[]): MonthOfDays[] {
  const months = new Map<string, Map<string, SessionView[]>>();
  for (const session of sessions) {
    if (!session.startsOn) continue;
    const days = months.get(session.startsOn.slice(0, 7)) ?? new Map<string, SessionView[]>();
    days.set(session.startsOn, [...(days.get(session.startsOn) ?? []), session]);
    months.set(session.startsOn.slice(0, 7), days);
  }
  return [...months].map(([month, days]) => ({
    month,
    days: [...days].map(([date, held]) => ({ date, sessions: held })),
  }));
}
