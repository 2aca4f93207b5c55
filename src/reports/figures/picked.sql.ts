import type { Period } from '../domain/period.js';

/** Whose sessions a report is about, and of when: what `PICKED` reads. */
export interface Selection {
  /** Ids of organizations whose sessions are all looked at. */
  readonly organizations: readonly string[];
  /** Ids of programmes of others that are hosted with them. */
  readonly hosted: readonly string[];
  /** Only sessions that serve one of these programmes; null: all. */
  readonly only: readonly string[] | null;
  /** Only sessions at this venue; null: at any. */
  readonly venue: string | null;
  /** Periods that do not overlap. */
  readonly periods: readonly Period[];
  /** What is over by then is held. */
  readonly cut: Date;
}

/**
 * SQL of a CTE `picked`: a line for each session with a date in one of the periods (`period` counts them from 0), which is looked
 * at once, however many programmes it serves. `held`: not cancelled, and over at the cut; or, while it is still running, already
 * recorded. Statements put `WITH ${PICKED}` first, and number their own parameters from `$8` on.
 */
export const PICKED = `picked AS MATERIALIZED (
    SELECT s.id AS session_id, s.organization_id, s.programme_id, s.also_for_ids, s.course_id, s.venue_id, s.starts_on,
           (asked.number - 1)::int AS period, s.status = 'cancelled' AS cancelled,
           r.session_id IS NOT NULL AS recorded, COALESCE(r.approximate, false) AS approximate,
           s.status <> 'cancelled' AND (s.ends_at <= $7 OR (r.session_id IS NOT NULL AND s.starts_at <= $7)) AS held
      FROM unnest($5::date[], $6::date[]) WITH ORDINALITY AS asked (from_on, to_on, number)
      JOIN sessions s ON s.starts_on BETWEEN asked.from_on AND asked.to_on
      LEFT JOIN attendance_records r ON r.session_id = s.id
     WHERE (s.organization_id = ANY ($1::uuid[]) OR s.programme_id = ANY ($2::uuid[]) OR s.also_for_ids && $2::uuid[])
       AND ($3::uuid[] IS NULL OR s.programme_id = ANY ($3) OR s.also_for_ids && $3)
       AND ($4::uuid IS NULL OR s.venue_id = $4)
  )`;

/** The values of `$1` to `$7`. */
export function pickedValues(selection: Selection): unknown[] {
  const { organizations, hosted, only, venue, periods, cut } = selection;
  return [
    organizations,
    hosted,
    only,
    venue,
    periods.map(({ from }) => from),
    periods.map(({ to }) => to),
    cut,
  ];
}
