import { FORMATS } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import type { EventRow } from './event-row.js';

/** The words of one language and the address of the site: all that an entry needs besides its row. */
export interface Wording {
  readonly language: Language;
  readonly t: Translate;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

/** Lines on a session for everyone, without the link to its page. Nothing here depends on the day on which it is read. */
export function descriptionOf(row: EventRow, wording: Wording): string[] {
  const { language, t } = wording;
  const fact = factIn(wording);
  const joint = row.alsoFor.map(({ title, titleEn }) => inLanguage(language, title, titleEn));
  const programme = inLanguage(language, row.programmeTitle, row.programmeTitleEn);
  return [
    ...(row.status === 'cancelled' ? [t('calendar.cancelled')] : []),
    ...fact('cancelReason', row.status === 'cancelled' ? row.cancelReason : null),
    ...timeNotes(row, wording),
    ...fact('programme', row.title === null ? null : programme),
    ...fact('joint', joint.join(t('calendar.jointSeparator'))),
    ...fact('topic', row.topic),
    ...row.segments.map(({ start, topic }) =>
      t('calendar.segment', { time: FORMATS[language].time(start), topic }),
    ),
    ...fact('format', row.format),
    ...fact('lecturer', row.lecturer),
    ...fact('audience', row.audience),
    ...fact('fee', row.fee),
    ...fact('access', row.venueAccess),
    ...(row.status === 'cancelled' ? [] : registrationNotes(row, wording)),
    ...fact(
      'organizer',
      row.organizers ?? inLanguage(language, row.organizationName, row.organizationNameEn),
    ),
    ...fact('contact', contactOf(row, t)),
  ];
}

/**
 * What DTSTART and DTEND cannot say: the start that was announced before, a time not yet known, or one that an entry over whole
 * days does not show. Gives away no more than an entry without words does.
 */
export function timeNotes(row: EventRow, wording: Wording): string[] {
  const { language, t } = wording;
  const format = FORMATS[language];
  const fact = factIn(wording);
  const wholeDays =
    row.startTime !== null && row.endsOn !== null && row.endsOn > row.startsOn && row.endTime === null;
  const former = row.status === 'cancelled' ? undefined : row.previousStarts.at(-1);
  return [
    ...(former === undefined ? [] : [t('calendar.moved', { former: momentOf(former, wording) })]),
    ...(row.startTime === null ? [t('calendar.timeUnknown')] : []),
    ...fact('start', wholeDays && row.startTime ? format.time(row.startTime) : null),
    ...fact('end', row.startTime === null && row.endTime ? format.time(row.endTime) : null),
    ...fact('doorsOpen', row.doorsOpen ? format.time(row.doorsOpen) : null),
    ...fact('duration', row.durationText),
  ];
}

/** A name in this language, where it has one in it. */
export function inLanguage(language: Language, japanese: string, english: string | null): string {
  return language === 'en' ? (english ?? japanese) : japanese;
}

/** `2025-04-14T10:00` or `2025-04-14` in words. */
function momentOf(start: string, { language, t }: Wording): string {
  const [date, time] = start.split('T') as [string, string?];
  const day = FORMATS[language].date(date);
  return time === undefined ? day : t('calendar.dayAndTime', { day, time: FORMATS[language].time(time) });
}

/** How to come, in the source's words where it has any. */
function registrationNotes(row: EventRow, wording: Wording): string[] {
  const { language, t } = wording;
  const { opensAt, closesAt, timeZone } = row;
  const format = FORMATS[language];
  const fact = factIn(wording);
  const says = row.registrationText
    ? fact('registration', row.registrationText)
    : [t(`calendar.registration.${row.registrationMode}`)].filter((text) => text !== '');
  const written = momentsIn(wording);
  return [
    ...says,
    ...fact('opensAt', opensAt && written('opensAt', opensAt, timeZone, format.dateTime)),
    ...fact(
      'closesAt',
      closesAt && written('closesAt', closesAt, timeZone, (...at) => format.deadline(...at)),
    ),
  ];
}

/** Moments already in words, for as long as a wording is in use: sessions of a course share theirs, and Intl is slow. */
const WRITTEN = new WeakMap<Wording, Map<string, string>>();

function momentsIn(wording: Wording) {
  const known = WRITTEN.get(wording) ?? new Map<string, string>();
  WRITTEN.set(wording, known);
  return (
    name: string,
    instant: Date,
    timeZone: string,
    write: (at: Date, zone: string) => string,
  ): string => {
    const key = `${name} ${instant.getTime()} ${timeZone}`;
    const text = known.get(key) ?? write(instant, timeZone);
    known.set(key, text);
    return text;
  };
}

/** Whom to ask; the number where these words do not have it already, however they write it. */
function contactOf({ contact, contactTel, contactExtension }: EventRow, t: Translate): string | null {
  if (!contactTel || digitsOf(contact ?? '').includes(digitsOf(contactTel))) return contact;
  const tel = contactExtension
    ? t('calendar.telWithExtension', { tel: contactTel, extension: contactExtension })
    : t('calendar.tel', { tel: contactTel });
  return [contact, tel].filter((part) => part).join(' ');
}

function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '');
}

function factIn({ t }: Wording) {
  return (name: string, value: string | null) => (value ? [t(`calendar.fact.${name}`, { value })] : []);
}
