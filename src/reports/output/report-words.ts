import { planWords, type Wording } from '../../programmes/plans/plan-words.js';
import type { YearRow } from '../domain/plan-and-actual.js';

/** What is to be said of a plan that was approved and has changed since: 「計画は承認時のもの。現在は15回」; null: nothing. */
export function baselineWords({ planNow }: YearRow, wording: Wording): string | null {
  if (!planNow) return null;
  const words = planWords(planNow, wording) ?? wording.t('reports.line.noPlan');
  return wording.t('reports.baselineNote', { plan: words });
}
