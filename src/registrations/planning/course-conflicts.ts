import type { PlanDraft } from '../../programmes/year/plan-draft.js';
import type { PlanSession } from '../../programmes/year/plan-rows.js';
import type { CoursePlan } from './course-plan.js';
import type { Town } from './town.queries.js';

/**
 * The course's sessions to come as they would be after saving, to be held against the rest of the year. What staff must
 * decide on first stays as it is.
 */
export function planDraftOf({ parts, stored, sessions }: CoursePlan, town: Town, now: Date): PlanDraft {
  const changed = new Map(sessions.changed.map(({ wanted }) => [wanted.row.id, wanted.row]));
  const gone = sessions.removed.map(({ row }) => row.id);
  const rows = [
    ...stored.filter(({ row }) => !gone.includes(row.id)).map(({ row }) => changed.get(row.id) ?? row),
    ...sessions.created.map(({ row }) => row),
  ];
  const course = parts.course.row;
  return {
    organizationId: town.organization.id,
    sessions: rows.filter(({ startsAt }) => startsAt === null || startsAt > now) as PlanSession[],
    gone,
    courses: [course],
    programmes: [town.programme],
    venues: town.venues,
    organization: town.organization,
  };
}
