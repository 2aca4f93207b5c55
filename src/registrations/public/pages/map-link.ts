import type { SessionView } from '../../sessions/session-view.js';

/** How near the map is: houses and the names of streets. */
const ZOOM = 17;

/**
 * A page of OpenStreetMap (wiki.openstreetmap.org/wiki/Browsing) on which the venue is marked, or one that looks for its
 * address; null for an online room, and where neither is known. Whoever follows the link asks that site; the page itself does not.
 */
export function mapLinkOf(venue: SessionView['venue']): string | null {
  if (venue === null || venue.online) return null;
  const { latitude, longitude, address } = venue;
  if (latitude !== null && longitude !== null) {
    return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${ZOOM}/${latitude}/${longitude}`;
  }
  return address ? `https://www.openstreetmap.org/search?query=${encodeURIComponent(address)}` : null;
}
