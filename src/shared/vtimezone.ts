import { Temporal } from 'temporal-polyfill';

/** Before this year no session is shown; an offset that has held since then is written as one observance. */
const EPOCH_YEAR = 1970;
const NANOSECONDS_PER_MINUTE = 60_000_000_000;

/**
 * The VTIMEZONE of an IANA zone (RFC 5545 §3.6.5) as content lines without line ends. Its observances cover the calendar
 * years `firstYear` to `lastYear`, one for each change of the offset, so that no rule has to be guessed from the data.
 * Nothing is read from the process's own zone.
 * @throws RangeError for a zone that the runtime does not know.
 */
export function vtimezoneOf(timeZone: string, firstYear: number, lastYear: number): readonly string[] {
  const start = newYear(firstYear, timeZone);
  const end = newYear(lastYear + 1, timeZone).toInstant();
  const lines = observanceInForceAt(start);
  for (
    let change = start.getTimeZoneTransition('next');
    change;
    change = change.getTimeZoneTransition('next')
  ) {
    if (Temporal.Instant.compare(change.toInstant(), end) >= 0) break;
    lines.push(...observanceFrom(change));
  }
  return ['BEGIN:VTIMEZONE', `TZID:${timeZone}`, ...lines, 'END:VTIMEZONE'];
}

function newYear(year: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(timeZone);
}

function observanceInForceAt(moment: Temporal.ZonedDateTime): string[] {
  const change = moment.getTimeZoneTransition('previous');
  if (change && change.year >= EPOCH_YEAR) return observanceFrom(change);
  return observance(`${EPOCH_YEAR}0101T000000`, moment.offsetNanoseconds, moment);
}

function observanceFrom(change: Temporal.ZonedDateTime): string[] {
  const before = change.subtract({ nanoseconds: 1 }).offsetNanoseconds;
  // An observance begins at the wall clock of the offset that it ends (RFC 5545 §3.6.5, DTSTART).
  const onset = change.toPlainDateTime().subtract({ nanoseconds: change.offsetNanoseconds - before });
  return observance(onset.toString({ smallestUnit: 'second' }).replace(/[-:]/g, ''), before, change);
}

function observance(onset: string, from: number, moment: Temporal.ZonedDateTime): string[] {
  const name = isSummerTime(moment) ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${name}`,
    `DTSTART:${onset}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(moment.offsetNanoseconds)}`,
    `TZNAME:${moment.timeZoneId === 'Asia/Tokyo' ? 'JST' : `UTC${moment.offset}`}`,
    `END:${name}`,
  ];
}

/** Summer time is what runs ahead of the year's lesser offset, in either hemisphere. */
function isSummerTime(moment: Temporal.ZonedDateTime): boolean {
  const offsets = [1, 7].map((month) => moment.with({ month, day: 1, hour: 12 }).offsetNanoseconds);
  return moment.offsetNanoseconds > Math.min(...offsets);
}

/** UTC-OFFSET of RFC 5545 §3.3.14: `+0900`, `-0330`. */
function offsetText(nanoseconds: number): string {
  const minutes = Math.abs(Math.round(nanoseconds / NANOSECONDS_PER_MINUTE));
  const digits = [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
  return `${nanoseconds < 0 ? '-' : '+'}${digits}`;
}
