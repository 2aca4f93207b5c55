import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { StaffScope } from '../programmes/programme-access.js';
import type { Channel, PlaceStatus } from '../registrations/domain/statuses.js';
import type { Category, Mark } from './domain/attendance.js';

/** What staff see of one session, before the roster. Civil values are those of `timeZone`. */
export interface SessionFacts {
  readonly id: string;
  readonly organizationId: string;
  readonly programmeId: string;
  readonly organization: { readonly slug: string; readonly name: string };
  readonly programme: { readonly slug: string; readonly title: string; readonly titleEn: string | null };
  readonly course: { readonly id: string; readonly title: string; readonly fiscalYear: number };
  readonly number: number | null;
  readonly title: string | null;
  readonly topic: string | null;
  readonly format: string | null;
  readonly lecturer: string | null;
  readonly dateText: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly timeZone: string;
  readonly venue: string | null;
  readonly status: 'scheduled' | 'cancelled';
  readonly cancelReason: string | null;
  readonly pools: readonly PoolUse[];
  /** When and by whom attendance was last recorded; null: nothing is recorded. */
  readonly record: { readonly at: Date; readonly by: string | null } | null;
}

/** Seats of one sort as staff see them; `capacity` null: no limit, or none stated. */
export interface PoolUse {
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  readonly capacity: number | null;
  readonly capacityStated: boolean;
  readonly taken: number;
  /** Registrations in the queue. */
  readonly waiting: number;
}

/** One place of the roster. `markable`: attendance can stand against it. */
export interface RosterPlace {
  readonly place: string;
  readonly registration: string;
  readonly code: string;
  readonly nickname: string;
  readonly relation: string | null;
  /** Who comes along, as far as they are named. */
  readonly companions: readonly { readonly nickname: string | null; readonly relation: string | null }[];
  /** By which way the request came. */
  readonly channel: Channel;
  /** How many notes staff have written about it. */
  readonly notes: number;
  readonly people: number;
  readonly pool: { readonly label: string; readonly labelEn: string | null };
  readonly status: PlaceStatus;
  /** Place in the queue of its pool, from 1; null where it does not wait. */
  readonly waitingPosition: number | null;
  readonly mark: Mark | null;
  readonly markPeople: number | null;
  readonly markable: boolean;
}

const SESSION = `
  SELECT s.id, s.organization_id AS "organizationId", s.programme_id AS "programmeId",
         jsonb_build_object('slug', o.slug, 'name', o.name) AS organization,
         jsonb_build_object('slug', p.slug, 'title', p.title, 'titleEn', p.title_en) AS programme,
         jsonb_build_object('id', c.id, 'title', c.title, 'fiscalYear', c.fiscal_year) AS course,
         s.number, s.title, s.topic, s.format, s.lecturer, s.date_text AS "dateText",
         s.starts_on::text AS "startsOn", s.ends_on::text AS "endsOn",
         s.start_time::text AS "startTime", s.end_time::text AS "endTime", s.time_zone AS "timeZone",
         v.name AS venue, s.status, s.cancel_reason AS "cancelReason",
         r.recorded_at AS "recordedAt", COALESCE(m.name, t.label) AS "recordedBy",
         ARRAY(
           SELECT jsonb_build_object(
                    'label', sp.label, 'labelEn', sp.label_en, 'unit', sp.unit, 'capacity', sp.capacity,
                    'capacityStated', sp.capacity_stated, 'taken', sp.taken,
                    'waiting', (SELECT count(*) FROM places w WHERE w.pool_id = sp.id AND w.status = 'waitlisted'))
             FROM seat_pools sp WHERE sp.session_id = s.id ORDER BY sp.position, sp.key) AS pools
    FROM sessions s
    JOIN courses c ON c.id = s.course_id
    JOIN programmes p ON p.id = s.programme_id
    JOIN organizations o ON o.id = s.organization_id
    LEFT JOIN venues v ON v.id = s.venue_id
    LEFT JOIN attendance_records r ON r.session_id = s.id
    LEFT JOIN staff_members m ON r.recorded_by = 'staff:' || m.id
    LEFT JOIN api_tokens t ON r.recorded_by = 'token:' || t.id
   WHERE s.id = $1 AND (s.organization_id = ANY ($2) OR s.programme_id = ANY ($3))`;

// Whoever was marked stays on the sheet, also when the place was given up afterwards.
const ROSTER = `
  SELECT pl.id AS place, g.id AS registration, g.code, g.nickname, g.relation, g.channel, g.people,
         (SELECT coalesce(json_agg(json_build_object('nickname', n.nickname, 'relation', n.relation)
            ORDER BY n.position), '[]') FROM companions n WHERE n.registration_id = g.id) AS companions,
         (SELECT count(*)::int FROM registration_notes t WHERE t.registration_id = g.id) AS notes,
         jsonb_build_object('label', sp.label, 'labelEn', sp.label_en) AS pool, pl.status,
         CASE WHEN pl.status = 'waitlisted' THEN
           (row_number() OVER (PARTITION BY pl.pool_id, pl.status ORDER BY g.queued_at, g.id))::int
         END AS "waitingPosition",
         a.mark, a.people AS "markPeople", (pl.status = 'confirmed' OR a.place_id IS NOT NULL) AS markable
    FROM places pl
    JOIN registrations g ON g.id = pl.registration_id
    JOIN seat_pools sp ON sp.id = pl.pool_id
    LEFT JOIN attendance_marks a ON a.place_id = pl.id
   WHERE pl.session_id = $1 AND (pl.status <> 'released' OR a.place_id IS NOT NULL)
   ORDER BY (pl.status <> 'confirmed'), (pl.status = 'waitlisted'), sp.position, sp.key, g.queued_at, g.id`;

/** Reads a session and who is on its list, for staff. */
@Injectable()
export class RosterQueries {
  constructor(private readonly db: DataSource) {}

  /** Null where there is no such session in the scope. */
  async session(id: string, { organizations, programmes }: StaffScope): Promise<SessionFacts | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.db.query(SESSION, [id, organizations, programmes]);
    if (!row) return null;
    const { recordedAt, recordedBy, ...facts } = row;
    return { ...facts, record: recordedAt ? { at: recordedAt, by: recordedBy } : null };
  }

  /** Confirmed places first, then the queue in its order. Pass the transaction to see what it has written. */
  roster(sessionId: string, tx: EntityManager = this.db.manager): Promise<RosterPlace[]> {
    return tx.query(ROSTER, [sessionId]);
  }

  async counts(sessionId: string, tx: EntityManager = this.db.manager): Promise<Map<Category, number>> {
    const rows: { category: Category; people: number }[] = await tx.query(
      'SELECT category, people FROM head_counts WHERE session_id = $1 ORDER BY category',
      [sessionId],
    );
    return new Map(rows.map(({ category, people }) => [category, people]));
  }
}
