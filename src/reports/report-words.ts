import type { Language, Translate } from '../platform/views/messages.js';
import { circledEraYear, eraFiscalYear, type FiscalYear } from '../shared/fiscal-year.js';
import { type PastYear, pastYears } from './domain/council-line.js';
import type { Figure, Plan, YearRow } from './domain/plan-and-actual.js';

/** What the words of a report need: a catalogue, and the language it is in. */
export interface Wording {
  readonly t: Translate;
  readonly language: Language;
}

/**
 * The plan as towns write it: 「12回程度」「30回以上」「2～3回」. The town's own words stand in its place where they say more
 * than the number (「年3回程度」), not where they only space it differently, and not in a language that is not theirs. Null
 * where there is neither.
 */
export function planWords(plan: Plan | null, { t, language }: Wording): string | null {
  if (!plan) return null;
  const { planned, plannedMax, qualifier, unit, text } = plan;
  if (planned === null) return text;
  const number = t(`reports.plan.${qualifier}`, { value: planned, max: plannedMax ?? planned, unit });
  const saysMore = language === 'ja' && text !== null && bare(text) !== bare(number);
  return saysMore ? text : number;
}

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

/** Both names of a fiscal year: 「令和7（2025）年度」. */
export function fiscalYearWords(year: FiscalYear, { t }: Wording): string {
  return t('reports.fiscalYear', { era: eraFiscalYear(year).replace(/年度$/, ''), year: String(year) });
}

function pastWords({ fiscalYear, held, people }: PastYear, { t, language }: Wording): string {
  const year = language === 'ja' ? circledEraYear(fiscalYear) : String(fiscalYear);
  const parts = [
    ...(held
      ? [
          t(`reports.plan.${held.approximate ? 'about' : 'exact'}`, {
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

/** Without the spaces and commas that the same words are written with or without. */
function bare(text: string): string {
  return text.normalize('NFKC').replace(/[\s,]/g, '');
}
