import type { Language, Translate } from '../../platform/views/messages.js';
import { eraFiscalYear, type FiscalYear } from '../../shared/fiscal-year.js';
import type { Plan } from '../domain/plan.js';

/** What words of a plan need: a catalogue, and the language it is in. */
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
  const number = t(`plans.figure.${qualifier}`, { value: planned, max: plannedMax ?? planned, unit });
  const saysMore = language === 'ja' && text !== null && bare(text) !== bare(number);
  return saysMore ? text : number;
}

/** Both names of a fiscal year: 「令和7（2025）年度」. */
export function fiscalYearWords(year: FiscalYear, { t }: Wording): string {
  return t('plans.fiscalYear', { era: eraFiscalYear(year).replace(/年度$/, ''), year: String(year) });
}

/** Without the spaces and commas that the same words are written with or without. */
function bare(text: string): string {
  return text.normalize('NFKC').replace(/[\s,]/g, '');
}
