import type { Translate } from '../../platform/views/messages.js';

/** Groups of boxes that are one field to the reader. */
const GROUPS: ReadonlySet<string> = new Set(['weekly', 'monthly', 'months']);
/** Words of field names that say nothing to the reader. */
const SILENT: ReadonlySet<string> = new Set(['except', 'programme']);

/** What the form calls a field: `rule.0.slots.1.end` is 「規則1 枠2 終わり」. */
export function fieldLabel(field: string, t: Translate): string {
  const words: string[] = [];
  for (const step of field.split('.')) {
    if (/^\d+$/.test(step)) words.push(String(Number(step) + 1));
    else if (!SILENT.has(step)) words.push(t(`planning.field.${step}`));
    if (GROUPS.has(step)) break;
  }
  return t('planning.fieldPath', { path: words.join(' ') });
}
