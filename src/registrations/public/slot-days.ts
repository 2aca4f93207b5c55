import type { SessionView } from '../sessions/session-view.js';

export interface SlotDay {
  /** Null: sessions whose day is not known yet. */
  readonly date: string | null;
  readonly slots: readonly SessionView[];
}

/** Sessions to choose from, in their order, by the day on which they start; those without one are last. */
export function slotDays(sessions: readonly SessionView[]): SlotDay[] {
  const days = new Map<string | null, SessionView[]>();
  for (const session of sessions) {
    days.set(session.startsOn, [...(days.get(session.startsOn) ?? []), session]);
  }
  const undated = days.get(null);
  days.delete(null);
  const dated = [...days].map(([date, slots]) => ({ date, slots }));
  return undated ? [...dated, { date: null, slots: undated }] : dated;
}
