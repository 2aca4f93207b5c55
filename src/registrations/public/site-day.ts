import { civilDateOf } from '../../shared/civil-time.js';

/** Whose calendar decides what "today" is on pages that show several organizations. */
const SITE_TIME_ZONE = 'Asia/Tokyo';

/** Today's civil date for the lists of the site. */
export function siteDay(now: Date): string {
  return civilDateOf(now, SITE_TIME_ZONE);
}
