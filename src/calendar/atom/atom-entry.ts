import { FORMATS } from '../../platform/views/formats.js';
import { withLanguage } from '../../platform/views/views.js';
import { knownPeriod } from '../../programmes/domain/within.js';
import { descriptionOf, inLanguage, type Wording } from '../../registrations/entries/description.js';
import type { EventRow } from '../../registrations/entries/event-row.js';
import { publicEvent } from '../../registrations/entries/session-event.js';
import { asCompared } from '../../shared/compared.js';
import type { AtomEntry } from './atom.js';
import type { NewsRow } from './atom.queries.js';

/** A session as news: the words of its calendar entry, with when and where before them. Its id is that of the session. */
export function newsEntry(row: NewsRow, wording: Wording): AtomEntry {
  const { language, publicUrl, t } = wording;
  const url = (path: string) => `${publicUrl}${withLanguage(path, language)}`;
  // Of an undated one only words are taken, and they do not look at the day.
  const dated: EventRow = { ...row, startsOn: row.startsOn ?? '' };
  const { summary: title, location } = publicEvent(dated, wording);
  return {
    id: `urn:uuid:${row.id}`,
    title: newsTitle(row, title, wording),
    url: url(`/sessions/${row.id}`),
    updated: row.changedAt,
    summary: [
      t('machines.when', { value: whenOf(row, wording) }),
      ...(location === null ? [] : [t('machines.where', { value: location })]),
      // Where the day is not known, it goes without saying that the time is not.
      ...descriptionOf(dated, wording).filter(
        (line) => row.startsOn !== null || line !== t('calendar.timeUnknown'),
      ),
    ],
    author: {
      name: inLanguage(language, row.organizationName, row.organizationNameEn),
      url: url(`/programmes?organization=${encodeURIComponent(row.organizationSlug)}`),
    },
    categories: [{ term: row.kind, label: t(`words.kind.${row.kind}`) }],
  };
}

/** What happened to it, before its title (【中止】 stands there already), and its day: in a list of news many have one title. */
function newsTitle(row: NewsRow, title: string, { t, language }: Wording): string {
  const { status, startsOn, previousStarts } = row;
  const day = startsOn === null ? null : FORMATS[language].shortDate(startsOn);
  const dated = day === null ? title : t('machines.titleAndDay', { title, day });
  if (status === 'cancelled' || previousStarts.length === 0) return dated;
  return t(day === null ? 'machines.postponed' : 'machines.moved', { title: dated });
}

function whenOf(row: NewsRow, wording: Wording): string {
  const { startsOn, endsOn, startTime, endTime } = row;
  const { t, language } = wording;
  const format = FORMATS[language];
  if (startsOn === null) return knownDate(row, wording);
  const first = format.date(startsOn);
  const day =
    endsOn && endsOn !== startsOn ? t('machines.days', { first, last: format.date(endsOn) }) : first;
  if (startTime === null) return day;
  return t('machines.dayAndTime', { day, time: format.timeRange(startTime, endTime) });
}

/** What is known of the date of an undated session: its months, and the source's own words where they say more. */
function knownDate(row: NewsRow, wording: Wording): string {
  const known = knownMonths(row, wording);
  const { dateText } = row;
  return dateText && !asCompared(known).includes(asCompared(dateText)) ? `${known} ${dateText}` : known;
}

function knownMonths({ withinFrom, withinUntil }: NewsRow, { t, language }: Wording): string {
  const { month, fiscalYear } = FORMATS[language];
  if (!withinFrom || !withinUntil) return t('public.undated');
  const period = knownPeriod({ from: withinFrom, until: withinUntil });
  if (period.kind === 'month') return t('public.within.month', { month: month(withinFrom) });
  if (period.kind === 'months') {
    return t('public.within.months', { from: month(withinFrom), until: month(withinUntil) });
  }
  const begins = period.fiscalYear;
  return t(`public.within.${period.kind}`, {
    year: fiscalYear(begins),
    begins: String(begins),
    ends: String(begins + 1),
  });
}
