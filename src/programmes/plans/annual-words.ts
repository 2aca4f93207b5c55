import type { Formats } from '../../platform/views/formats.js';
import type { CivilDate } from '../../shared/civil-time.js';
import type { AnnualEntry, AnnualHabit, AnnualTimes } from '../domain/annual-table.js';
import { knownPeriod } from '../domain/within.js';
import type { Wording } from './plan-words.js';

/** A Monday: from it the names of the weekdays are counted. */
const MONDAY = 5;

/** Words of the annual table: short ones, for narrow columns. */
export function annualWords({ t }: Wording, format: Formats) {
  const comma = t('annual.comma');

  const times = (values: readonly AnnualTimes[]) =>
    values.map(({ start, end }) =>
      start === null ? t('annual.timeUnknown') : `${start}${t('annual.between')}${end ?? ''}`,
    );

  /** Dates of an entry: 「4月19日（土）・26日（土）」, or what is known in their stead. */
  const dates = ({ dates: known, session }: AnnualEntry): string => {
    if (known.length === 0) return undated(session);
    return known
      .map(({ date, until }, index) => {
        const from = index === 0 ? format.shortDate(date) : day(date);
        return until && until !== date ? `${from}${t('annual.betweenDays')}${format.shortDate(until)}` : from;
      })
      .join(t('annual.dot'));
  };

  /** The same within a month's own column: 「19日（土）」. */
  const days = ({ dates: known, session }: AnnualEntry): string[] => {
    if (known.length === 0) return [session.dateText ?? t('annual.dayUnknown')];
    return known.map(({ date, until }) => {
      if (!until || until === date) return day(date);
      const end = until.slice(0, 7) === date.slice(0, 7) ? day(until) : format.shortDate(until);
      return `${day(date)}${t('annual.betweenDays')}${end}`;
    });
  };

  const day = (date: CivilDate) =>
    t('annual.day', { day: Number(date.slice(8)), weekday: format.weekday(date) });

  const undated = ({ within, dateText }: AnnualEntry['session']): string => {
    if (!within) return dateText ?? t('annual.undated');
    const period = knownPeriod(within);
    const month = (text: string) => format.month(`${text}-01`);
    const named =
      'fiscalYear' in period
        ? t(`annual.within.${period.kind}`)
        : period.kind === 'month'
          ? month(period.month)
          : t('annual.within.months', { from: month(period.from), until: month(period.until) });
    return dateText ? `${named} ${dateText}` : named;
  };

  /** 「第1・2回」; empty where nothing is numbered. */
  const numbers = ({ numbers: known }: AnnualEntry): string =>
    known.length === 0 ? '' : t('annual.number', { number: known.join(t('annual.dot')) });

  /** 「月・水曜日 10:00～12:00」 */
  const slots = ({ slots: known }: AnnualHabit): string[] =>
    known.map(({ weekdays, times: hours }) => {
      const names = weekdays.map((one) =>
        format.weekday(`2026-01-${String(MONDAY + one - 1).padStart(2, '0')}`),
      );
      return `${t('annual.habit', { weekdays: names.join(t('annual.dot')) })} ${times(hours).join(comma)}`;
    });

  return { times, dates, days, numbers, slots };
}
