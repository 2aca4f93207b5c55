import { planWords, type Wording } from '../programmes/plans/plan-words.js';
import { circledEraYear } from '../shared/fiscal-year.js';
import { type PastYear, pastYears } from './domain/council-line.js';
import type { Figure, YearRow } from './domain/plan-and-actual.js';
import type { Sum } from './reports.service.js';

/**
 * The one line of a council paper: this year's plan, and in parentheses what the two years before were, each under the
 * circled number of its era year: 「12回程度（②3回／延べ17人参加）」. Without a plan the years before stand alone, without
 * parentheses: 「②3回／延べ17人参加」; the dash is for a programme of which neither is known.
 */
export function councilLine(year: YearRow, before: readonly YearRow[], wording: Wording): string {
  const { t } = wording;
  const plan = planWords(year.plan, wording);
  const actuals = pastYears(before)
    .map((past) => pastWords(past, wording))
    .join(t('reports.line.separator'));
  if (plan !== null && actuals !== '') return t('reports.line.whole', { plan, actuals });
  return plan ?? (actuals || t('reports.line.noPlan'));
}

/** What stands in a cell: the number, or the word for its absence. */
export function figureWords(figure: Figure, { t }: Wording): string {
  return figure.value === null
    ? t(`reports.state.${figure.state}`)
    : t('reports.figure', { value: figure.value });
}

function pastWords({ fiscalYear, held, people }: PastYear, { t, language }: Wording): string {
  const year = language === 'ja' ? circledEraYear(fiscalYear) : String(fiscalYear);
  const parts = [
    ...(held
      ? [
          t(`plans.figure.${held.approximate ? 'about' : 'exact'}`, {
            value: held.value,
            max: 0,
            unit: held.unit,
          }),
        ]
      : []),
    ...(people
      ? [
          t(`reports.line.${people.cumulative ? 'cumulative' : 'single'}`, { people: people.value }) +
            (people.partial ? t('reports.line.partial') : ''),
        ]
      : []),
  ];
  return t('reports.line.past', { year, figures: parts.join(t('reports.line.slash')) });
}

/** What is to be said of a plan that was approved and has changed since: 「計画は承認時のもの。現在は15回」; null: nothing. */
export function baselineWords({ planNow }: YearRow, wording: Wording): string | null {
  if (!planNow) return null;
  const words = planWords(planNow, wording) ?? wording.t('reports.line.noPlan');
  return wording.t('reports.baselineNote', { plan: words });
}

/** 「開催12回、延べ34人、実20人」, and what the town reported besides. */
export function sumWords({ counted, reported }: Sum, wording: Wording): string {
  const { t } = wording;
  const words = t('reports.sum', {
    held: counted.held.value === null ? figureWords(counted.held, wording) : String(counted.held.value),
    attendances: figureWords(counted.attendances, wording),
    unique: figureWords(counted.uniquePeople, wording),
  });
  if (!reported) return words;
  const { programmes, held, attendances } = reported;
  const figure = (value: number | null) => figureWords({ value, state: 'unrecorded' }, wording);
  const told = { programmes, held: figure(held), attendances: figure(attendances) };
  return `${words} ${t('reports.sumReported', told)}`;
}
