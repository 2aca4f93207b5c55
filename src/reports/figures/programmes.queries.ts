import type { EntityManager } from 'typeorm';
import type { Plan } from '../../programmes/domain/plan.js';
import type { CivilDate } from '../../shared/civil-time.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { Reported, YearStatus } from '../domain/plan-and-actual.js';
import type { Selection } from './picked.sql.js';
import type { NamedOrganization } from './report.js';

export interface YearPlan {
  readonly fiscalYear: FiscalYear;
  readonly plan: Plan;
  /** As it was approved; null: it was not. */
  readonly baseline: Plan | null;
}

export interface ReportedProgramme {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  readonly status: YearStatus;
  readonly partOfId: string | null;
  /** Another organization's, hosted together with one of the reader's. */
  readonly hosted: boolean;
  readonly organization: NamedOrganization;
  /** Somebody may complete one of its courses. */
  readonly completable: boolean;
  readonly plans: readonly YearPlan[];
  readonly results: readonly (Reported & { readonly fiscalYear: FiscalYear })[];
}

/**
 * Programmes of the organizations, then those that others host with them, with their plans and reported results of some years.
 */
export function programmesOf(
  tx: EntityManager,
  { organizations, hosted }: Pick<Selection, 'organizations' | 'hosted'>,
  years: readonly FiscalYear[],
): Promise<ReportedProgramme[]> {
  return tx.query(
    `SELECT p.id, p.slug, p.title, p.title_en AS "titleEn", p.kind, p.status, p.part_of_id AS "partOfId",
            p.organization_id <> ALL ($1) AS hosted,
            jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'nameEn', o.name_en,
              'headCategories', o.head_categories) AS organization,
            EXISTS (SELECT FROM courses WHERE programme_id = p.id AND completion IS NOT NULL) AS completable,
            COALESCE((SELECT jsonb_agg(jsonb_build_object('fiscalYear', plan.fiscal_year, 'baseline', plan.baseline,
                'plan', jsonb_build_object('planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier,
                  'unit', plan.unit, 'status', plan.status, 'reason', plan.reason, 'text', plan.text)))
              FROM fiscal_year_plans plan WHERE plan.programme_id = p.id AND plan.fiscal_year = ANY ($3)), '[]') AS plans,
            COALESCE((SELECT jsonb_agg(jsonb_build_object('fiscalYear', told.fiscal_year, 'held', told.held,
                'approximate', told.approximate, 'unit', told.unit, 'attendances', told.attendances,
                'uniquePeople', told.unique_people, 'note', told.note))
              FROM reported_results told WHERE told.programme_id = p.id AND told.fiscal_year = ANY ($3)), '[]') AS results
       FROM programmes p JOIN organizations o ON o.id = p.organization_id
      WHERE p.organization_id = ANY ($1) OR p.id = ANY ($2)
      ORDER BY hosted, o.name, o.id, p.position, p.title, p.id`,
    [organizations, hosted, years],
  );
}

/** The organizations among these ids, by name. */
export function organizationsOf(tx: EntityManager, ids: readonly string[]): Promise<NamedOrganization[]> {
  return tx.query(
    `SELECT id, slug, name, name_en AS "nameEn", head_categories AS "headCategories" FROM organizations
      WHERE id = ANY ($1) ORDER BY name, id`,
    [ids],
  );
}

export interface NamedVenue {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
}

export function venuesOf(tx: EntityManager, organizations: readonly string[]): Promise<NamedVenue[]> {
  return tx.query(
    `SELECT id, name, name_en AS "nameEn" FROM venues WHERE organization_id = ANY ($1) ORDER BY name, id`,
    [organizations],
  );
}

export interface NamedCourse {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly programmeId: string;
}

/** Names of courses, in the order in which a programme has them. */
export function coursesOf(tx: EntityManager, ids: readonly string[]): Promise<NamedCourse[]> {
  return tx.query(
    `SELECT id, title, title_en AS "titleEn", programme_id AS "programmeId" FROM courses WHERE id = ANY ($1)
      ORDER BY fiscal_year DESC, position, title, id`,
    [ids],
  );
}

/** How many people completed a course on days of a period and a month, each once. */
export interface Completed {
  readonly period: number;
  readonly programmeId: string;
  readonly courseId: string;
  /** `2025-04`. */
  readonly month: string;
  readonly people: number;
}

/**
 * Completions recognised by `cut` and not taken back by then, by the day of the last session that they took; nobody completes a course
 * twice.
 */
export function completionsOf(
  tx: EntityManager,
  { organizations, hosted, only, periods, cut }: Selection,
  { today, municipality }: { readonly today: CivilDate; readonly municipality: string | null },
): Promise<Completed[]> {
  return tx.query(
    `WITH completed AS (
       SELECT (asked.number - 1)::int AS period, c.programme_id, c.course_id, c.member, min(c.completed_on) AS completed_on
         FROM unnest($4::date[], $5::date[]) WITH ORDINALITY AS asked (from_on, to_on, number)
         JOIN completions c ON c.completed_on BETWEEN asked.from_on AND asked.to_on AND c.completed_on <= $6
         JOIN registrations r ON r.id = c.registration_id
         LEFT JOIN same_people same
           ON same.organization_id = r.organization_id AND same.key = COALESCE(r.contact_key, r.id::text)
        WHERE (c.organization_id = ANY ($1) OR c.programme_id = ANY ($2))
          AND ($3::uuid[] IS NULL OR c.programme_id = ANY ($3))
          AND c.recorded_at <= $7 AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $7)
          AND ($8::text IS NULL OR r.municipality = $8)
        GROUP BY 1, 2, 3, 4, COALESCE(same.person_id::text, r.contact_key, r.id::text))
     SELECT period, programme_id AS "programmeId", course_id AS "courseId", to_char(completed_on, 'YYYY-MM') AS month,
            count(*)::int AS people
       FROM completed GROUP BY 1, 2, 3, 4`,
    [
      organizations,
      hosted,
      only,
      periods.map(({ from }) => from),
      periods.map(({ to }) => to),
      today,
      cut,
      municipality,
    ],
  );
}
