/** Organizations with a programme that the reader may look at. $1 ids of their own, $2 ids of programmes they co-host. */
export const PLAN_ORGANIZATIONS = `
  SELECT id, slug, name, name_en AS "nameEn", contact_name AS "contactName"
    FROM organizations o
   WHERE id = ANY ($1) OR EXISTS (SELECT FROM programmes p WHERE p.organization_id = o.id AND p.id = ANY ($2))
   ORDER BY id <> ALL ($1), name, id`;

const PLAN = (plan: string) => `CASE WHEN ${plan}.programme_id IS NOT NULL THEN jsonb_build_object(
    'planned', ${plan}.planned, 'plannedMax', ${plan}.planned_max, 'qualifier', ${plan}.qualifier, 'unit', ${plan}.unit,
    'status', ${plan}.status, 'reason', ${plan}.reason, 'text', ${plan}.text) END`;

/**
 * One row for every programme: its plan, the plan and result of the year before. A programme that has ended is left out
 * unless it has a plan. $1 organization, $2 fiscal year, $3 ids of the programmes to which the reader is limited, or null.
 */
export const PLAN_ROWS = `
  SELECT p.id, p.slug, p.title, p.title_en AS "titleEn", p.kind, p.status, p.part_of_id AS "partOfId",
         ${PLAN('plan')} AS plan, plan.baseline, plan.approved_at AS "approvedAt",
         coalesce(m.name, t.label) AS "approvedBy", ${PLAN('last')} AS "lastPlan",
         CASE WHEN told.programme_id IS NOT NULL THEN jsonb_build_object(
           'held', told.held, 'approximate', told.approximate, 'unit', told.unit, 'attendances', told.attendances)
         END AS reported
    FROM programmes p
    LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = $2
    LEFT JOIN fiscal_year_plans last ON last.programme_id = p.id AND last.fiscal_year = $2 - 1
    LEFT JOIN reported_results told ON told.programme_id = p.id AND told.fiscal_year = $2 - 1
    LEFT JOIN staff_members m ON plan.approved_by = 'staff:' || m.id
    LEFT JOIN api_tokens t ON plan.approved_by = 'token:' || t.id
   WHERE p.organization_id = $1 AND ($3::uuid[] IS NULL OR p.id = ANY ($3))
     AND (p.status <> 'ended' OR plan.programme_id IS NOT NULL)
   ORDER BY p.position, p.title, p.id`;

/**
 * Sessions of the year $2 and the one before, in groups that serve the same programmes. One without a date belongs to the
 * year of the months that are known of it, else to its course's. $1 organization, $3 now.
 */
export const SESSION_GROUPS = `
  SELECT served."programmeIds", y.fiscal_year AS "fiscalYear",
         count(*) FILTER (WHERE s.status = 'scheduled' AND s.starts_on IS NOT NULL)::int AS dated,
         count(*) FILTER (WHERE s.status = 'scheduled' AND s.starts_on IS NULL)::int AS undated,
         count(*) FILTER (WHERE s.status = 'cancelled')::int AS cancelled,
         count(*) FILTER (WHERE s.status = 'scheduled' AND s.ends_at <= $3)::int AS held
    FROM sessions s
    JOIN courses c ON c.id = s.course_id
   CROSS JOIN LATERAL (
     SELECT array_agg(DISTINCT id ORDER BY id) AS "programmeIds"
       FROM unnest(s.also_for_ids || s.programme_id) AS id) served
   CROSS JOIN LATERAL (
     SELECT coalesce(extract(year FROM coalesce(s.starts_on, s.within_from) - interval '3 months')::int,
                     c.fiscal_year) AS fiscal_year) y
   WHERE s.organization_id = $1 AND y.fiscal_year IN ($2, $2 - 1)
   GROUP BY served."programmeIds", y.fiscal_year`;
