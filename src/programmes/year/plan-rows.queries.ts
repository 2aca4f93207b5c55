import type { EntityManager } from 'typeorm';
import { addDays, type CivilDate } from '../../shared/civil-time.js';
import type {
  PlanCourse,
  PlanOrganization,
  PlanProgramme,
  PlanRows,
  PlanScope,
  PlanSession,
  PlanVenue,
} from './plan-rows.js';

/** Days, both included, in the zones of the sessions. */
export interface DaySpan {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

const SESSION_COLUMNS = `s.id, s.organization_id AS "organizationId", s.programme_id AS "programmeId",
  s.also_for_ids AS "alsoForIds", s.course_id AS "courseId", s.number, s.title, s.topic, s.starts_on AS "startsOn",
  s.start_time AS "startTime", s.ends_on AS "endsOn", s.end_time AS "endTime", s.starts_at AS "startsAt",
  s.ends_at AS "endsAt", s.time_zone AS "timeZone", s.date_text AS "dateText", s.within_from AS "withinFrom",
  s.within_until AS "withinUntil", s.venue_id AS "venueId", s.lecturer, s.status`;
const IN_SCOPE = '(s.organization_id = ANY ($1) OR s.programme_id = ANY ($2))';

/** Dated sessions of the scope that lie on any of these days. */
export function sessionsOn(
  tx: EntityManager,
  scope: PlanScope,
  { from, to }: DaySpan,
): Promise<PlanSession[]> {
  return tx.query(
    `SELECT ${SESSION_COLUMNS} FROM sessions s
     WHERE ${IN_SCOPE} AND s.starts_on <= $4 AND coalesce(s.ends_on, s.starts_on) >= $3
     ORDER BY s.starts_at, s.id`,
    [scope.organizationIds, scope.programmeIds, from, to],
  );
}

/** Sessions of the scope that lie on the days of these ones, themselves included, and on the days beside them. */
export function sessionsAround(
  tx: EntityManager,
  scope: PlanScope,
  sessionIds: readonly string[],
): Promise<PlanSession[]> {
  return tx.query(
    `SELECT ${SESSION_COLUMNS} FROM sessions s
     WHERE ${IN_SCOPE} AND EXISTS (
       SELECT FROM sessions asked WHERE asked.id = ANY ($3) AND asked.organization_id = s.organization_id
         AND s.starts_on <= coalesce(asked.ends_on, asked.starts_on) + 1
         AND coalesce(s.ends_on, s.starts_on) >= asked.starts_on - 1)
     ORDER BY s.starts_at, s.id`,
    [scope.organizationIds, scope.programmeIds, sessionIds],
  );
}

/** Sessions without a date that belong to these days: by the months known of them, else by their course's fiscal year. */
export function undatedSessions(
  tx: EntityManager,
  scope: PlanScope,
  { from, to, fiscalYear }: DaySpan & { readonly fiscalYear: number },
): Promise<PlanSession[]> {
  return tx.query(
    `SELECT ${SESSION_COLUMNS} FROM sessions s JOIN courses c ON c.id = s.course_id
     WHERE ${IN_SCOPE} AND s.date_state = 'undated'
       AND CASE WHEN s.within_from IS NULL THEN c.fiscal_year = $5 ELSE s.within_from <= $4 AND s.within_until >= $3 END
     ORDER BY s.within_from NULLS LAST, s.within_until, c.position, s.number, s.id`,
    [scope.organizationIds, scope.programmeIds, from, to, fiscalYear],
  );
}

/** One day more on either side: a night may meet what is beyond the span. */
export function widened({ from, to }: DaySpan): DaySpan {
  return { from: addDays(from, -1), to: addDays(to, 1) };
}

/** What these sessions name: one query for courses and programmes, one for venues, one for organizations. */
export async function withNames(tx: EntityManager, sessions: readonly PlanSession[]): Promise<PlanRows> {
  const courseIds = [...new Set(sessions.map(({ courseId }) => courseId))];
  type Row = Omit<PlanCourse, 'first'> & {
    readonly firstId: string | null;
    readonly firstStartsAt: Date;
    readonly programme: PlanProgramme;
  };
  const courseRows: Row[] = await tx.query(
    `SELECT c.id, c.title, c.title_en AS "titleEn", c.fiscal_year AS "fiscalYear",
       c.registration_mode AS "registrationMode", c.opens_at AS "opensAt", c.closes_at AS "closesAt",
       first.id AS "firstId", first.starts_at AS "firstStartsAt",
       jsonb_build_object('id', p.id, 'organizationId', p.organization_id, 'slug', p.slug, 'title', p.title,
         'titleEn', p.title_en, 'kind', p.kind) AS programme
     FROM courses c JOIN programmes p ON p.id = c.programme_id
     LEFT JOIN LATERAL (SELECT s.id, s.starts_at FROM sessions s
       WHERE s.course_id = c.id AND s.status = 'scheduled' AND s.starts_at IS NOT NULL
       ORDER BY s.starts_at, s.id LIMIT 1) first ON true
     WHERE c.id = ANY ($1)`,
    [courseIds],
  );
  const courses = courseRows.map(({ firstId, firstStartsAt, ...course }) => ({
    ...course,
    first: firstId === null ? null : { id: firstId, startsAt: firstStartsAt },
  }));
  const venues: PlanVenue[] = await tx.query(
    `SELECT id, name, name_en AS "nameEn", online, closures, closed_on AS "closedOn" FROM venues WHERE id = ANY ($1)`,
    [[...new Set(sessions.flatMap(({ venueId }) => venueId ?? []))]],
  );
  return {
    sessions: byId(sessions),
    courses: byId(courses),
    programmes: byId(courses.map(({ programme }) => programme)),
    venues: byId(venues),
    organizations: byId(
      await organizationsOf(tx, [...new Set(sessions.map(({ organizationId }) => organizationId))]),
    ),
  };
}

/** By their names. */
export function organizationsOf(tx: EntityManager, ids: readonly string[]): Promise<PlanOrganization[]> {
  return tx.query(
    `SELECT id, slug, name, name_en AS "nameEn", time_zone AS "timeZone", year_end_from AS "yearEndFrom",
       year_end_until AS "yearEndUntil", closures
     FROM organizations WHERE id = ANY ($1) ORDER BY name, id`,
    [ids],
  );
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
