import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';

/** Today's civil date on pages that show several organizations. */
export function siteDay(now: Date): string {
  return civilDateOf(now, DEFAULT_TIME_ZONE);
}
