import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Plan } from '../../programmes/domain/plan.js';
import type { StaffScope } from '../../programmes/programme-access.js';

/** At most so many lines of a sort: the rest is counted. */
const MOST = 20;

/** A plan for whose sessions there are not dates enough. */
export interface PlanShort {
  readonly programmeId: string;
  readonly slug: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly organization: string;
  readonly organizationSlug: string;
  readonly fiscalYear: number;
  readonly plan: Plan;
  /** Sessions of the year with a date, of the programme and its parts; cancelled ones apart. */
  readonly dated: number;
  /** Whether the reader may plan courses. */
  readonly mayPlan: boolean;
  /** How many such plans there are in all. */
  readonly total: number;
}

/** A session that is to be held, and nobody knows when. */
export interface UndatedSession {
  readonly id: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly organization: string;
  readonly number: number | null;
  readonly title: string | null;
  /** What is known of the date, in the town's words. */
  readonly dateText: string | null;
  readonly mayPlan: boolean;
  readonly total: number;
}

// $1, $2 what the reader sees, $3, $4 where they may plan, $5 fiscal years.
const PLANS = `
  WITH RECURSIVE plan AS (
    SELECT plan.*, p.slug, p.title, p.title_en, p.position
      FROM fiscal_year_plans plan JOIN programmes p ON p.id = plan.programme_id
     WHERE (p.organization_id = ANY ($1::uuid[]) OR p.id = ANY ($2::uuid[])) AND plan.fiscal_year = ANY ($5::int[])
       AND plan.status NOT IN ('suspended', 'cancelled') AND p.status NOT IN ('suspended', 'ended')
       AND plan.unit = '回' AND plan.planned > 0),
  part AS (
    SELECT DISTINCT programme_id AS whole, programme_id AS id FROM plan
    UNION
    SELECT part.whole, p.id FROM programmes p JOIN part ON p.part_of_id = part.id),
  -- The year in which a session is, as everywhere: April is its first month.
  served AS (
    SELECT s.id, unnest(s.also_for_ids || s.programme_id) AS programme_id,
           extract(year FROM s.starts_on - interval '3 months')::int AS fiscal_year
      FROM sessions s
     WHERE s.organization_id IN (SELECT organization_id FROM plan) AND s.status = 'scheduled'
       AND s.starts_on BETWEEN make_date((SELECT min(y) FROM unnest($5::int[]) y), 4, 1)
                           AND make_date((SELECT max(y) FROM unnest($5::int[]) y) + 1, 3, 31)),
  counted AS (
    SELECT part.whole, served.fiscal_year, count(DISTINCT served.id)::int AS dated
      FROM part JOIN served ON served.programme_id = part.id
     GROUP BY part.whole, served.fiscal_year)
  SELECT plan.programme_id AS "programmeId", plan.slug, plan.title AS programme, plan.title_en AS "programmeEn",
         o.name AS organization, o.slug AS "organizationSlug", plan.fiscal_year AS "fiscalYear",
         jsonb_build_object('planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier,
           'unit', plan.unit, 'status', plan.status, 'reason', plan.reason, 'text', plan.text) AS plan,
         coalesce(counted.dated, 0) AS dated,
         (plan.organization_id = ANY ($3::uuid[]) OR plan.programme_id = ANY ($4::uuid[])) AS "mayPlan",
         (count(*) OVER ())::int AS total
    FROM plan
    JOIN organizations o ON o.id = plan.organization_id
    LEFT JOIN counted ON counted.whole = plan.programme_id AND counted.fiscal_year = plan.fiscal_year
   -- 以内 is kept by fewer, but not by none.
   WHERE coalesce(counted.dated, 0) < CASE plan.qualifier WHEN 'at_most' THEN 1 ELSE plan.planned END
   ORDER BY plan.fiscal_year, o.name, plan.position, plan.title, plan.programme_id LIMIT ${MOST}`;

const SESSIONS = `
  SELECT s.id, p.title AS programme, p.title_en AS "programmeEn", o.name AS organization, s.number, s.title,
         s.date_text AS "dateText",
         (s.organization_id = ANY ($3::uuid[]) OR s.programme_id = ANY ($4::uuid[])) AS "mayPlan",
         (count(*) OVER ())::int AS total
    FROM sessions s
    JOIN courses c ON c.id = s.course_id
    JOIN programmes p ON p.id = s.programme_id
    JOIN organizations o ON o.id = s.organization_id
   WHERE (s.organization_id = ANY ($1::uuid[]) OR s.programme_id = ANY ($2::uuid[]))
     AND s.status = 'scheduled' AND s.starts_on IS NULL
     AND coalesce(extract(year FROM s.within_from - interval '3 months')::int, c.fiscal_year) = ANY ($5::int[])
   ORDER BY s.within_from NULLS LAST, o.name, p.position, s.number NULLS LAST, s.id LIMIT ${MOST}`;

/** What is planned and has no date. */
@Injectable()
export class UndatedQueries {
  constructor(private readonly db: DataSource) {}

  plans(sees: StaffScope, plans: StaffScope, years: readonly number[]): Promise<PlanShort[]> {
    return this.db.query(PLANS, parameters(sees, plans, years));
  }

  sessions(sees: StaffScope, plans: StaffScope, years: readonly number[]): Promise<UndatedSession[]> {
    return this.db.query(SESSIONS, parameters(sees, plans, years));
  }
}

function parameters(sees: StaffScope, plans: StaffScope, years: readonly number[]): unknown[] {
  return [sees.organizations, sees.programmes, plans.organizations, plans.programmes, years];
}
