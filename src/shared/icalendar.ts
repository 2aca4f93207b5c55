import ical, {
  type ICalCalendar,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { type CivilDate, type CivilTime, END_OF_DAY, shortTime } from './civil-time.js';
import { vtimezoneOf } from './vtimezone.js';

/** One entry of a calendar. Dates and times are civil, on the clocks of `timeZone` (IANA name). Text may be anything. */
export interface CalendarEvent {
  /** Stable for the life of the thing; printable ASCII. */
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
  /** Whether it fills its owner's time; what a town announces does not. */
  readonly busy: boolean;
}

export interface Calendar {
  readonly name: string;
  readonly language: string;
  /** Its VTIMEZONE is always there: RFC 5545 §3.6 wants at least one component, also where there is no event. */
  readonly timeZone: string;
  /** How often clients are asked to look again. */
  readonly refreshMinutes: number;
  readonly events: readonly CalendarEvent[];
}

const STATUS = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** A year for the VTIMEZONE of a calendar without events in that zone; any will do, none is read from a clock. */
const YEAR_WITHOUT_EVENTS = 2025;

/**
 * The iCalendar object (RFC 5545, with the name and refresh hint of RFC 7986) of these events: one plain VEVENT each, in
 * order of date, time and UID. Its text is a function of the argument alone: order of the events, clock and process zone
 * do not enter. Lines end in CRLF and have at most 75 octets of UTF-8.
 * @throws RangeError for a date, time or zone that does not exist, or a UID that is not printable ASCII.
 */
export function icalendarOf(calendar: Calendar): string {
  const events = [...calendar.events].sort(byTime);
  const generator = ical({
    prodId: `//Tsudoi//Tsudoi//${calendar.language.toUpperCase()}`,
    scale: 'GREGORIAN',
    ttl: calendar.refreshMinutes * 60,
  });
  // ical-generator writes the calendar's name without escaping it.
  generator.name(escapeText(oneLine(calendar.name)));
  for (const event of events) addEvent(generator, event);
  return withTimeZones(`${generator.toString()}\r\n`, calendar, events);
}

function addEvent(generator: ICalCalendar, event: CalendarEvent): void {
  if (!/^[\x21-\x7e]+$/.test(event.uid))
    throw new RangeError(`UID ${JSON.stringify(event.uid)} is not printable ASCII`);
  generator.createEvent({
    ...span(event),
    id: event.uid,
    sequence: event.sequence,
    stamp: event.changedAt,
    lastModified: event.changedAt,
    summary: oneLine(event.summary),
    description: event.description ? cleanText(event.description) || null : null,
    location: event.location ? oneLine(event.location) || null : null,
    url: event.url ? uri(event.url) : null,
    status: STATUS[event.status],
    // The generator throws on an empty category.
    categories: event.categories
      .map(oneLine)
      .filter((name) => name !== '')
      .map((name) => ({ name })),
    transparency: event.busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
  });
}

/**
 * Start and end for the generator. Timed where the start time is known; the whole day, or days, where it is not or where
 * several days have no closing time. The zone is set on each event: set on the calendar, it makes DTSTAMP lose its Z.
 */
function span(event: CalendarEvent): Pick<ICalEventData, 'start' | 'end' | 'allDay' | 'timezone'> {
  const first = Temporal.PlainDate.from(event.startsOn);
  const last = Temporal.PlainDate.from(event.endsOn ?? event.startsOn);
  const severalDays = Temporal.PlainDate.compare(last, first) > 0;
  if (event.startTime === null || (severalDays && event.endTime === null)) {
    // DTEND is exclusive (RFC 5545 §3.6.1); a single day needs none.
    return { start: first, end: severalDays ? last.add({ days: 1 }) : null, allDay: true };
  }
  const start = first.toPlainDateTime(event.startTime);
  const end = event.endTime === null ? null : endOf(last, event.endTime);
  // DTEND must be later than DTSTART; the generator would swap the two.
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

/**
 * Puts the VTIMEZONEs before the first event. The generator's own hook would put them before REFRESH-INTERVAL, a property
 * of the calendar, and those come before all components (RFC 5545 §3.6).
 */
function withTimeZones(text: string, calendar: Calendar, events: readonly CalendarEvent[]): string {
  const years = new Map<string, [number, number]>([[calendar.timeZone, yearsOf(events, calendar.timeZone)]]);
  for (const { timeZone } of events) if (!years.has(timeZone)) years.set(timeZone, yearsOf(events, timeZone));
  const zones = [...years]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([zone, [from, to]]) => vtimezoneOf(zone, from, to));
  const components = text.search(/^(BEGIN:VEVENT|END:VCALENDAR)\r$/m);
  return `${text.slice(0, components)}${zones.map((line) => `${line}\r\n`).join('')}${text.slice(components)}`;
}

function yearsOf(events: readonly CalendarEvent[], timeZone: string): [number, number] {
  let range: [number, number] | undefined;
  for (const event of events) {
    if (event.timeZone !== timeZone) continue;
    const first = Number(event.startsOn.slice(0, 4));
    const last = Number((event.endsOn ?? event.startsOn).slice(0, 4));
    range = range ? [Math.min(range[0], first), Math.max(range[1], last)] : [first, last];
  }
  return range ?? [YEAR_WITHOUT_EVENTS, YEAR_WITHOUT_EVENTS];
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

/**
 * Text without what TEXT values must not hold (RFC 5545 §3.3.11): control characters, and halves of surrogate pairs, which
 * have no UTF-8. Every kind of line break becomes `\n`, which the generator escapes.
 */
function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/\p{Cs}|[^\P{Cc}\n]/gu, '')
    .trim();
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s*\n\s*/g, ' ');
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`);
}

/** A URI value is not escaped (RFC 5545 §3.3.13), but the generator would: leave it nothing to escape. */
function uri(url: string): string | null {
  if (!URL.canParse(url)) return null;
  return new URL(url).href.replace(
    /[,;\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
