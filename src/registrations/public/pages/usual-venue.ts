import type { SessionView } from '../../sessions/session-view.js';

/** Where most of the sessions are held. */
export interface UsualVenue {
  readonly venue: SessionView['venue'];
  /** True where all of them are held there. */
  readonly isOnlyOne: boolean;
}

export function usualVenue(sessions: readonly SessionView[]): UsualVenue {
  const counted = new Map<string, number>();
  for (const { venue } of sessions) {
    if (venue) counted.set(venue.name, (counted.get(venue.name) ?? 0) + 1);
  }
  const [name] = [...counted].sort(([, one], [, other]) => other - one)[0] ?? [];
  const names = new Set(sessions.map(({ venue }) => venue?.name));
  return {
    venue: sessions.find(({ venue }) => venue !== null && venue.name === name)?.venue ?? null,
    isOnlyOne: names.size === 1,
  };
}
