import type { EntityManager } from 'typeorm';
import { PICKED, pickedValues, type Selection } from './picked.sql.js';
import type { Grouping } from './report.js';

/** What tells the rows of a report apart by their sessions alone; programmes, kinds and organizations are found by the programme. */
const GROUP_KEYS: Partial<Record<Grouping, string>> = {
  venue: `COALESCE(venue_id::text, 'none')`,
  course: 'course_id::text',
  month: `to_char(starts_on, 'YYYY-MM')`,
};

/**
 * SQL of CTEs `picked` and `sorted`: each session with the number of its class. Sessions of a class serve the same programmes in the
 * same fiscal year and period, and stand in the same rows: what is summed over them is summed once, for however many rows.
 */
export function sorted(by: Grouping): string {
  return `${PICKED}, dated AS (
    SELECT picked.*, extract(year FROM starts_on - interval '3 months')::int AS fiscal_year,
           ${GROUP_KEYS[by] ?? `''`} AS group_key
      FROM picked
  ), sorted AS MATERIALIZED (
    SELECT dated.*, dense_rank() OVER (
             ORDER BY organization_id, programme_id, also_for_ids, period, fiscal_year, group_key)::int AS class
      FROM dated
  )`;
}

/** Sessions that serve the same programmes in the same fiscal year and period, and what is summed over them. */
export interface SessionClass {
  readonly class: number;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly alsoForIds: readonly string[];
  readonly period: number;
  readonly fiscalYear: number;
  /** What tells its row from others where rows are venues, courses or months; else empty. */
  readonly groupKey: string;
  /** Of each course and venue that is in it, for their names. */
  readonly sessions: number;
  readonly cancelled: number;
  readonly held: number;
  /** Of those held. */
  readonly recorded: number;
  /** Of those held, the ones whose heads were estimated. */
  readonly approximate: number;
  /** Seats of pools that count people, and of those that count parties; of sessions that are not cancelled. */
  readonly seats: number;
  readonly partySeats: number;
  /** Pools of either sort, and those of them without a capacity. */
  readonly pools: number;
  readonly openPools: number;
  readonly partyPools: number;
  readonly openPartyPools: number;
}

const CLASSES = (by: Grouping) => `
  WITH ${sorted(by)}, pooled AS (
    SELECT s.class,
           COALESCE(sum(pool.capacity) FILTER (WHERE pool.unit = 'people'), 0)::int AS seats,
           COALESCE(sum(pool.capacity) FILTER (WHERE pool.unit = 'parties'), 0)::int AS "partySeats",
           (count(*) FILTER (WHERE pool.unit = 'people'))::int AS pools,
           (count(*) FILTER (WHERE pool.unit = 'people' AND pool.capacity IS NULL))::int AS "openPools",
           (count(*) FILTER (WHERE pool.unit = 'parties'))::int AS "partyPools",
           (count(*) FILTER (WHERE pool.unit = 'parties' AND pool.capacity IS NULL))::int AS "openPartyPools"
      FROM sorted s JOIN seat_pools pool ON pool.session_id = s.session_id
     WHERE NOT s.cancelled GROUP BY s.class
  ), summed AS (
    SELECT class, organization_id AS "organizationId", programme_id AS "programmeId", also_for_ids AS "alsoForIds", period,
           fiscal_year AS "fiscalYear", group_key AS "groupKey",
           count(*)::int AS sessions, (count(*) FILTER (WHERE cancelled))::int AS cancelled,
           (count(*) FILTER (WHERE held))::int AS held, (count(*) FILTER (WHERE held AND recorded))::int AS recorded,
           (count(*) FILTER (WHERE held AND approximate))::int AS approximate
      FROM sorted
     GROUP BY class, organization_id, programme_id, also_for_ids, period, fiscal_year, group_key
  )
  SELECT summed.*, COALESCE(seats, 0) AS seats, COALESCE("partySeats", 0) AS "partySeats", COALESCE(pools, 0) AS pools,
         COALESCE("openPools", 0) AS "openPools", COALESCE("partyPools", 0) AS "partyPools",
         COALESCE("openPartyPools", 0) AS "openPartyPools"
    FROM summed LEFT JOIN pooled USING (class) ORDER BY class`;

/** The classes of the sessions picked, numbered as every statement of the same transaction numbers them. */
export function classesOf(tx: EntityManager, selection: Selection, by: Grouping): Promise<SessionClass[]> {
  return tx.query(CLASSES(by), pickedValues(selection));
}

/** People counted by head in the held sessions of a class, of one category. */
export interface ClassHeads {
  readonly class: number;
  readonly category: string;
  readonly people: number;
  /** True where they were estimated in one of the sessions. */
  readonly approximate: boolean;
}

export function headsOf(tx: EntityManager, selection: Selection, by: Grouping): Promise<ClassHeads[]> {
  return tx.query(
    `WITH ${sorted(by)}
     SELECT s.class, h.category, sum(h.people)::int AS people, bool_or(s.approximate) AS approximate
       FROM sorted s JOIN head_counts h ON h.session_id = s.session_id
      WHERE s.held GROUP BY s.class, h.category`,
    pickedValues(selection),
  );
}
