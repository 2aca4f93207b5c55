import type { EventLeaf, PlaceLeaf, VirtualLocationLeaf } from 'schema-dts';
import type { Language, Translate } from '../../platform/views/messages.js';
import { withLanguage } from '../../platform/views/views.js';
import { saysOnline } from '../../programmes/domain/event-list/online-words.js';
import { instantOf, isoWithOffset } from '../../shared/civil-time.js';
import type { SessionView } from '../sessions/session-view.js';

/** The words of the page and the address of the site. */
export interface DataWording {
  readonly t: Translate;
  readonly language: Language;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

/** An address of this site, in the language of the page. */
export function urlOf(path: string, { language, publicUrl }: DataWording): string {
  return `${publicUrl}${withLanguage(path, language)}`;
}

/** A name in the page's language, where it has one in it. */
export function nameOf(
  { title, titleEn }: { readonly title: string; readonly titleEn: string | null },
  { language }: DataWording,
): string {
  return language === 'en' ? (titleEn ?? title) : title;
}

/** The name of a session as its page has it: its own title or that of its programme, and 第N回. */
export function sessionName(session: SessionView, wording: DataWording): string {
  const title = session.title ?? nameOf(session.programme, wording);
  return session.number ? `${title} ${wording.t('public.number', { number: session.number })}` : title;
}

/**
 * What every mention of a session says: when, where, whether it is held. Null for a session that was never given a date: an Event
 * needs a start, and none is made up. Dates are ISO 8601 with the offset of the session's zone; days alone where no time is known.
 */
export function eventFacts(session: SessionView, wording: DataWording): EventLeaf | null {
  const start = startOf(session);
  const former = formerStart(session);
  const startDate = start ?? former;
  if (startDate === null) return null;
  const status = statusOf(session);
  return {
    '@type': 'Event',
    '@id': `${wording.publicUrl}/sessions/${session.id}`,
    name: sessionName(session, wording),
    url: urlOf(`/sessions/${session.id}`, wording),
    startDate,
    endDate: endOf(session),
    eventStatus: `https://schema.org/${status}`,
    // Search engines take it beside this status only, and one start alone.
    previousStartDate: status === 'EventRescheduled' ? (former ?? undefined) : undefined,
    ...placeOf(session, wording),
  };
}

/** A session that had a date and has none now is put off: its last announced start stands until the new one is known. */
function statusOf({ status, dateState, previousStarts }: SessionView) {
  if (status === 'cancelled') return 'EventCancelled';
  if (dateState === 'undated') return 'EventPostponed';
  return previousStarts.length > 0 ? 'EventRescheduled' : 'EventScheduled';
}

function startOf({ startsOn, startTime, startsAt, timeZone }: SessionView): string | null {
  return startTime === null || startsAt === null ? startsOn : isoWithOffset(startsAt, timeZone);
}

function endOf({ startsOn, endsOn, endTime, endsAt, timeZone }: SessionView): string | undefined {
  if (endTime !== null && endsAt !== null) return isoWithOffset(endsAt, timeZone);
  return endsOn !== null && endsOn !== startsOn ? endsOn : undefined;
}

/** The start that was last announced before the present one; null: there was none. */
function formerStart({ previousStarts, timeZone }: SessionView): string | null {
  const former = previousStarts.at(-1);
  if (former === undefined) return null;
  const [date, time] = former.split('T') as [string, string?];
  return time === undefined ? date : isoWithOffset(instantOf(date, time, timeZone), timeZone);
}

/** Where people come together; nothing where the page says that it is not known. */
function placeOf(session: SessionView, wording: DataWording): Partial<EventLeaf> {
  const { venue, pools } = session;
  const place = venue && !venue.online ? placeData(venue, wording) : null;
  const isOnline = venue?.online === true || pools.some(isOnlinePool);
  const isOnSite = place !== null || (venue === null && pools.some((pool) => !isOnlinePool(pool)));
  const mode = isOnline ? (isOnSite ? 'Mixed' : 'Online') : 'Offline';
  const room: VirtualLocationLeaf | null = isOnline
    ? {
        '@type': 'VirtualLocation',
        name: venue?.online ? localName(venue, wording) : undefined,
        // The link of the room is for those who have a seat.
        url: urlOf(`/sessions/${session.id}`, wording),
      }
    : null;
  return {
    eventAttendanceMode: isOnline || place ? `https://schema.org/${mode}EventAttendanceMode` : undefined,
    location: place && room ? [place, room] : (place ?? room ?? undefined),
  };
}

function placeData(venue: NonNullable<SessionView['venue']>, wording: DataWording): PlaceLeaf {
  const { latitude, longitude } = venue;
  return {
    '@type': 'Place',
    name: localName(venue, wording),
    address: venue.address ?? undefined,
    geo:
      latitude === null || longitude === null
        ? undefined
        : { '@type': 'GeoCoordinates', latitude, longitude },
  };
}

function localName({ name, nameEn }: { name: string; nameEn: string | null }, { language }: DataWording) {
  return language === 'en' ? (nameEn ?? name) : name;
}

function isOnlinePool({ key, label }: SessionView['pools'][number]): boolean {
  return saysOnline(`${key} ${label}`);
}
