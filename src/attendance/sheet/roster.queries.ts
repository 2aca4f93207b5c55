import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { StaffScope } from '../../programmes/programme-access.js';
import type { Channel, PlaceStatus } from '../../registrations/domain/statuses.js';
import { type Mark, MOST_MEMBERS, summaryOf } from '../domain/attendance.js';
import type { OwnCategory } from '../domain/head-categories.js';

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
  readonly record: {
    readonly at: Date;
    readonly by: string | null;
    /** True: its head counts are estimates. */
    readonly approximate: boolean;
    /** When and by whom the sheet was closed; null: it is open. */
    readonly closed: { readonly at: Date; readonly by: string | null } | null;
  } | null;
  /** The organization's own categories of head counts; empty: the usual. */
  readonly ownCategories: readonly OwnCategory[];
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

/** One person of a party, and what stands against them. */
export interface RosterMember {
  /** 0: the contact; 1 and up: who come along, in the order in which they are named. */
  readonly member: number;
  readonly nickname: string | null;
  readonly relation: string | null;
  /** Null: not marked. */
  readonly mark: Mark | null;
  readonly markedAt: Date | null;
  /** Name of the staff member or label of the token that marked them; null: not marked, or the account is gone. */
  readonly by: string | null;
}

/** One place of the roster. `markable`: attendance can stand against it. */
export interface RosterPlace {
  readonly place: string;
  readonly registration: string;
  readonly code: string;
  /** Null: the reader does not see who it is, only the number. */
  readonly nickname: string | null;
  readonly relation: string | null;
  readonly municipality: string | null;
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
  /** Each of its party; after the party has shrunk, also those of whom a mark was made before. */
  readonly members: readonly RosterMember[];
  /** What is said of it in one word, and how many came. */
  readonly mark: Mark | null;
  readonly markPeople: number | null;
  readonly markable: boolean;
}

type PlaceRow = Omit<RosterPlace, 'members' | 'mark' | 'markPeople'> & {
  readonly members: readonly (Omit<RosterMember, 'markedAt'> & { readonly markedAt: string | null })[];
};

const SESSION = `
  SELECT s.id, s.organization_id AS "organizationId", s.programme_id AS "programmeId",
         jsonb_build_object('slug', o.slug, 'name', o.name) AS organization,
         jsonb_build_object('slug', p.slug, 'title', p.title, 'titleEn', p.title_en) AS programme,
         jsonb_build_object('id', c.id, 'title', c.title, 'fiscalYear', c.fiscal_year) AS course,
         s.number, s.title, s.topic, s.format, s.lecturer, s.date_text AS "dateText",
         s.starts_on::text AS "startsOn", s.ends_on::text AS "endsOn",
         s.start_time::text AS "startTime", s.end_time::text AS "endTime", s.time_zone AS "timeZone",
         v.name AS venue, s.status, s.cancel_reason AS "cancelReason",
         r.recorded_at AS "recordedAt", COALESCE(m.name, t.label) AS "recordedBy", r.approximate,
         r.closed_at AS "closedAt", COALESCE(cm.name, ct.label) AS "closedBy", o.head_categories AS "ownCategories",
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
    LEFT JOIN staff_members cm ON r.closed_by = 'staff:' || cm.id
    LEFT JOIN api_tokens ct ON r.closed_by = 'token:' || ct.id
   WHERE s.id = $1 AND (s.organization_id = ANY ($2) OR s.programme_id = ANY ($3))`;

// Companions are numbered from 0 in their table, and are the members from 1 of their party.
const MEMBERS = `
  SELECT json_agg(json_build_object(
           'member', n.member,
           'nickname', CASE n.member WHEN 0 THEN g.nickname ELSE companion.nickname END,
           'relation', CASE n.member WHEN 0 THEN g.relation ELSE companion.relation END,
           'mark', a.mark, 'markedAt', a.marked_at, 'by', COALESCE(marker.name, token.label)) ORDER BY n.member) AS members,
         count(a.mark) > 0 AS marked
    FROM generate_series(0, LEAST(${MOST_MEMBERS}, GREATEST(g.people,
           1 + COALESCE((SELECT max(own.member) FROM attendance_marks own WHERE own.place_id = pl.id), 0))) - 1) AS n (member)
    LEFT JOIN companions companion ON companion.registration_id = g.id AND companion.position = n.member - 1
    LEFT JOIN attendance_marks a ON a.place_id = pl.id AND a.member = n.member
    LEFT JOIN staff_members marker ON a.marked_by = 'staff:' || marker.id
    LEFT JOIN api_tokens token ON a.marked_by = 'token:' || token.id`;

// Whoever was marked stays on the sheet, also when the place was given up afterwards.
const ROSTER = `
  SELECT pl.id AS place, g.id AS registration, g.code, g.nickname, g.relation, g.municipality, g.channel, g.people,
         (SELECT coalesce(json_agg(json_build_object('nickname', n.nickname, 'relation', n.relation)
            ORDER BY n.position), '[]') FROM companions n WHERE n.registration_id = g.id) AS companions,
         (SELECT count(*)::int FROM registration_notes t WHERE t.registration_id = g.id) AS notes,
         jsonb_build_object('label', sp.label, 'labelEn', sp.label_en) AS pool, pl.status,
         CASE WHEN pl.status = 'waitlisted' THEN
           (row_number() OVER (PARTITION BY pl.pool_id, pl.status ORDER BY g.queued_at, g.id))::int
         END AS "waitingPosition",
         party.members, (pl.status = 'confirmed' OR party.marked) AS markable
    FROM places pl
    JOIN registrations g ON g.id = pl.registration_id
    JOIN seat_pools sp ON sp.id = pl.pool_id
    CROSS JOIN LATERAL (${MEMBERS}) party
   WHERE pl.session_id = $1 AND (pl.status <> 'released' OR party.marked)
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
    const { recordedAt, recordedBy, approximate, closedAt, closedBy, ...facts } = row;
    const closed = closedAt && { at: closedAt, by: closedBy };
    return { ...facts, record: recordedAt ? { at: recordedAt, by: recordedBy, approximate, closed } : null };
  }

  /** Confirmed places first, then the queue in its order. Pass the transaction to see what it has written. */
  async roster(sessionId: string, tx: EntityManager = this.db.manager): Promise<RosterPlace[]> {
    const rows: PlaceRow[] = await tx.query(ROSTER, [sessionId]);
    return rows.map(({ members, ...place }) => {
      const summary = summaryOf(members.map(({ mark }) => mark));
      return {
        ...place,
        members: members.map((one) => ({ ...one, markedAt: one.markedAt ? new Date(one.markedAt) : null })),
        mark: summary.mark,
        markPeople: summary.people,
      };
    });
  }

  async counts(sessionId: string, tx: EntityManager = this.db.manager): Promise<Map<string, number>> {
    const rows: { category: string; people: number }[] = await tx.query(
      'SELECT category, people FROM head_counts WHERE session_id = $1 ORDER BY category',
      [sessionId],
    );
    return new Map(rows.map(({ category, people }) => [category, people]));
  }
}
