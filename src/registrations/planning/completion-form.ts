import type { FormValues } from '../../platform/http/edited-form.js';
import type { FileCompletion } from '../../programmes/domain/counting-file.js';
import type { Fault } from '../../shared/domain-error.js';
import { numberIn } from './form-rows.js';

/** How one completes a course: not at all, by so many sessions, by all that are held. */
export const COMPLETION_RULES = ['', 'atLeast', 'all'] as const;

/** The rule as flat fields of the form; no rule: none. */
export function completionFields(completion: FileCompletion | undefined): Record<string, string> {
  if (completion === undefined) return {};
  const { atLeast } = completion;
  if (atLeast === 'all') return { completionRule: 'all' };
  return { completionRule: 'atLeast', completionSessions: String(atLeast) };
}

/** What the form says of it. A number without the rule that it belongs to is a slip: nothing typed is passed over in silence. */
export function completionIn(values: FormValues, faults: Fault[]): FileCompletion | undefined {
  const sessions = numberIn(values.completionSessions);
  if (values.completionRule === 'atLeast') {
    if (sessions !== undefined) return { atLeast: sessions };
    faults.push({ field: 'completionSessions', code: 'planning.blank' });
    return undefined;
  }
  if (sessions !== undefined)
    faults.push({ field: 'completionRule', code: 'planning.completion_number_unused' });
  return values.completionRule === 'all' ? { atLeast: 'all' } : undefined;
}
