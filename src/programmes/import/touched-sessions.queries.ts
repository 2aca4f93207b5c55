import type { EntityManager } from 'typeorm';

/**
 * Sessions show what is not theirs: names of their organization and venue, words of their programme, how and when one
 * registers for their course. Where one of those changed, the calendar entry changed too and must say so (RFC 5545
 * §3.8.7.4), or subscribed calendars keep the old one.
 * @returns how many sessions were touched
 */
export async function touchSessions(
  tx: EntityManager,
  changed: {
    readonly organizationIds: readonly string[];
    readonly programmeIds: readonly string[];
    readonly courseIds: readonly string[];
    readonly venueIds: readonly string[];
    /** Programmes that stand elsewhere among the others than before: entries name those that a session serves too in their order. */
    readonly reorderedProgrammeIds?: readonly string[];
    readonly exceptIds: readonly string[];
    readonly now: Date;
  },
): Promise<number> {
  const { organizationIds, programmeIds, courseIds, venueIds, exceptIds, now } = changed;
  const { reorderedProgrammeIds = [] } = changed;
  const parents = [organizationIds, programmeIds, courseIds, venueIds, reorderedProgrammeIds];
  if (parents.every((ids) => ids.length === 0)) return 0;
  const [, count] = await tx.query(
    `UPDATE sessions SET sequence = sequence + 1, changed_at = $6
     WHERE (organization_id = ANY($1::uuid[]) OR programme_id = ANY($2::uuid[]) OR course_id = ANY($3::uuid[])
       OR venue_id = ANY($4::uuid[]) OR also_for_ids && $2::uuid[]
       OR (cardinality(also_for_ids) > 1 AND also_for_ids && $7::uuid[])) AND id <> ALL($5::uuid[])`,
    [organizationIds, programmeIds, courseIds, venueIds, exceptIds, now, reorderedProgrammeIds],
  );
  return count;
}
