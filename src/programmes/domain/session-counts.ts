/** How many sessions of a fiscal year serve exactly these programmes; a session of two programmes is in one group. */
export interface SessionGroup {
  readonly programmeIds: readonly string[];
  readonly fiscalYear: number;
  readonly dated: number;
  /** Not cancelled, and without a date so far. */
  readonly undated: number;
  readonly cancelled: number;
  /** Of the dated ones, those that are over. */
  readonly held: number;
}

export type SessionCounts = Pick<SessionGroup, 'dated' | 'undated' | 'cancelled' | 'held'>;

/** The sessions of the year that serve any of the programmes, each counted once however many of them it serves. */
export function countSessions(
  groups: readonly SessionGroup[],
  programmes: ReadonlySet<string>,
  fiscalYear: number,
): SessionCounts {
  const sum = { dated: 0, undated: 0, cancelled: 0, held: 0 };
  for (const group of groups) {
    if (group.fiscalYear !== fiscalYear || !group.programmeIds.some((id) => programmes.has(id))) continue;
    for (const name of ['dated', 'undated', 'cancelled', 'held'] as const) sum[name] += group[name];
  }
  return sum;
}
