import ical, { ICalEvent, type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { type CivilDate, type CivilTime, END_OF_DAY, shortTime } from './civil-time.js';
import { cleanText, folded, mailboxValue, oneLine, textValue, uriValue } from './content-lines.js';
import { inTurns } from './in-turns.js';
import { vtimezoneOf } from './vtimezone.js';

/** One entry of a calendar. Dates and times are civil, on the clocks of `timeZone` (IANA name). Text may be anything. */
export interface CalendarEvent {
  /** Stable for the life of the thing; printable ASCII that needs no escape. */
  readonly uid: string;
  /** Raised by every visible change (RFC 5545 §3.8.7.4). */
  readonly sequence: number;
  /** Last visible change: DTSTAMP and LAST-MODIFIED. */
  readonly changedAt: Date;
  readonly startsOn: CivilDate;
  /** Null: only the day is known. */
  readonly startTime: CivilTime | null;
  /** Last day, inclusive; null: the same day. */
  readonly endsOn: CivilDate | null;
  /** Null: no end is stated, and none is made up. */
  readonly endTime: CivilTime | null;
  readonly timeZone: string;
  readonly summary: string;
  readonly description: string | null;
  readonly location: string | null;
  readonly url: string | null;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly categories: readonly string[];
  /** Who publishes it, for an entry that is sent and not subscribed to (RFC 5546 §3.2.1): one mailbox in ASCII. A feed shows none. */
  readonly organizer?: { readonly name: string; readonly address: string };
  /** Degrees, WGS 84. */
  readonly position?: { readonly latitude: number; readonly longitude: number };
  /** Whether it fills its owner's time; what a town announces does not. */
  readonly busy: boolean;
}

export interface Calendar {
  /** Of a calendar that is sent by mail (RFC 5546); a feed has none. */
  readonly method?: 'PUBLISH' | 'CANCEL';
  /** Of a feed: what is sent adds to a calendar that has a name. */
  readonly name: string;
  readonly language: string;
  /** Its VTIMEZONE is always there: RFC 5545 §3.6 wants at least one component, also where there is no event. */
  readonly timeZone: string;
  /** How often clients are asked to look again; what is sent does not say so. */
  readonly refreshMinutes: number;
  readonly events: readonly CalendarEvent[];
}

const LINE_END = '\r\n';
/** A year for the VTIMEZONE of a calendar without events in that zone; any will do, none is read from a clock. */
const YEAR_WITHOUT_EVENTS = 2025;

/**
 * The iCalendar object (RFC 5545, with the name and refresh hint of RFC 7986) of these events: one plain VEVENT each, in
 * order of date, time and UID. Its text is a function of the argument alone: order of the events, clock and process zone
 * do not enter. Lines end in CRLF and have at most 75 octets of UTF-8.
 * @throws RangeError for a date, zone or position that does not exist, a UID that is not printable ASCII, or what RFC 5546 does
 * not let a calendar with a method be.
 */
export function icalendarOf(calendar: Calendar): string {
  const events = eventsOf(calendar);
  return assembled(
    calendar,
    events,
    events.map((event) => vevent(event, calendar)),
  );
}

/** The text that `icalendarOf` gives, made in turns: thousands of events would keep a server from answering for too long. */
export async function icalendarInTurns(calendar: Calendar): Promise<string> {
  const events = eventsOf(calendar);
  return assembled(calendar, events, await inTurns(events, (event) => vevent(event, calendar)));
}

/** In order; checked as a whole where there is a method. */
function eventsOf({ method, events }: Calendar): CalendarEvent[] {
  if (method) checkMethod(method, events);
  return [...events].sort(byTime);
}

function assembled(calendar: Calendar, events: readonly CalendarEvent[], vevents: readonly string[]): string {
  const head = ['BEGIN:VCALENDAR', ...propertiesOf(calendar), ...zoneLines(calendar, events)];
  return [...head, ...vevents, 'END:VCALENDAR', ''].join(LINE_END);
}

/** What RFC 5546 §3.2.1 and §3.2.5 ask for. */
function checkMethod(method: 'PUBLISH' | 'CANCEL', events: readonly CalendarEvent[]): void {
  if (events.length === 0) throw new RangeError(`METHOD:${method} without an event`);
  for (const { uid, organizer } of events)
    if (!organizer) throw new RangeError(`METHOD:${method} with an event without organizer, ${uid}`);
  if (method === 'CANCEL' && (events.length > 1 || events[0]?.status !== 'cancelled'))
    throw new RangeError('METHOD:CANCEL with anything but one cancelled event');
}

/**
 * The calendar's own properties, all of them before its first component (RFC 5545 §3.6). What is sent has neither name nor
 * refresh hint: a named file is opened as a calendar of its own, instead of being added to the one in use.
 */
function propertiesOf({ method, name, language, refreshMinutes }: Calendar): string[] {
  const label = textValue(oneLine(name));
  const feed = [
    ...(label ? [folded(`NAME:${label}`), folded(`X-WR-CALNAME:${label}`)] : []),
    `REFRESH-INTERVAL;VALUE=DURATION:${duration(refreshMinutes)}`,
    `X-PUBLISHED-TTL:${duration(refreshMinutes)}`,
  ];
  return [
    'VERSION:2.0',
    `PRODID:-//Tsudoi//Tsudoi//${language.toUpperCase()}`,
    'CALSCALE:GREGORIAN',
    ...(method ? [`METHOD:${method}`] : feed),
  ];
}

const STATUS = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** What the library's entries belong to. Its zone is set on each of them: set on a calendar, it makes DTSTAMP lose its Z. */
const LIBRARY = ical();

/** Its lines, without an end behind the last. The library writes them, we fold: its folding takes as long as all the rest. */
function vevent(event: CalendarEvent, { method }: Calendar): string {
  if (!/^[!-+\--:<-[\]-~]+$/.test(event.uid))
    throw new RangeError(`UID ${JSON.stringify(event.uid)} is not printable ASCII without escapes`);
  const written = new ICalEvent(
    {
      ...span(event),
      id: event.uid,
      sequence: event.sequence,
      stamp: event.changedAt,
      lastModified: event.changedAt,
      summary: oneLine(event.summary),
      description: cleanText(event.description ?? '') || null,
      location: oneLine(event.location ?? '') || null,
      organizer: method && event.organizer ? organizerOf(event.organizer) : null,
      url: event.url ? uriValue(event.url) : null,
      status: STATUS[event.status],
      // The library throws on an empty category.
      categories: event.categories
        .map(oneLine)
        .filter((name) => name !== '')
        .map((name) => ({ name })),
      transparency: event.busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
    },
    LIBRARY,
  ).toString();
  const lines = written.trimEnd().split(LINE_END).map(folded);
  // It leaves out positions on the equator and on the meridian, and writes any number of decimals.
  if (event.position) {
    const place = lines.findLastIndex((line) => /^(LOCATION|TRANSP):/.test(line));
    lines.splice(place + 1, 0, `GEO:${geo(event.position)}`);
  }
  return lines.join(LINE_END);
}

function organizerOf({ name, address }: { readonly name: string; readonly address: string }) {
  const email = mailboxValue(address);
  return { name: oneLine(name) || address, email };
}

/** Six decimals, some ten centimetres; the semicolon parts two numbers and is not escaped (RFC 5545 §3.8.1.6). */
function geo({ latitude, longitude }: { readonly latitude: number; readonly longitude: number }): string {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180))
    throw new RangeError(`${latitude}, ${longitude} is nowhere on earth`);
  return `${latitude.toFixed(6)};${longitude.toFixed(6)}`;
}

/**
 * DTSTART and DTEND. Timed where the start time is known; the whole day, or days, where it is not or where several days have no
 * closing time.
 */
function span(event: CalendarEvent): Pick<ICalEventData, 'start' | 'end' | 'allDay' | 'timezone'> {
  const first = Temporal.PlainDate.from(event.startsOn);
  const last = event.endsOn === null ? first : Temporal.PlainDate.from(event.endsOn);
  const severalDays = Temporal.PlainDate.compare(last, first) > 0;
  if (event.startTime === null || (severalDays && event.endTime === null)) {
    // DTEND is exclusive (RFC 5545 §3.6.1); a single day needs none.
    return { start: first, end: severalDays ? last.add({ days: 1 }) : null, allDay: true };
  }
  const start = first.toPlainDateTime(event.startTime);
  const end = event.endTime === null ? null : endOf(last, event.endTime);
  // DTEND must be later than DTSTART; the library would swap the two.
  const hasEnd = end !== null && Temporal.PlainDateTime.compare(end, start) > 0;
  return { start, end: hasEnd ? end : null, timezone: event.timeZone };
}

/**
 * 24:00 is midnight of the next day. What is open from 00:00 to 24:00 stays timed: it is open on that day of its zone, while
 * an entry over whole days is on that date wherever its reader is.
 */
function endOf(day: Temporal.PlainDate, time: CivilTime): Temporal.PlainDateTime {
  return shortTime(time) === END_OF_DAY ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(time);
}

/** DURATION of RFC 5545 §3.3.6: `PT1H`, `PT1H30M`. */
function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `PT${hours > 0 ? `${hours}H` : ''}${rest > 0 || hours === 0 ? `${rest}M` : ''}`;
}

/** The VTIMEZONE of every zone in use, in order of their names; they stand before the first event. */
function zoneLines(calendar: Calendar, events: readonly CalendarEvent[]): string[] {
  const years = new Map<string, [number, number]>();
  for (const { timeZone, startsOn, endsOn } of events) {
    const first = Number(startsOn.slice(0, 4));
    const last = Number((endsOn ?? startsOn).slice(0, 4));
    const [from, to] = years.get(timeZone) ?? [first, last];
    years.set(timeZone, [Math.min(from, first), Math.max(to, last)]);
  }
  if (!years.has(calendar.timeZone)) years.set(calendar.timeZone, [YEAR_WITHOUT_EVENTS, YEAR_WITHOUT_EVENTS]);
  return [...years]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([zone, [from, to]]) => vtimezoneOf(zone, from, to));
}

function byTime(a: CalendarEvent, b: CalendarEvent): number {
  return (
    compare(a.startsOn, b.startsOn) || compare(a.startTime ?? '', b.startTime ?? '') || compare(a.uid, b.uid)
  );
}

/** By code unit: no locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
