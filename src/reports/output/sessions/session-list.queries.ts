import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { OwnCategory } from '../../../attendance/domain/head-categories.js';
import { PICKED, pickedValues, type Selection } from '../../figures/picked.sql.js';

/** One session with everything that was counted in it; no people. Counts are null where nothing was recorded. */
export interface ListedSession {
  readonly id: string;
  readonly organization: string;
  readonly headCategories: readonly OwnCategory[];
  readonly programme: string;
  /** Titles of further programmes that it serves. */
  readonly alsoFor: readonly string[];
  readonly course: string;
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly venue: string | null;
  readonly startsOn: string;
  /** `HH:mm:ss` */
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly cancelled: boolean;
  readonly cancelReason: string | null;
  readonly held: boolean;
  readonly recorded: boolean;
  readonly approximate: boolean;
  /** Seats for people and for parties; null: of that sort it has none, or one without limit. */
  readonly seats: number | null;
  readonly partySeats: number | null;
  /** People in places that are held, and in the queue. */
  readonly placed: number;
  readonly waiting: number;
  readonly marks: Readonly<
    Record<'attended' | 'late' | 'left_early' | 'online' | 'excused' | 'absent', number>
  >;
  readonly heads: readonly { readonly category: string; readonly people: number }[];
}

const FIRST_AND_LAST = `
  WITH ${PICKED} SELECT min(starts_on)::text AS first, max(starts_on)::text AS last FROM picked`;

const SESSIONS = `
  WITH ${PICKED}
  SELECT s.id, o.name AS organization, o.head_categories AS "headCategories", p.title AS programme, c.title AS course, s.number, s.title, s.topic, s.format,
         v.name AS venue, s.starts_on::text AS "startsOn", s.start_time AS "startTime", s.end_time AS "endTime",
         picked.cancelled, s.cancel_reason AS "cancelReason", picked.held, picked.recorded, picked.approximate,
         COALESCE((SELECT jsonb_agg(also.title ORDER BY also.position, also.id) FROM programmes also
                    WHERE also.id = ANY (s.also_for_ids)), '[]') AS "alsoFor",
         pools.seats, pools."partySeats", COALESCE(places.placed, 0) AS placed, COALESCE(places.waiting, 0) AS waiting,
         COALESCE(marks.marks, '{}') AS marks, COALESCE(heads.heads, '[]') AS heads
    FROM picked
    JOIN sessions s ON s.id = picked.session_id
    JOIN organizations o ON o.id = s.organization_id
    JOIN programmes p ON p.id = s.programme_id
    JOIN courses c ON c.id = s.course_id
    LEFT JOIN venues v ON v.id = s.venue_id
    LEFT JOIN LATERAL (
      SELECT CASE WHEN bool_and(capacity IS NOT NULL) FILTER (WHERE unit = 'people')
                  THEN sum(capacity) FILTER (WHERE unit = 'people')::int END AS seats,
             CASE WHEN bool_and(capacity IS NOT NULL) FILTER (WHERE unit = 'parties')
                  THEN sum(capacity) FILTER (WHERE unit = 'parties')::int END AS "partySeats"
        FROM seat_pools pool WHERE pool.session_id = s.id) pools ON true
    LEFT JOIN LATERAL (
      SELECT sum(g.people) FILTER (WHERE pl.status IN ('confirmed', 'offered'))::int AS placed,
             sum(g.people) FILTER (WHERE pl.status = 'waitlisted')::int AS waiting
        FROM places pl JOIN registrations g ON g.id = pl.registration_id WHERE pl.session_id = s.id) places ON true
    LEFT JOIN LATERAL (
      SELECT jsonb_object_agg(mark, people) AS marks
        FROM (SELECT mark, count(*) AS people FROM attendance_marks WHERE session_id = s.id GROUP BY mark) one) marks ON true
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('category', category, 'people', people) ORDER BY category) AS heads
        FROM head_counts WHERE session_id = s.id) heads ON true
   ORDER BY s.starts_on, s.start_time NULLS FIRST, o.name, p.position, p.title, s.number, s.id`;

/** Reads the sessions of a report, as they are counted. */
@Injectable()
export class SessionListQueries {
  constructor(private readonly db: DataSource) {}

  /** First and last day on which one of these sessions is; null: there is none. */
  async span(selection: Selection): Promise<{ readonly first: string; readonly last: string } | null> {
    const [row] = await this.db.query(FIRST_AND_LAST, pickedValues(selection));
    return row?.first ? row : null;
  }

  /** Sessions of these days in their order, all at once. */
  async between(selection: Selection, from: string, to: string): Promise<ListedSession[]> {
    const days = selection.periods.map((period) => ({ ...period, from, to })).slice(0, 1);
    return this.db.query(SESSIONS, pickedValues({ ...selection, periods: days }));
  }
}
