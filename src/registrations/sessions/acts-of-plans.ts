import type { StaffAct } from '../../organizations/audit/audit.js';
import type { YearPlan } from '../../programmes/import/year-plan.js';
import type { HostRecord, SessionRecord } from '../../programmes/import/year-records.js';
import { recordedChange } from '../domain/session-change.js';

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

/**
 * What the audit log keeps of programmes whose hosts an import changed: a host's rights open participants' data to another
 * organization's staff. Programmes that the import makes are in its own entry.
 */
export function actsOnHosts({ hosts, programmes, year }: YearPlan, actor: string): StaffAct[] {
  const isNew = new Set(programmes.created.map(({ row }) => row.id));
  const was = [...hosts.missing.map(({ row }) => row), ...hosts.changed.map(({ before }) => before)];
  const becomes = [...hosts.created, ...hosts.changed.map(({ wanted }) => wanted)].map(({ row }) => row);
  const ids = [...new Set([...was, ...becomes].map(({ programmeId }) => programmeId))];
  const of = (rows: readonly HostRecord[], id: string) =>
    rows
      .filter(({ programmeId }) => programmeId === id)
      .map(({ role, name, hostOrganizationId, rights }) => ({ role, name, hostOrganizationId, rights }));
  return ids
    .filter((id) => !isNew.has(id))
    .map((subjectId) => ({
      organizationId: year.organization.row.id,
      actor,
      action: 'programme.changed',
      subjectId,
      before: { hosts: of(was, subjectId) },
      after: { hosts: of(becomes, subjectId) },
    }));
}
