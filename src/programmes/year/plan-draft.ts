import type {
  PlanCourse,
  PlanOrganization,
  PlanProgramme,
  PlanRows,
  PlanSession,
  PlanVenue,
} from './plan-rows.js';

/** Sessions of one organization that are to be stored, and what else would then be different. */
export interface PlanDraft {
  readonly organizationId: string;
  /** As they would be; those with the id of a stored session stand in its place. */
  readonly sessions: readonly PlanSession[];
  /** Ids of stored sessions that would be gone. */
  readonly gone?: readonly string[];
  /** New or changed rows that the sessions name; whatever is not here is read as it is stored. */
  readonly courses?: readonly PlanCourse[];
  readonly programmes?: readonly PlanProgramme[];
  readonly venues?: readonly PlanVenue[];
  readonly organization?: PlanOrganization;
}

/** The plan as it would be. @param rows everything that stored and drafted sessions name, as stored */
export function withDraft(rows: PlanRows, stored: readonly PlanSession[], draft: PlanDraft): PlanRows {
  const replaced = new Set([...draft.sessions.map(({ id }) => id), ...(draft.gone ?? [])]);
  const courses = overlaid([...rows.courses.values()], draft.courses);
  const drafted = Map.groupBy(draft.sessions, ({ courseId }) => courseId);
  for (const [courseId, own] of drafted) {
    const course = courses.get(courseId);
    const before = rows.courses.get(courseId)?.first;
    const untouched = before && !replaced.has(before.id) ? [before] : [];
    if (course) courses.set(courseId, { ...course, first: firstOf([...untouched, ...own]) });
  }
  return {
    sessions: overlaid(
      stored.filter(({ id }) => !replaced.has(id)),
      draft.sessions,
    ),
    courses,
    programmes: overlaid([...rows.programmes.values()], draft.programmes),
    venues: overlaid([...rows.venues.values()], draft.venues),
    organizations: overlaid([...rows.organizations.values()], draft.organization ? [draft.organization] : []),
  };
}

function firstOf(
  sessions: readonly (Pick<PlanSession, 'id' | 'startsAt'> & { status?: string })[],
): PlanCourse['first'] {
  const [first] = sessions
    .flatMap(({ id, startsAt, status }) => (startsAt && status !== 'cancelled' ? [{ id, startsAt }] : []))
    .sort((a, b) => Number(a.startsAt) - Number(b.startsAt) || (a.id < b.id ? -1 : 1));
  return first ?? null;
}

function overlaid<Row extends { readonly id: string }>(
  stored: readonly Row[],
  drafted: readonly Row[] = [],
): Map<string, Row> {
  return new Map([...stored, ...drafted].map((row) => [row.id, row]));
}
