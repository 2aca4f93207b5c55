import { withLanguage } from '../../platform/views/views.js';
import { isCellLine } from '../../programmes/domain/event-list/event-list-members.js';
import { asCompared } from '../../shared/compared.js';
import type { CalendarEvent } from '../../shared/icalendar.js';
import { descriptionOf, inLanguage, timeNotes, type Wording } from './description.js';
import type { EventRow } from './event-row.js';
import type { PlaceRow } from './personal-entries.queries.js';
import { quietAddress, quietDuration, quietLink, quietTitle } from './quiet-words.js';

export type { Wording } from './description.js';

/** Host part of every UID: a constant, so that entries keep their UID when the site moves to another address. */
const UID_HOST = 'tsudoi';
/** Topics longer than this (characters) are left to the description. */
const LONGEST_TOPIC_IN_SUMMARY = 60;

/** A session as everyone may see it: an online room by its name, never by its link. UID: `<session id>@tsudoi`. */
export function publicEvent(row: EventRow, wording: Wording): CalendarEvent {
  const cancelled = row.status === 'cancelled';
  const url = sessionUrl(row, wording);
  return {
    ...timesOf(row),
    uid: `${row.id}@${UID_HOST}`,
    sequence: row.sequence,
    changedAt: row.changedAt,
    summary: withCancelled(summaryOf(row, wording), cancelled, wording),
    description: [...descriptionOf(row, wording), url].join('\n'),
    location: joined(placeOf(row, wording), wording),
    ...positionOf(row),
    url,
    status: cancelled ? 'cancelled' : 'confirmed',
    categories: categoriesOf(row, wording),
    busy: false,
  };
}

/**
 * A registrant's place in their own calendar. UID: `<place id>@tsudoi`, another than the public entry's, so that both can
 * stand in one calendar and the entry does not lead to the session. A discreet one names neither programme, topic, venue nor
 * page: it has an address where there is one, and the page that its holder keeps says the rest. The link of an online room is
 * for who has a confirmed place; it stands in the place too, because some clients show no URL.
 */
export function personalEvent(row: PlaceRow, discreet: boolean, wording: Wording): CalendarEvent {
  const open = discreet ? null : publicEvent(row, wording);
  const sessionCancelled = row.status === 'cancelled';
  const neutral = quietTitle(row) ?? wording.t('calendar.personal.title');
  const title = open ? summaryOf(row, wording) : neutral;
  const link = discreet ? quietLink(row) : row.venueUrl;
  const room = row.placeStatus === 'confirmed' && !sessionCancelled ? link : null;
  // A building may be named after what is in it, as a venue is.
  const place = open ? placeOf(row, wording) : [quietAddress(row)];
  return {
    ...timesOf(row),
    uid: `${row.placeId}@${UID_HOST}`,
    sequence: row.sequence + row.revision,
    changedAt: later(row.changedAt, row.placeChangedAt),
    summary: sessionCancelled
      ? withCancelled(title, true, wording)
      : wording.t(`calendar.personal.${row.placeStatus}`, { title }),
    description: open?.description ?? quietDescription(row, wording),
    location: joined([...place, room], wording),
    // A position leads into the house; an address ends before its door.
    ...(open ? positionOf(row) : {}),
    url: room ?? open?.url ?? null,
    status: sessionCancelled ? 'cancelled' : STATUS[row.placeStatus],
    categories: open?.categories ?? [],
    busy: row.placeStatus === 'confirmed' && !sessionCancelled,
  };
}

function quietDescription(row: EventRow, wording: Wording): string {
  const notes = timeNotes({ ...row, durationText: quietDuration(row) }, wording);
  return [...notes, wording.t('calendar.personal.note')].join('\n');
}

const STATUS = {
  applied: 'tentative',
  waitlisted: 'tentative',
  offered: 'tentative',
  confirmed: 'confirmed',
  released: 'cancelled',
} as const;

function timesOf({ startsOn, startTime, endsOn, endTime, timeZone }: EventRow) {
  return { startsOn, startTime, endsOn, endTime, timeZone };
}

function withCancelled(title: string, cancelled: boolean, { t }: Wording): string {
  return cancelled ? t('calendar.summary.cancelled', { title }) : title;
}

/** Its own title, or the programme's with its number; then the topic's first line where it is short. What a list said beside it is none. */
function summaryOf(row: EventRow, { language, t }: Wording): string {
  const programme = inLanguage(language, row.programmeTitle, row.programmeTitleEn);
  const numbered =
    row.number === null
      ? programme
      : t('calendar.summary.numbered', { title: programme, number: String(row.number) });
  const title = row.title ?? numbered;
  const topic = row.topic
    ?.split('\n')
    .find((line) => line.trim() !== '' && !isCellLine(line))
    ?.trim();
  if (!topic || topic === row.title || topic.length > LONGEST_TOPIC_IN_SUMMARY) return title;
  return t('calendar.summary.withTopic', { title, topic });
}

/** The venue's name, address and building; the building where neither of them has it already. */
function placeOf(row: EventRow, { language }: Wording): (string | null)[] {
  const { venueName, venueAddress, venueBuilding } = row;
  const name = venueName === null ? null : inLanguage(language, venueName, row.venueNameEn);
  const isSaid = [venueName, venueAddress].some((said) =>
    asCompared(said).includes(asCompared(venueBuilding)),
  );
  return [name, venueAddress, isSaid ? null : venueBuilding];
}

function joined(parts: readonly (string | null)[], { language }: Wording): string | null {
  return parts.filter((part) => part).join(language === 'en' ? ', ' : ' ') || null;
}

function positionOf({ venueLatitude, venueLongitude }: EventRow): Pick<CalendarEvent, 'position'> {
  if (venueLatitude === null || venueLongitude === null) return {};
  return { position: { latitude: venueLatitude, longitude: venueLongitude } };
}

/** What it is and whom it is for, by which calendars colour and filter. */
function categoriesOf({ kind, audiences }: EventRow, { t }: Wording): string[] {
  return [t(`words.kind.${kind}`), ...audiences.map((audience) => t(`words.audience.${audience}`))];
}

function sessionUrl(row: EventRow, { language, publicUrl }: Wording): string {
  return withLanguage(`${publicUrl}/sessions/${row.id}`, language);
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
