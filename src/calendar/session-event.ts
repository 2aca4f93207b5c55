import { FORMATS } from '../platform/views/formats.js';
import type { Language, Translate } from '../platform/views/messages.js';
import { withLanguage } from '../platform/views/views.js';
import type { CalendarEvent } from '../shared/icalendar.js';
import type { EventRow } from './event-row.js';
import type { PlaceRow } from './personal-feed.queries.js';

/** The words of one language and the address of the site: all that an entry needs besides its row. */
export interface Wording {
  readonly language: Language;
  readonly t: Translate;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

/** Host part of every UID: a constant, so that entries keep their UID when the site moves to another address. */
const UID_HOST = 'tsudoi';
/** Topics longer than this (characters) are left to the description. */
const LONGEST_TOPIC_IN_SUMMARY = 60;

/** A session as everyone may see it. UID: `<session id>@tsudoi`. */
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
    location: locationOf(row, wording),
    url,
    status: cancelled ? 'cancelled' : 'confirmed',
    categories: [wording.t(`words.kind.${row.kind}`)],
    busy: false,
  };
}

/**
 * A registrant's place in their own calendar. UID: `<place id>@tsudoi`, another than the public entry's, so that both can
 * stand in one calendar and the entry does not lead to the session. A discreet one names neither programme, topic, venue nor
 * page: it has an address where there is one, and the page that its holder keeps says the rest.
 */
export function personalEvent(row: PlaceRow, discreet: boolean, wording: Wording): CalendarEvent {
  const open = discreet ? null : publicEvent(row, wording);
  const sessionCancelled = row.status === 'cancelled';
  const neutral = row.neutralTitle ?? wording.t('calendar.personal.title');
  const title = open ? summaryOf(row, wording) : neutral;
  const room = row.placeStatus === 'confirmed' && !sessionCancelled ? row.venueUrl : null;
  return {
    ...timesOf(row),
    uid: `${row.placeId}@${UID_HOST}`,
    sequence: row.sequence + changesOf(row),
    changedAt: later(row.changedAt, row.placeChangedAt),
    summary: sessionCancelled
      ? withCancelled(title, true, wording)
      : wording.t(`calendar.personal.${row.placeStatus}`, { title }),
    description:
      open?.description ?? [...timeNotes(row, wording), wording.t('calendar.personal.note')].join('\n'),
    location: open ? open.location : row.venueAddress,
    url: room ?? open?.url ?? null,
    status: sessionCancelled ? 'cancelled' : STATUS[row.placeStatus],
    categories: open?.categories ?? [],
    busy: row.placeStatus === 'confirmed' && !sessionCancelled,
  };
}

/**
 * What the changes of the place itself add to SEQUENCE, which must never fall: seconds from the registration to the last of
 * them. (From 2 on: entries were once numbered 0 to 2.)
 */
function changesOf({ placeChangedAt, registeredAt }: PlaceRow): number {
  return 2 + Math.floor((placeChangedAt.getTime() - registeredAt.getTime()) / 1000);
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

/** Its own title, or the programme's with its number; then the topic where it is short. */
function summaryOf(row: EventRow, { language, t }: Wording): string {
  const programme = inLanguage(language, row.programmeTitle, row.programmeTitleEn);
  const numbered =
    row.number === null
      ? programme
      : t('calendar.summary.numbered', { title: programme, number: String(row.number) });
  const title = row.title ?? numbered;
  const topic = row.topic?.trim();
  if (!topic || topic === row.title || topic.length > LONGEST_TOPIC_IN_SUMMARY) return title;
  return t('calendar.summary.withTopic', { title, topic });
}

function locationOf(row: EventRow, { language }: Wording): string | null {
  const name = row.venueName === null ? null : inLanguage(language, row.venueName, row.venueNameEn);
  return [name, row.venueAddress].filter((part) => part).join(language === 'ja' ? ' ' : ', ') || null;
}

function sessionUrl(row: EventRow, { language, publicUrl }: Wording): string {
  return withLanguage(`${publicUrl}/sessions/${row.id}`, language);
}

function descriptionOf(row: EventRow, wording: Wording): string[] {
  const { language, t } = wording;
  const organizer = row.organizers ?? inLanguage(language, row.organizationName, row.organizationNameEn);
  const fact = (name: string, value: string | null) => (value ? [t(`calendar.fact.${name}`, { value })] : []);
  return [
    ...(row.status === 'cancelled' ? [t('calendar.cancelled')] : []),
    ...fact('cancelReason', row.status === 'cancelled' ? row.cancelReason : null),
    ...timeNotes(row, wording),
    ...fact(
      'programme',
      row.title === null ? null : inLanguage(language, row.programmeTitle, row.programmeTitleEn),
    ),
    ...fact(
      'joint',
      row.alsoFor
        .map(({ title, titleEn }) => inLanguage(language, title, titleEn))
        .join(t('calendar.jointSeparator')),
    ),
    ...fact('topic', row.topic),
    ...row.segments.map(({ start, topic }) =>
      t('calendar.segment', { time: FORMATS[language].time(start), topic }),
    ),
    ...fact('format', row.format),
    ...fact('lecturer', row.lecturer),
    ...fact('audience', row.audience),
    ...fact('fee', row.fee),
    ...fact('access', row.venueAccess),
    ...registrationNotes(row, wording),
    ...fact('organizer', organizer),
    ...fact('contact', row.contact),
  ];
}

/** What DTSTART and DTEND cannot say: a time not yet known, or one that an entry over whole days does not show. */
function timeNotes(row: EventRow, { language, t }: Wording): string[] {
  const format = FORMATS[language];
  const wholeDays =
    row.startTime !== null && row.endsOn !== null && row.endsOn > row.startsOn && row.endTime === null;
  const fact = (name: string, value: string | null) => (value ? [t(`calendar.fact.${name}`, { value })] : []);
  return [
    ...(row.startTime === null ? [t('calendar.timeUnknown')] : []),
    ...fact('start', wholeDays && row.startTime ? format.time(row.startTime) : null),
    ...fact('end', row.startTime === null && row.endTime ? format.time(row.endTime) : null),
    ...fact('doorsOpen', row.doorsOpen ? format.time(row.doorsOpen) : null),
    ...fact('duration', row.durationText),
  ];
}

/** How to come, in the source's words where it has any. Nothing here depends on the day on which it is read. */
function registrationNotes(row: EventRow, { language, t }: Wording): string[] {
  const format = FORMATS[language];
  const moment = (instant: Date) => format.dateTime(instant, row.timeZone);
  const says = row.registrationText
    ? [t('calendar.fact.registration', { value: row.registrationText })]
    : [t(`calendar.registration.${row.registrationMode}`)].filter((text) => text !== '');
  return [
    ...says,
    ...(row.opensAt ? [t('calendar.fact.opensAt', { value: moment(row.opensAt) })] : []),
    ...(row.closesAt
      ? [t('calendar.fact.closesAt', { value: format.deadline(row.closesAt, row.timeZone) })]
      : []),
  ];
}

function inLanguage(language: Language, japanese: string, english: string | null): string {
  return language === 'en' ? (english ?? japanese) : japanese;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
