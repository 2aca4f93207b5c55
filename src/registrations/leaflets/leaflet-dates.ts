import type { Language } from '../../platform/views/messages.js';
import type { Wording } from '../public/registering-act.js';
import type { SessionView } from '../sessions/session-view.js';
import type { DateRow, Said } from './domain/leaflet.js';

export interface LeafletDates {
  readonly rows: readonly DateRow[];
  /** What holds for all: the time, what is not fixed yet. */
  readonly lines: readonly Said[];
}

/** The dates of sessions that are not cancelled, in their order; one time that all have is said once. */
export function leafletDates(sessions: readonly SessionView[], wording: Wording): LeafletDates {
  const dated = sessions.filter(({ startsOn }) => startsOn !== null);
  const undated = sessions.filter(({ startsOn }) => startsOn === null);
  const times = new Set(dated.map((session) => timeOf(session, wording)));
  const [only] = times;
  const isOneTime = times.size === 1 && dated.length > 1 && only !== undefined;
  const hasVenues = new Set(dated.map(({ venue }) => venue && venueKey(venue))).size > 1;
  const rows = dated.map((session, index) => ({
    day: dayOf(session, dated[index - 1], wording),
    time: isOneTime ? null : timeOf(session, wording),
    about: aboutOf(session, hasVenues, wording),
  }));
  return {
    rows,
    lines: [
      ...(isOneTime ? [{ text: only, lang: wording.language }] : []),
      ...undatedLines(undated, dated.length > 0, wording),
    ],
  };
}

/** With its year where that is not the year of the date before. */
function dayOf(session: SessionView, before: SessionView | undefined, { t, format }: Wording): string {
  const { startsOn, endsOn } = session as { startsOn: string; endsOn: string | null };
  const isSameYear = before?.startsOn?.slice(0, 4) === startsOn.slice(0, 4);
  const first = isSameYear ? format.shortDate(startsOn) : format.date(startsOn);
  return endsOn && endsOn !== startsOn ? `${first}${t('public.until')}${format.shortDate(endsOn)}` : first;
}

function timeOf({ startTime, endTime }: SessionView, { t, format }: Wording): string {
  return startTime ? format.timeRange(startTime, endTime) : t('public.timeUnknown');
}

function aboutOf(
  { number, title, topic, lecturer, venue }: SessionView,
  hasVenues: boolean,
  { t, language }: Wording,
): Said | null {
  const words = [
    ...(number === null ? [] : [t('public.number', { number })]),
    ...[title, topic, lecturer].filter((one) => one !== null),
    ...(hasVenues ? [t('leaflets.at', { venue: placeOf(venue, { t, language }) })] : []),
  ];
  if (words.length === 0) return null;
  return { text: words.join(' '), lang: title || topic || lecturer ? 'ja' : language };
}

function placeOf(venue: SessionView['venue'], { t, language }: Pick<Wording, 't' | 'language'>): string {
  return venue ? inLanguage(venue.name, venue.nameEn, language) : t('public.venueUnknown');
}

/** By which venues are told apart: two halls of one name in two places are two. */
export function venueKey({ name, address, building }: NonNullable<SessionView['venue']>): string {
  return JSON.stringify([name, address, building]);
}

/** 日程は後日: what is known of their months, each said once with how many it is said of. */
function undatedLines(sessions: readonly SessionView[], hasDated: boolean, wording: Wording): Said[] {
  const { t, language } = wording;
  const counted = Map.groupBy(sessions, (session) => knownOf(session, wording));
  return [...counted].map(([known, group]) => ({
    text: hasDated || group.length > 1 ? t('leaflets.undated', { known, count: group.length }) : known,
    lang: language,
  }));
}

function knownOf({ within, dateText }: SessionView, { t, format }: Wording): string {
  const own = dateText ? ` ${dateText}` : '';
  if (!within) return `${t('public.undated')}${own}`;
  const { kind, from, until } = within;
  if (kind === 'month') return t('public.within.month', { month: format.month(from) });
  if (kind === 'months')
    return t('public.within.months', { from: format.month(from), until: format.month(until) });
  return t(`public.within.${kind}`, { year: format.fiscalYear(Number(from.slice(0, 4))) });
}

/** A name in the language where it has one in it. */
export function inLanguage(japanese: string, english: string | null, language: Language): string {
  return language === 'en' && english ? english : japanese;
}
