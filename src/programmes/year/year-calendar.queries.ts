import type { EntityManager } from 'typeorm';
import type { FileFrequency } from '../domain/programme-file.js';
import type { FiscalYearPlan } from '../fiscal-year-plan.entity.js';
import type { Programme } from '../programme.entity.js';
import type { PlanProgramme } from './plan-rows.js';

/** A programme of the calendar, also where nothing of it has a date. */
export interface CalendarProgramme extends PlanProgramme {
  readonly status: Programme['status'];
  readonly frequency: FileFrequency | null;
  readonly scheduleText: string | null;
  /** The year's plan, as far as it says whether the programme rests. */
  readonly planStatus: FiscalYearPlan['status'] | null;
  /** Whether this principal may change its plan. */
  readonly mayPlan: boolean;
}

/**
 * Programmes that these organizations own, and those of others in which they have rights.
 * @param organizerOf organizations in which the reader is an organizer
 */
export function calendarProgrammes(
  tx: EntityManager,
  {
    organizationIds,
    organizerOf,
    fiscalYear,
  }: {
    readonly organizationIds: readonly string[];
    readonly organizerOf: readonly string[];
    readonly fiscalYear: number;
  },
): Promise<CalendarProgramme[]> {
  return tx.query(
    `SELECT p.id, p.organization_id AS "organizationId", p.slug, p.title, p.title_en AS "titleEn", p.kind, p.status,
       p.frequency, p.schedule_text AS "scheduleText", plan.status AS "planStatus",
       p.organization_id = ANY ($2) OR EXISTS (SELECT FROM programme_hosts h WHERE h.programme_id = p.id
         AND h.host_organization_id = ANY ($2) AND h.rights = 'organizer') AS "mayPlan"
     FROM programmes p
     LEFT JOIN fiscal_year_plans plan ON plan.programme_id = p.id AND plan.fiscal_year = $3
     WHERE p.organization_id = ANY ($1) OR EXISTS (SELECT FROM programme_hosts h WHERE h.programme_id = p.id
       AND h.host_organization_id = ANY ($1) AND h.rights IS NOT NULL)
     ORDER BY p.organization_id <> ALL ($1), p.organization_id, p.position, p.title, p.id`,
    [organizationIds, organizerOf, fiscalYear],
  );
}
