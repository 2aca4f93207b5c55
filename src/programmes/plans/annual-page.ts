import { FORMATS } from '../../platform/views/formats.js';
import type { PageContext, Views } from '../../platform/views/views.js';
import type { Plan } from '../domain/plan.js';
import type { AnnualTable } from './annual-tables.js';
import { annualWords } from './annual-words.js';
import { fiscalYearWords, planWords, type Wording } from './plan-words.js';

/** The annual table as a page: `template` frames it for staff or for everyone. */
export function annualPage(
  views: Views,
  template: string,
  context: PageContext,
  table: AnnualTable,
  data: Readonly<Record<string, unknown>> = {},
): string {
  const wording: Wording = { t: views.translator(context.language), language: context.language };
  return views.page(template, context, {
    ...table,
    ...data,
    wordsOf: {
      ...annualWords(wording, FORMATS[context.language]),
      year: (year: number) => fiscalYearWords(year, wording),
      plan: (plan: Plan | null) => planWords(plan, wording),
    },
  });
}
