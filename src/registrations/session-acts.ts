import type { StaffAct } from '../organizations/audit.js';
import type { SessionRecord } from '../programmes/import/year-records.js';
import { recordedChange } from './domain/session-change.js';

/** What the audit log keeps of sessions that an act on a whole course or year changed: who, and each before and after. */
export function actsOn(
  changes: readonly { readonly before: SessionRecord; readonly after: SessionRecord }[],
  actor: string,
): StaffAct[] {
  return changes.flatMap(({ before, after }) => {
    const recorded = recordedChange(before, after);
    const { id: subjectId, organizationId } = after;
    return recorded ? [{ organizationId, actor, subjectId, ...recorded }] : [];
  });
}
