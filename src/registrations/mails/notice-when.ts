import { FORMATS } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import { knownPeriod } from '../../programmes/domain/within.js';
import { civilDateOf, civilTimeOf, shortTime } from '../../shared/civil-time.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import type { FormerSession, NoticeRegistration } from './notice.js';

type CivilWhen = Pick<FormerSession, 'startsOn' | 'endsOn' | 'startTime' | 'endTime'> & Undated;
type Undated = Pick<FormerSession, 'dateText' | 'withinFrom' | 'withinUntil'>;
type Reader = Pick<NoticeRegistration, 'language' | 'discreet'>;

/** When a session is, in the reader's words: as much of it as is known. */
export function whenOf(
  { startsOn, endsOn, startTime, endTime, ...known }: CivilWhen,
  t: Translate,
  reader: Reader,
) {
  if (startsOn === null) return undatedWords(known, t, reader);
  const format = FORMATS[reader.language];
  const day = format.date(startsOn);
  const days = endsOn && endsOn !== startsOn ? t('mail.days', { from: day, to: format.date(endsOn) }) : day;
  const time = startTime
    ? format.timeRange(shortTime(startTime), endTime ? shortTime(endTime) : null)
    : t('mail.timeUnknown');
  return t('mail.when', { days, time });
}

/** When it begins, in a few words: for a subject. */
export function startOf(when: CivilWhen, t: Translate, reader: Reader): string {
  if (when.startsOn === null) return undatedWords(when, t, reader);
  const { shortDate, time } = FORMATS[reader.language];
  const day = shortDate(when.startsOn);
  return when.startTime ? t('mail.start', { day, time: time(shortTime(when.startTime)) }) : day;
}

/** What is known of a date: the town's own words, except where those might give away what it is about; else its months. */
function undatedWords({ dateText, withinFrom, withinUntil }: Undated, t: Translate, reader: Reader): string {
  if (dateText && !reader.discreet) return dateText;
  if (!withinFrom || !withinUntil) return t('mail.undated');
  const { month } = FORMATS[reader.language];
  const period = knownPeriod({ from: withinFrom, until: withinUntil });
  switch (period.kind) {
    case 'month':
      return t('mail.within.month', { month: month(`${period.month}-01`) });
    case 'months':
      return t('mail.within.months', {
        from: month(`${period.from}-01`),
        until: month(`${period.until}-01`),
      });
    default:
      return t(`mail.within.${period.kind}`, {
        year: reader.language === 'ja' ? eraFiscalYear(period.fiscalYear) : String(period.fiscalYear),
        next: String(period.fiscalYear + 1),
      });
  }
}

/**
 * Until when an answer is wanted, in the reader's language and on the clocks of `timeZone`: 11月24日（火）午後8時. At midnight it
 * is the end of the day before, so its date alone.
 */
export function deadlineOf(
  instant: Date,
  t: Translate,
  { language, timeZone }: Pick<NoticeRegistration, 'language' | 'timeZone'>,
): string {
  const { shortDate, time } = FORMATS[language];
  const clock = civilTimeOf(instant, timeZone);
  if (clock === '00:00') return shortDate(civilDateOf(new Date(instant.getTime() - 1), timeZone));
  return t('mail.deadline', { day: shortDate(civilDateOf(instant, timeZone)), time: time(clock) });
}
