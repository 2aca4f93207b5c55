import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Plan } from '../programmes/domain/plan.js';
import type { StaffScope } from '../programmes/programme-access.js';
import { type FiscalYear, fiscalYearRange } from '../shared/fiscal-year.js';
import type { Counted, Reported, YearStatus } from './domain/plan-and-actual.js';

/** What the database holds about one programme and one fiscal year. */
export interface ProgrammeYear {
  readonly programmeId: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly kind: string;
  readonly programmeStatus: YearStatus;
  /** Slug of the programme of which it is a part. */
  readonly partOf: string | null;
  /** True where it is another organization's, hosted together with one of the reader's. */
  readonly hosted: boolean;
  readonly organization: { readonly slug: string; readonly name: string; readonly nameEn: string | null };
  readonly fiscalYear: FiscalYear;
  readonly plan: Plan | null;
  readonly baseline: Plan | null;
  readonly reported: Reported | null;
  readonly counted: Counted;
}

/**
 * What happened to each thing that `served` names for a session `s` of fiscal year `y.fiscal_year`, as CTEs `held`, `named` and
 * `heads` by `scope_id` and year: a session counts once for each, however many programmes it serves. $1 organizations and $6
 * programmes (of others) whose sessions are looked at, $3 now, $4 and $5 first and last day.
 *
 * A session without a date belongs to no year yet: nothing is known of it. `held`: not cancelled, and over at $3; or, while
 * it is still running, already recorded. `came` has one line for each contact: the hash of a mail address where there is one,
 * else the registration, which is the narrowest thing that is known of a person; parties count with the largest number that
 * came at once.
 */
function figuresFor(served: string): string {
  return `facts AS (
    SELECT s.id, served.id AS scope_id, y.fiscal_year, s.status = 'cancelled' AS cancelled,
           r.session_id IS NOT NULL AS recorded,
           s.status <> 'cancelled'
             AND (s.ends_at <= $3 OR (r.session_id IS NOT NULL AND s.starts_at <= $3)) AS held
      FROM sessions s
      LEFT JOIN attendance_records r ON r.session_id = s.id
      CROSS JOIN LATERAL (
        SELECT extract(year FROM s.starts_on - interval '3 months')::int AS fiscal_year) y
      CROSS JOIN LATERAL (${served}) served
     WHERE (s.organization_id = ANY ($1) OR s.programme_id = ANY ($6) OR s.also_for_ids && $6::uuid[])
       AND s.starts_on BETWEEN $4 AND $5
  ), held AS (
    SELECT scope_id, fiscal_year, count(*) AS sessions, count(*) FILTER (WHERE cancelled) AS cancelled,
           count(*) FILTER (WHERE held) AS held, count(*) FILTER (WHERE held AND recorded) AS recorded
      FROM facts GROUP BY scope_id, fiscal_year
  ), came AS (
    SELECT f.scope_id, f.fiscal_year, COALESCE(pl.contact_key, pl.registration_id::text) AS contact,
           sum(m.people) AS attendances, max(m.people) AS people
      FROM facts f
      JOIN attendance_marks m ON m.session_id = f.id AND m.people > 0
      JOIN places pl ON pl.id = m.place_id
     WHERE f.held
     GROUP BY f.scope_id, f.fiscal_year, contact
  ), named AS (
    SELECT scope_id, fiscal_year, sum(attendances) AS attendances, sum(people) AS people
      FROM came GROUP BY scope_id, fiscal_year
  ), heads AS (
    SELECT f.scope_id, f.fiscal_year, sum(h.people) AS people
      FROM facts f JOIN head_counts h ON h.session_id = f.id
     WHERE f.held GROUP BY f.scope_id, f.fiscal_year
  )`;
}

const COUNTED = `jsonb_build_object(
           'sessions', COALESCE(held.sessions, 0), 'cancelled', COALESCE(held.cancelled, 0),
           'held', COALESCE(held.held, 0), 'recorded', COALESCE(held.recorded, 0),
           'namedAttendances', COALESCE(named.attendances, 0), 'namedPeople', COALESCE(named.people, 0),
           'heads', COALESCE(heads.people, 0)) AS counted`;

/**
 * Figures of several programmes together: of each organization of $1 (`organization`), and of each programme that has parts
 * with all of them (`programme`). A session that serves several of them counts once. Programmes whose figures of the year the
 * town reported itself ($2) are not in `counted`; what was reported of them in 回 is summed beside it.
 */
const SUMS = `
  WITH RECURSIVE part AS (
    SELECT whole.id AS scope_id, whole.id AS programme_id, 'programme' AS kind FROM programmes whole
     WHERE whole.organization_id = ANY ($1) AND EXISTS (SELECT FROM programmes p WHERE p.part_of_id = whole.id)
    UNION
    SELECT part.scope_id, p.id, part.kind FROM part JOIN programmes p ON p.part_of_id = part.programme_id
  ), member AS (
    SELECT scope_id, programme_id, kind FROM part
    UNION ALL
    SELECT organization_id, id, 'organization' FROM programmes WHERE organization_id = ANY ($1)
  ), told AS (
    SELECT member.scope_id, count(*)::int AS programmes, sum(result.held) FILTER (WHERE result.unit = '回')::int AS held,
           sum(result.attendances)::int AS attendances
      FROM member JOIN reported_results result ON result.programme_id = member.programme_id AND result.fiscal_year = $2
     GROUP BY member.scope_id
  ), ${figuresFor(`
    SELECT DISTINCT member.scope_id AS id FROM member
     WHERE (member.programme_id = s.programme_id OR member.programme_id = ANY (s.also_for_ids))
       AND NOT EXISTS (SELECT FROM reported_results result
         WHERE result.programme_id = member.programme_id AND result.fiscal_year = y.fiscal_year)`)}
  SELECT scope.scope_id AS "scopeId", scope.kind, ${COUNTED},
         CASE WHEN told.scope_id IS NOT NULL THEN jsonb_build_object('programmes', told.programmes, 'held', told.held,
           'attendances', told.attendances) END AS reported
    FROM (SELECT DISTINCT scope_id, kind FROM member) scope
    LEFT JOIN told ON told.scope_id = scope.scope_id
    LEFT JOIN held ON held.scope_id = scope.scope_id
    LEFT JOIN named ON named.scope_id = scope.scope_id
    LEFT JOIN heads ON heads.scope_id = scope.scope_id`;

/**
 * All figures of a report in one statement, whatever the number of programmes.
 * A session that serves several programmes counts in the row of each.
 */
const FIGURES = `
  WITH ${figuresFor('SELECT s.programme_id AS id UNION SELECT unnest(s.also_for_ids)')}
  SELECT p.id AS "programmeId", p.slug, p.title, p.title_en AS "titleEn", p.kind, p.status AS "programmeStatus",
         whole.slug AS "partOf", p.organization_id <> ALL ($1) AS hosted,
         jsonb_build_object('slug', o.slug, 'name', o.name, 'nameEn', o.name_en) AS organization,
         years.fiscal_year AS "fiscalYear",
         CASE WHEN plan.programme_id IS NOT NULL THEN jsonb_build_object(
           'planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier, 'unit', plan.unit,
           'status', plan.status, 'reason', plan.reason, 'text', plan.text) END AS plan,
         plan.baseline,
         CASE WHEN told.programme_id IS NOT NULL THEN jsonb_build_object(
           'held', told.held, 'approximate', told.approximate, 'unit', told.unit, 'attendances', told.attendances,
           'uniquePeople', told.unique_people, 'note', told.note) END AS reported,
         ${COUNTED}
    FROM programmes p
    JOIN organizations o ON o.id = p.organization_id
    LEFT JOIN programmes whole ON whole.id = p.part_of_id
    CROSS JOIN unnest($2::int[]) AS years (fiscal_year)
    LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = years.fiscal_year
    LEFT JOIN reported_results told ON told.programme_id = p.id AND told.fiscal_year = years.fiscal_year
    LEFT JOIN held ON held.scope_id = p.id AND held.fiscal_year = years.fiscal_year
    LEFT JOIN named ON named.scope_id = p.id AND named.fiscal_year = years.fiscal_year
    LEFT JOIN heads ON heads.scope_id = p.id AND heads.fiscal_year = years.fiscal_year
   WHERE p.organization_id = ANY ($1) OR p.id = ANY ($6)
   ORDER BY hosted, o.name, o.id, p.position, p.title, p.id, years.fiscal_year DESC`;

/** Several programmes together, each session once. */
export interface SumRow {
  readonly scopeId: string;
  readonly kind: 'organization' | 'programme';
  readonly counted: Counted;
  /** Of how many programmes the town reported the figures itself, and their sums; null: of none. */
  readonly reported: {
    readonly programmes: number;
    readonly held: number | null;
    readonly attendances: number | null;
  } | null;
}

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
   * One row for every programme of the scope (what others host last) and every year from `last` back over `years` years, the latest year
   * first. What happened is judged as of `now`.
   */
  figures(
    { organizations, programmes }: StaffScope,
    last: FiscalYear,
    years: number,
    now: Date,
  ): Promise<ProgrammeYear[]> {
    const all = Array.from({ length: years }, (_, index) => last - index);
    const { from } = fiscalYearRange(last - years + 1);
    return this.db.query(FIGURES, [organizations, all, now, from, fiscalYearRange(last).to, programmes]);
  }

  /** Figures of organizations, and of programmes with their parts, in one year; nothing that others host is in them. */
  sums(organizations: readonly string[], year: FiscalYear, now: Date): Promise<SumRow[]> {
    const { from, to } = fiscalYearRange(year);
    return this.db.query(SUMS, [organizations, year, now, from, to, []]);
  }

  /** The organizations among these ids, by name. */
  organizations(ids: readonly string[]): Promise<OrganizationName[]> {
    return this.db.query(
      'SELECT id, slug, name, name_en AS "nameEn" FROM organizations WHERE id = ANY ($1) ORDER BY name, id',
      [ids],
    );
  }
}
