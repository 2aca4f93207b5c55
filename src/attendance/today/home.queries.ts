import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { StaffScope } from '../../programmes/programme-access.js';

/** One line of the staff's first page. Civil values are those of the session's zone. */
export interface HomeSession {
  readonly id: string;
  readonly organization: string;
  readonly programme: string;
  readonly programmeEn: string | null;
  readonly number: number | null;
  readonly title: string | null;
  readonly startsOn: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly venue: string | null;
  readonly status: 'scheduled' | 'cancelled';
  /** Calendar weeks (from Monday) from today to it: 0 is this one. Negative where it is over. */
  readonly weeksAhead: number;
  readonly isToday: boolean;
  /** Seats taken, over all pools: people, or parties where a pool counts those. */
  readonly taken: number;
  /** Sum of the capacities; null where some pool has no limit or none is stated. */
  readonly capacity: number | null;
  /** Registrations in the queue. */
  readonly waiting: number;
  /** Whether the reader may mark who comes. */
  readonly mayMark: boolean;
}

/** Whose sessions are listed, and for whose the reader may keep the door. */
export interface HomeScopes {
  readonly sees: StaffScope;
  readonly marks: StaffScope;
}

const TODAY = `(($2::timestamptz) AT TIME ZONE s.time_zone)::date`;

const COLUMNS = `
  s.id, o.name AS organization, p.title AS programme, p.title_en AS "programmeEn", s.number, s.title,
  s.starts_on::text AS "startsOn", s.start_time::text AS "startTime", s.end_time::text AS "endTime", v.name AS venue,
  s.status, s.starts_on = ${TODAY} AS "isToday",
  (date_trunc('week', s.starts_on)::date - date_trunc('week', ${TODAY})::date) / 7 AS "weeksAhead",
  seats.taken, seats.capacity,
  (SELECT count(*)::int FROM places w WHERE w.session_id = s.id AND w.status = 'waitlisted') AS waiting,
  (s.organization_id = ANY ($4) OR s.programme_id = ANY ($5)) AS "mayMark"`;

const TABLES = `
    FROM sessions s
    JOIN programmes p ON p.id = s.programme_id
    JOIN organizations o ON o.id = s.organization_id
    LEFT JOIN venues v ON v.id = s.venue_id
    CROSS JOIN LATERAL (
      SELECT COALESCE(sum(sp.taken), 0)::int AS taken,
             CASE WHEN bool_and(sp.capacity IS NOT NULL) THEN sum(sp.capacity)::int END AS capacity
        FROM seat_pools sp WHERE sp.session_id = s.id) seats
   WHERE (s.organization_id = ANY ($1) OR s.programme_id = ANY ($3))`;

// The outer bounds, a day wider than any zone needs, let the index choose the sessions.
const UPCOMING = `SELECT ${COLUMNS} ${TABLES}
     AND s.starts_on BETWEEN $2::date - 1 AND $2::date + 15
     AND s.starts_on >= ${TODAY}
     AND s.starts_on < date_trunc('week', ${TODAY})::date + 14
   ORDER BY s.starts_on, s.start_time NULLS FIRST, o.name, p.position, s.id`;

const UNRECORDED = `SELECT ${COLUMNS} ${TABLES}
     AND s.status = 'scheduled'
     AND s.starts_on BETWEEN $2::date - $6::int - 1 AND $2::date + 1
     AND s.ends_at <= $2 AND s.ends_at > $2::timestamptz - make_interval(days => $6::int)
     AND NOT EXISTS (SELECT 1 FROM attendance_records r WHERE r.session_id = s.id)
   ORDER BY s.starts_on DESC, s.start_time DESC NULLS LAST, o.name, p.position, s.id`;

/** What staff look for first: sessions of their organizations, and of programmes that others host with them. */
@Injectable()
export class HomeQueries {
  constructor(private readonly db: DataSource) {}

  /** Sessions from today to the Sunday of next week, by the calendar of each one's own zone. */
  upcoming({ sees, marks }: HomeScopes, now: Date): Promise<HomeSession[]> {
    return this.db.query(UPCOMING, parameters(sees, marks, now));
  }

  /** Sessions that ended in the last `days` days, were not cancelled, and have no attendance recorded; the latest first. */
  unrecorded({ sees, marks }: HomeScopes, now: Date, days: number): Promise<HomeSession[]> {
    return this.db.query(UNRECORDED, [...parameters(sees, marks, now), days]);
  }
}

function parameters(sees: StaffScope, marks: StaffScope, now: Date): unknown[] {
  return [sees.organizations, now.toISOString(), sees.programmes, marks.organizations, marks.programmes];
}
