import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type FiscalYear, fiscalYearRange } from '../shared/fiscal-year.js';
import type { Counted, Plan, Reported, YearStatus } from './domain/plan-and-actual.js';

/** What the database holds about one programme and one fiscal year. */
export interface ProgrammeYear {
  readonly programmeId: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  readonly programmeStatus: YearStatus;
  readonly organization: { readonly slug: string; readonly name: string; readonly nameEn: string | null };
  readonly fiscalYear: FiscalYear;
  readonly plan: Plan | null;
  readonly reported: Reported | null;
  readonly counted: Counted;
}

/**
 * All figures of a report in one statement, whatever the number of programmes.
 *
 * A session without a date belongs to no year yet: nothing is known of it. `held`: not cancelled, and over at $3; or, while it is still running, already recorded. `came` has one line for each
 * contact: the hash of a mail address where there is one, else the registration, which is the narrowest thing that is
 * known of a person; parties count with the largest number that came at once.
 */
const FIGURES = `
  WITH facts AS (
    SELECT s.id, s.programme_id, y.fiscal_year, s.status = 'cancelled' AS cancelled, r.session_id IS NOT NULL AS recorded,
           s.status <> 'cancelled'
             AND (s.ends_at <= $3 OR (r.session_id IS NOT NULL AND s.starts_at <= $3)) AS held
      FROM sessions s
      LEFT JOIN attendance_records r ON r.session_id = s.id
      CROSS JOIN LATERAL (
        SELECT extract(year FROM s.starts_on - interval '3 months')::int AS fiscal_year) y
     WHERE s.organization_id = ANY ($1) AND s.starts_on BETWEEN $4 AND $5
  ), held AS (
    SELECT programme_id, fiscal_year, count(*) AS sessions, count(*) FILTER (WHERE cancelled) AS cancelled,
           count(*) FILTER (WHERE held) AS held, count(*) FILTER (WHERE held AND recorded) AS recorded
      FROM facts GROUP BY programme_id, fiscal_year
  ), came AS (
    SELECT f.programme_id, f.fiscal_year, COALESCE(pl.contact_key, pl.registration_id::text) AS contact,
           sum(m.people) AS attendances, max(m.people) AS people
      FROM facts f
      JOIN attendance_marks m ON m.session_id = f.id AND m.people > 0
      JOIN places pl ON pl.id = m.place_id
     WHERE f.held
     GROUP BY f.programme_id, f.fiscal_year, contact
  ), named AS (
    SELECT programme_id, fiscal_year, sum(attendances) AS attendances, sum(people) AS people
      FROM came GROUP BY programme_id, fiscal_year
  ), heads AS (
    SELECT f.programme_id, f.fiscal_year, sum(h.people) AS people
      FROM facts f JOIN head_counts h ON h.session_id = f.id
     WHERE f.held GROUP BY f.programme_id, f.fiscal_year
  )
  SELECT p.id AS "programmeId", p.slug, p.title, p.title_en AS "titleEn", p.kind, p.status AS "programmeStatus",
         jsonb_build_object('slug', o.slug, 'name', o.name, 'nameEn', o.name_en) AS organization,
         years.fiscal_year AS "fiscalYear",
         CASE WHEN plan.programme_id IS NOT NULL THEN jsonb_build_object(
           'planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier, 'unit', plan.unit,
           'status', plan.status, 'reason', plan.reason, 'text', plan.text) END AS plan,
         CASE WHEN told.programme_id IS NOT NULL THEN jsonb_build_object(
           'held', told.held, 'approximate', told.approximate, 'unit', told.unit, 'attendances', told.attendances,
           'uniquePeople', told.unique_people, 'note', told.note) END AS reported,
         jsonb_build_object(
           'sessions', COALESCE(held.sessions, 0), 'cancelled', COALESCE(held.cancelled, 0),
           'held', COALESCE(held.held, 0), 'recorded', COALESCE(held.recorded, 0),
           'namedAttendances', COALESCE(named.attendances, 0), 'namedPeople', COALESCE(named.people, 0),
           'heads', COALESCE(heads.people, 0)) AS counted
    FROM programmes p
    JOIN organizations o ON o.id = p.organization_id
    CROSS JOIN unnest($2::int[]) AS years (fiscal_year)
    LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = years.fiscal_year
    LEFT JOIN reported_results told ON told.programme_id = p.id AND told.fiscal_year = years.fiscal_year
    LEFT JOIN held ON held.programme_id = p.id AND held.fiscal_year = years.fiscal_year
    LEFT JOIN named ON named.programme_id = p.id AND named.fiscal_year = years.fiscal_year
    LEFT JOIN heads ON heads.programme_id = p.id AND heads.fiscal_year = years.fiscal_year
   WHERE p.organization_id = ANY ($1)
   ORDER BY o.name, o.id, p.position, p.title, p.id, years.fiscal_year DESC`;

export interface OrganizationName {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** Reads what reports are made of. */
@Injectable()
export class ReportQueries {
  constructor(private readonly db: DataSource) {}

  /**
   * One row for every programme of the organizations and every year from `last` back over `years` years, the latest year
   * first. What happened is judged as of `now`.
   */
  figures(
    organizations: readonly string[],
    last: FiscalYear,
    years: number,
    now: Date,
  ): Promise<ProgrammeYear[]> {
    const all = Array.from({ length: years }, (_, index) => last - index);
    const { from } = fiscalYearRange(last - years + 1);
    return this.db.query(FIGURES, [organizations, all, now, from, fiscalYearRange(last).to]);
  }

  /** The organizations among these ids, by name. */
  organizations(ids: readonly string[]): Promise<OrganizationName[]> {
    return this.db.query(
      'SELECT id, slug, name, name_en AS "nameEn" FROM organizations WHERE id = ANY ($1) ORDER BY name, id',
      [ids],
    );
  }
}
