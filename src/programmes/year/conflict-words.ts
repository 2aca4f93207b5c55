import { FORMATS } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import { civilDateOf, civilTimeOf, shortTime } from '../../shared/civil-time.js';
import type { Conflict, ConflictDay } from '../domain/conflicts-kinds.js';
import type { PlanRows, PlanSession } from './plan-rows.js';

/** What words for staff need: a catalogue, and the language it is in. */
export interface Wording {
  readonly t: Translate;
  readonly language: Language;
}

/** One sentence with all the facts: which sessions, in which room, until when, which holiday. */
export function conflictSentence(conflict: Conflict, rows: PlanRows, wording: Wording): string {
  const { t, language } = wording;
  const { kind, facts } = conflict;
  const [first, second] = sessionsInOrder(conflict, rows);
  const zone = first?.timeZone ?? 'UTC';
  const venue = facts.venueId === undefined ? undefined : rows.venues.get(facts.venueId);
  // The date of a session on one day is said with its name.
  const isOneDay = first !== undefined && (first.endsOn === null || first.endsOn === first.startsOn);
  const days = (facts.days ?? [])
    .map((day) => (isOneDay ? causeWords(day, wording) : dayWords(day, wording)))
    .join(t('year.separator'));
  const at = (instant: Date | undefined) => (instant ? FORMATS[language].dateTime(instant, zone) : '');
  return t(`year.conflict.sentence.${kind}`, {
    session: first ? sessionWords(first, rows, wording) : '',
    other: second ? sessionWords(second, rows, wording) : '',
    venue: venue ? nameIn(language, venue.name, venue.nameEn) : '',
    lecturer: facts.lecturer ?? '',
    overlap: overlapWords(conflict, zone, wording),
    days,
    hasDays: days === '' ? 'no' : 'yes',
    opensAt: at(facts.opensAt),
    closesAt: at(facts.closesAt),
  });
}

/** The sessions of a conflict, the earlier first. */
export function sessionsInOrder({ sessionIds }: Conflict, { sessions }: PlanRows): PlanSession[] {
  return sessionIds
    .flatMap((id) => sessions.get(id) ?? [])
    .sort((a, b) => Number(a.startsAt) - Number(b.startsAt));
}

/** 「家族教室 第3回 5月14日（水） 10:00～11:45」 */
export function sessionWords(session: PlanSession, rows: PlanRows, wording: Wording): string {
  const { t, language } = wording;
  return [
    sessionName(session, rows, wording),
    session.startsOn === null
      ? (session.dateText ?? t('year.undated'))
      : FORMATS[language].shortDate(session.startsOn),
    ...(session.startsOn === null ? [] : [timeWords(session, t)]),
  ].join(' ');
}

/** Its own title, or its programme's with its number. */
export function sessionName(session: PlanSession, rows: PlanRows, { t, language }: Wording): string {
  if (session.title !== null) return session.title;
  const programme = rows.programmes.get(session.programmeId);
  const title = programme ? nameIn(language, programme.title, programme.titleEn) : '';
  return session.number === null ? title : t('year.numbered', { programme: title, number: session.number });
}

/** 「10:00～11:45」, 「10:00～」 where no end is stated, 「時刻は未定」 where not even the start is known. */
export function timeWords(
  { startTime, endTime }: Pick<PlanSession, 'startTime' | 'endTime'>,
  t: Translate,
): string {
  if (startTime === null) return t('year.timeUnknown');
  return t('year.times', { start: shortTime(startTime), end: endTime === null ? '' : shortTime(endTime) });
}

export function nameIn(language: Language, name: string, nameEn: string | null): string {
  return language === 'en' && nameEn ? nameEn : name;
}

function overlapWords({ facts: { overlap } }: Conflict, zone: string, { t, language }: Wording): string {
  if (!overlap) return '';
  const { from, until } = overlap;
  const start = civilTimeOf(from, zone);
  if (until === null) return t('year.times', { start, end: '' });
  const endDay = civilDateOf(until, zone);
  const end = civilTimeOf(until, zone);
  const isSameDay = endDay === civilDateOf(from, zone);
  return t('year.times', { start, end: isSameDay ? end : `${FORMATS[language].shortDate(endDay)} ${end}` });
}

function dayWords(day: ConflictDay, wording: Wording): string {
  const date = FORMATS[wording.language].shortDate(day.date);
  const name = causeWords(day, wording);
  return name === '' ? date : wording.t('year.dayNamed', { day: date, name });
}

/** Why a day is worth a word: the holiday's name, the closure's reason, the closed weekday; blank where none is given. */
function causeWords({ holiday, forecast, reason, weekday }: ConflictDay, { t, language }: Wording): string {
  if (!holiday) return weekday ? t('year.closedWeekday') : (reason ?? '');
  const name = nameIn(language, holiday.name, holiday.nameEn);
  return forecast ? t('year.holidayForecast', { name }) : name;
}
