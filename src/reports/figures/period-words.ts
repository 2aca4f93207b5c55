import type { Wording } from '../../programmes/plans/plan-words.js';
import type { CivilDate } from '../../shared/civil-time.js';
import { eraFiscalYear } from '../../shared/fiscal-year.js';
import { eraDate } from '../domain/era.js';
import { isEndOfMonth, isOfMonths, type Period } from '../domain/period.js';

/** A period's names. */
export interface PeriodWords {
  /** Both years: 「2024(令和6)年度」「2024(令和6)年度下半期」; of other periods than years and halves as `era`. */
  readonly title: string;
  /** 「令和6年度」「令和元年7月～令和2年3月」「平成29年6月～」. */
  readonly era: string;
  /** 「2024年度」「2019年7月～2020年3月」. */
  readonly western: string;
  /** 「R6年度」「R6下半期」「R元.7～R2.3」. */
  readonly short: string;
  /** 「令和4年2月末時点」; null: as of now. */
  readonly asOf: string | null;
}

/** Names of a period, as towns print them. `asOf`: the day as of which its figures are; null: now. */
export function periodWords(period: Period, asOf: CivilDate | null, wording: Wording): PeriodWords {
  return { ...namesOf(period, wording), asOf: asOf === null ? null : asOfWords(asOf, wording) };
}

function namesOf(period: Period, wording: Wording): Omit<PeriodWords, 'asOf'> {
  const { t } = wording;
  const { kind, from, to, fiscalYear, half } = period;
  if (fiscalYear !== null) {
    const era = eraFiscalYear(fiscalYear).replace(/年度$/, '');
    const given = { era, year: String(fiscalYear), half: half ?? 'none' };
    return {
      title: t('periods.fiscal.title', given),
      era: t('periods.fiscal.era', given),
      western: t('periods.fiscal.western', given),
      short: t('periods.fiscal.short', { ...given, era: shortEraYear(fiscalYear) }),
    };
  }
  if (kind === 'calendar') {
    const [first, last] = [eraDate(from), eraDate(to)];
    const eras = first.name === last.name ? [first] : [first, last];
    const given = {
      era: eras.map(({ name, year }) => t('periods.year', { name, year })).join(t('periods.bothEras')),
      short: eras.map(({ letter, year }) => `${letter}${year}`).join(t('periods.bothEras')),
      year: from.slice(0, 4),
    };
    return {
      title: t('periods.calendar.title', given),
      era: t('periods.calendar.era', given),
      western: t('periods.calendar.western', given),
      short: t('periods.calendar.short', given),
    };
  }
  return kind === 'since' ? sinceNames(from, wording) : rangeNames(period, wording);
}

function sinceNames(from: CivilDate, { t }: Wording): Omit<PeriodWords, 'asOf'> {
  const given = pointOf(from, !from.endsWith('-01'));
  const era = t('periods.since', { point: t('periods.point.era', given) });
  return {
    title: era,
    era,
    western: t('periods.since', { point: t('periods.point.western', given) }),
    short: t('periods.since', { point: t('periods.point.short', given) }),
  };
}

function rangeNames({ from, to }: Period, { t }: Wording): Omit<PeriodWords, 'asOf'> {
  const withDays = !isOfMonths({ from, to });
  const isSameYear = from.slice(0, 4) === to.slice(0, 4) && eraDate(from).name === eraDate(to).name;
  const points = (style: 'era' | 'western' | 'short') => ({
    from: t(`periods.point.${style}`, pointOf(from, withDays)),
    to: t(isSameYear ? `periods.pointOfYear.${style}` : `periods.point.${style}`, pointOf(to, withDays)),
  });
  const words = (style: 'era' | 'western' | 'short') =>
    from.slice(0, 7) === to.slice(0, 7) && !withDays ? points(style).from : t('periods.range', points(style));
  return { title: words('era'), era: words('era'), western: words('western'), short: words('short') };
}

/** 「令和4年2月末時点」, 「令和4年2月15日時点」. */
function asOfWords(day: CivilDate, { t }: Wording): string {
  const style = isEndOfMonth(day) ? 'monthEnd' : 'era';
  return t('periods.asOf', { point: t(`periods.point.${style}`, pointOf(day, true)) });
}

function pointOf(date: CivilDate, withDay: boolean) {
  const { name, letter, year, month, day } = eraDate(date);
  return {
    name,
    letter,
    eraYear: year,
    year: date.slice(0, 4),
    month: String(month),
    isoMonth: date.slice(0, 7),
    iso: date,
    day: withDay ? String(day) : 'none',
  };
}

function shortEraYear(fiscalYear: number): string {
  const [, name = '', year = ''] = /^(..)(.+)年度$/.exec(eraFiscalYear(fiscalYear)) ?? [];
  return `${({ 令和: 'R', 平成: 'H', 昭和: 'S' } as Record<string, string>)[name] ?? name}${year}`;
}
