import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { pictureSql, type TownLook } from '../../organizations/pictures/picture.queries.js';
import type { FiscalYear } from '../../shared/fiscal-year.js';
import type { AnnualSession } from '../domain/annual-table.js';
import type { Plan } from '../domain/plan.js';

export interface AnnualOrganization extends TownLook {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly timeZone: string;
  readonly contactName: string | null;
  readonly contactTel: string | null;
  readonly contactEmail: string | null;
}

export interface AnnualProgrammeRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titleEn: string | null;
  readonly status: string;
  readonly partOfId: string | null;
  readonly scheduleText: string | null;
  readonly frequencyText: string | null;
  readonly contact: string | null;
  readonly organizationId: string;
  readonly plan: Plan | null;
}

const ORGANIZATION = `
  SELECT id, slug, name, name_en AS "nameEn", time_zone AS "timeZone", contact_name AS "contactName",
         contact_tel AS "contactTel", contact_email AS "contactEmail", accent, ${pictureSql('logo_id')} AS logo
    FROM organizations WHERE id = $1`;

const PROGRAMMES = `
  SELECT p.id, p.slug, p.title, p.title_en AS "titleEn", p.status, p.part_of_id AS "partOfId",
         p.schedule_text AS "scheduleText", p.frequency ->> 'text' AS "frequencyText", p.contact,
         p.organization_id AS "organizationId",
         CASE WHEN plan.programme_id IS NOT NULL THEN jsonb_build_object(
           'planned', plan.planned, 'plannedMax', plan.planned_max, 'qualifier', plan.qualifier, 'unit', plan.unit,
           'status', plan.status, 'reason', plan.reason, 'text', plan.text) END AS plan
    FROM programmes p
    LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = $2
   WHERE p.organization_id = $1
   ORDER BY p.position, p.title, p.id`;

/** A session without a date belongs to the year of the months that are known of it, else to its course's. */
const SESSIONS = `
  SELECT s.programme_id AS "programmeId", s.also_for_ids AS "alsoForIds", s.course_id AS "courseId", s.number, s.title,
         s.topic, s.format, s.lecturer, s.starts_on AS "startsOn", s.ends_on AS "endsOn", s.start_time AS "startTime",
         s.end_time AS "endTime", s.date_text AS "dateText", s.status, s.cancel_reason AS "cancelReason",
         v.name AS venue, v.name_en AS "venueEn",
         CASE WHEN s.within_from IS NOT NULL THEN jsonb_build_object('from', s.within_from, 'until', s.within_until)
         END AS within
    FROM sessions s
    JOIN courses c ON c.id = s.course_id
    LEFT JOIN venues v ON v.id = s.venue_id
   WHERE s.organization_id = $1 AND (s.programme_id = ANY ($2) OR s.also_for_ids && $2::uuid[])
     AND coalesce(extract(year FROM coalesce(s.starts_on, s.within_from) - interval '3 months')::int, c.fiscal_year) = $3
   ORDER BY s.starts_on NULLS LAST, s.start_time NULLS FIRST, s.number, s.id`;

/** Reads what the annual table shows: nothing of it is for staff alone. */
@Injectable()
export class AnnualQueries {
  constructor(private readonly db: DataSource) {}

  async organization(id: string): Promise<AnnualOrganization> {
    const [row] = await this.db.query(ORGANIZATION, [id]);
    return row;
  }

  /** All programmes of the organization in its order, with their plans of the year. */
  programmes(organizationId: string, fiscalYear: FiscalYear): Promise<AnnualProgrammeRow[]> {
    return this.db.query(PROGRAMMES, [organizationId, fiscalYear]);
  }

  /** Sessions of the year that serve any of the programmes. */
  sessions(
    organizationId: string,
    programmes: readonly string[],
    fiscalYear: FiscalYear,
  ): Promise<AnnualSession[]> {
    return this.db.query(SESSIONS, [organizationId, programmes, fiscalYear]);
  }

  /** Where a programme belongs, by its id or slug; undefined: nowhere. */
  async placeOf(
    by: 'id' | 'slug',
    value: string,
  ): Promise<{ id: string; organizationId: string } | undefined> {
    const [row] = await this.db.query(
      `SELECT id, organization_id AS "organizationId" FROM programmes WHERE ${by === 'id' ? 'id' : 'slug'} = $1`,
      [value],
    );
    return row;
  }
}
