import type { DataSource, EntityManager } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import { TERMS } from '../answers/programme-terms.queries.js';
import type { PoolRow, SessionRow } from './session-view.js';

/** Which sessions; every condition that is left out does not restrict. Dates are civil, `YYYY-MM-DD`, both inclusive. */
export interface SessionFilter {
  readonly ids?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Slug of the organization. */
  readonly organization?: string;
  /** Slug of the programme; sessions of others that serve it too are among them. */
  readonly programme?: string;
  readonly course?: string;
  /** Of its programme, or of one that it serves too. */
  readonly kind?: string | readonly string[];
  readonly audience?: string | readonly string[];
  /** Only what is not over then; what says no end counts until its day is over. */
  readonly notOverAt?: Date;
  /** Courses whose ordinary sessions are shown elsewhere: what is cancelled, or has a title or topic, stays in. */
  readonly gathered?: readonly string[];
  /** Undated sessions come last, and only where asked for. */
  readonly includeUndated?: boolean;
  /**
   * True: with what matters to those who register: what the programme asks and requires, and whether somebody waits in the
   * course.
   */
  readonly forRegistering?: boolean;
  readonly limit?: number;
  /** Continue after this session in the order of date, time, id. */
  readonly after?: { readonly startsAt: Date; readonly id: string };
}

const COLUMNS = `session.id,
  session.organization_id AS "organizationId", session.programme_id AS "programmeId",
  json_build_object('slug', organization.slug, 'name', organization.name, 'nameEn', organization.name_en)
    AS organization,
  json_build_object('slug', programme.slug, 'title', programme.title, 'titleEn', programme.title_en,
    'kind', programme.kind) AS programme,
  CASE WHEN cardinality(session.also_for_ids) = 0 THEN '[]'::json ELSE
    (SELECT coalesce(json_agg(json_build_object('slug', served.slug, 'title', served.title, 'titleEn', served.title_en)
       ORDER BY served.position, served.key), '[]')
     FROM programmes served WHERE served.id = ANY(session.also_for_ids)) END AS "alsoFor",
  json_build_object('id', course.id, 'title', course.title, 'titleEn', course.title_en) AS course,
  session.number, session.list_number AS "listNumber", session.title, session.topic, session.format,
  session.lecturer, session.date_state AS "dateState",
  session.date_text AS "dateText", session.within_from AS "withinFrom",
  session.within_until AS "withinUntil", session.starts_on AS "startsOn", session.ends_on AS "endsOn",
  to_char(session.start_time, 'HH24:MI') AS "startTime", to_char(session.end_time, 'HH24:MI') AS "endTime",
  to_char(session.doors_open, 'HH24:MI') AS "doorsOpen", session.duration_text AS "durationText",
  session.starts_at AS "startsAt", session.ends_at AS "endsAt", session.time_zone AS "timeZone",
  CASE WHEN venue.id IS NOT NULL THEN json_build_object('name', venue.name, 'nameEn', venue.name_en,
    'address', venue.address, 'building', venue.building, 'access', venue.access, 'parking', venue.parking,
    'online', venue.online, 'latitude', venue.latitude, 'longitude', venue.longitude) END AS venue,
  session.previous_starts AS "previousStarts", session.segments, session.status,
  session.cancel_reason AS "cancelReason", session.sequence,
  course.registration_mode AS mode, course.opens_at AS "opensAt", course.closes_at AS "closesAt",
  session.registration_closed_at AS "registrationClosedAt", course.channels, course.waiting_list AS "waitingList",
  course.queue_holds AS "queueHolds", course.offer_hours AS "offerHours", course.approval,
  CASE WHEN course.lottery IS NOT NULL THEN coalesce(
    (SELECT CASE WHEN lottery.seed IS NULL THEN 'listed' ELSE 'drawn' END FROM lotteries lottery
     WHERE lottery.course_id = course.id AND (lottery.session_id IS NULL OR lottery.session_id = session.id)
     LIMIT 1), 'collecting') END AS "lotteryStage",
  course.closes_when_full AS "closesWhenFull", course.join_until AS "joinUntil", course.max_people AS "maxPeople",
  (SELECT coalesce(json_agg(json_build_object('id', pool.id, 'key', pool.key, 'label', pool.label,
     'labelEn', pool.label_en, 'unit', pool.unit, 'capacity', pool.capacity, 'capacityStated', pool.capacity_stated,
     'taken', pool.taken, 'keptFor', pool.kept_for, 'keptUnits', pool.kept_units, 'keptUntil', pool.kept_until,
     'takenKept', pool.taken_kept, 'held', pool.held) ORDER BY pool.position, pool.key), '[]')
   FROM seat_pools pool WHERE pool.session_id = session.id) AS pools`;

/** True where somebody waits for seats in the course and would take them. */
const SOMEONE_WAITS = `EXISTS (SELECT FROM registrations waiting
  WHERE waiting.course_id = course.id AND waiting.status = 'waitlisted' AND waiting.resting IS NULL) AS "someoneWaits"`;

const TABLES = `FROM sessions session
JOIN courses course ON course.id = session.course_id
JOIN programmes programme ON programme.id = session.programme_id
JOIN organizations organization ON organization.id = session.organization_id
LEFT JOIN venues venue ON venue.id = session.venue_id`;

/** A session of which there is nothing to say but when and where. */
export const ORDINARY = `session.status = 'scheduled' AND session.title IS NULL AND session.topic IS NULL`;

/** Sessions in the order of date, time and id (undated ones of what is known of their months), with their pools: one query, whatever their number. */
export async function selectSessions(
  db: DataSource | EntityManager,
  filter: SessionFilter,
): Promise<SessionRow[]> {
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  where(filter.ids, (ids) => `session.id = ANY(${ids}::uuid[])`);
  where(filter.from, (from) =>
    filter.includeUndated
      ? `(session.starts_on IS NULL OR coalesce(session.ends_on, session.starts_on) >= ${from}::date)`
      : `coalesce(session.ends_on, session.starts_on) >= ${from}::date`,
  );
  where(filter.to, (to) => `session.starts_on <= ${to}::date`);
  where(filter.organization, (slug) => `organization.slug = ${slug}`);
  where(filter.course, (id) => `session.course_id = ${id}::uuid`);
  where(
    filter.gathered?.length ? filter.gathered : undefined,
    (courses) => `NOT (session.course_id = ANY(${courses}::uuid[]) AND ${ORDINARY})`,
  );
  where(filter.notOverAt, (now) => `(session.ends_at IS NULL OR session.ends_at > ${now})`);
  const { programme } = filter;
  const [kinds, audiences] = [someOf(filter.kind), someOf(filter.audience)];
  if (programme !== undefined || kinds !== null || audiences !== null) {
    conditions.push(serving(parameters, [programme ?? null, kinds, audiences]));
  }
  if (!filter.includeUndated && !filter.ids) conditions.push('session.starts_at IS NOT NULL');
  if (filter.after) {
    parameters.push(filter.after.startsAt, filter.after.id);
    conditions.push(`(session.starts_at, session.id) > ($${parameters.length - 1}, $${parameters.length})`);
  }
  let sql = `SELECT ${COLUMNS}${filter.forRegistering ? `, ${TERMS}, ${SOMEONE_WAITS}` : ''} ${TABLES} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
    ORDER BY session.starts_at NULLS LAST, session.within_from NULLS LAST, session.within_until,
      session.number NULLS LAST, session.id`;
  if (filter.limit !== undefined) {
    parameters.push(filter.limit);
    sql += ` LIMIT $${parameters.length}`;
  }
  // Lookups are asked all the time, with few texts.
  const isLookup = parameters.length === 1 && (filter.ids ?? filter.course) !== undefined;
  const rows: SessionRow[] = await db.query(isLookup ? prepared(sql) : sql, parameters);
  return rows.map((row) => ({ ...row, pools: row.pools.map(withInstant) }));
}

/** An instant inside JSON is text. */
function withInstant(pool: PoolRow): PoolRow {
  return pool.keptUntil === null ? pool : { ...pool, keptUntil: new Date(pool.keptUntil) };
}

/** What a filter lets through; null: everything. */
export function someOf(values: string | readonly string[] | undefined): readonly string[] | null {
  const list = values === undefined ? [] : [values].flat();
  return list.length > 0 ? list : null;
}

/** Condition: the session's programme, or one that it serves too, has this slug, a kind and an audience of these, as far as they are given. */
function serving(
  parameters: unknown[],
  given: readonly [string | null, readonly string[] | null, readonly string[] | null],
): string {
  const first = parameters.length + 1;
  parameters.push(...given);
  const found = `FROM programmes served
    WHERE ($${first}::text IS NULL OR served.slug = $${first})
      AND ($${first + 1}::text[] IS NULL OR served.kind = ANY($${first + 1}))
      AND ($${first + 2}::text[] IS NULL OR served.audiences && $${first + 2})`;
  // A session serves programmes of its own organization only: its index leads to both.
  return `session.organization_id = ANY(ARRAY(SELECT served.organization_id ${found}))
    AND (session.programme_id = ANY(ARRAY(SELECT served.id ${found}))
      OR session.also_for_ids && ARRAY(SELECT served.id ${found}))`;
}
