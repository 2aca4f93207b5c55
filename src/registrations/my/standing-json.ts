import { isoWithOffset } from '../../shared/civil-time.js';
import type { RegistrationView } from '../registration-view.js';
import type { Standing } from './standings.js';

/** How a registration stands, in the JSON API: what does not apply is left out. */
export function standingJson({ places }: RegistrationView, { queue, lottery, continuation }: Standing) {
  const timeZone = places[0]?.session.timeZone;
  const iso = (instant: Date | null) => (instant && timeZone ? isoWithOffset(instant, timeZone) : null);
  return {
    ...(queue && {
      queue: {
        passedBy: queue.passedBy,
        couldSkip: queue.couldSkip,
        shortages: queue.shortages.map(({ sessionId, number, reason, needs, free, keptFor, keptUntil }) => ({
          ...{ session: sessionId, number, reason, needs, free },
          ...(reason === 'kept' ? { keptFor, keptUntil: iso(keptUntil) } : {}),
        })),
      },
    }),
    ...(lottery && { lottery }),
    ...(continuation && { continuation }),
  };
}

export type StandingJson = ReturnType<typeof standingJson>;
