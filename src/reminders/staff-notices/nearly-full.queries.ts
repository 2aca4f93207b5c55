import type { DataSource } from 'typeorm';
import { toCome } from '../../registrations/seats/to-come.queries.js';
import { readersSql } from './readers.queries.js';
import { COUNTED_MODES, type NearlyFullFacts } from './staff-notices.js';
import { TOLD_SESSION, type ToldSession } from './told-session.js';

const KIND = 'staff_nearly_full';

/** SQL of `pool`: a tenth of its seats is left or less, and in any case where it is one or none. */
const IS_NEAR = 'pool.capacity - pool.taken <= GREATEST(1, pool.capacity / 10)';
/** SQL of `pool`: it has a limit, and is no slot for one, which is free or not. */
const HAS_SEATS = 'pool.capacity > 1';

/**
 * Tells staff who want it that seats are nearly gone: once per pool and capacity; where a course is registered for as a whole,
 * once for the course, and so too where several sessions of one that is registered for either way are nearly full: nine
 * sessions fill with one registration. Only of sessions to come in which somebody took a seat lately: what was full long ago is
 * no news to someone who has just asked for these mails, nor is a capacity that staff lower themselves. Seats given by lot
 * all go at once: staff see that in the result of the draw.
 * @param since seats taken before this are not lately
 * @returns how many were put.
 */
export async function putNearlyFull(
  db: Pick<DataSource, 'query'>,
  { now, since }: { now: Date; since: Date },
): Promise<number> {
  const rows: unknown[] = await db.query(
    `WITH pools AS (
       SELECT pool.id, pool.key, pool.capacity, pool.organization_id, c.id AS course_id, c.registration_mode AS mode,
         ${IS_NEAR} AS is_near,
         ${IS_NEAR} AND EXISTS (SELECT FROM places p
           WHERE p.pool_id = pool.id AND p.status = 'confirmed' AND p.confirmed_at > $2) AS is_news
       FROM courses c
       JOIN sessions s ON s.course_id = c.id AND s.status = 'scheduled' AND ${toCome('s', '$1')}
       JOIN seat_pools pool ON pool.session_id = s.id AND ${HAS_SEATS}
       WHERE c.registration_mode IN ${COUNTED_MODES} AND c.lottery IS NULL
     ), sorts AS (
       SELECT organization_id, course_id, key, bool_or(is_news) AS is_news,
         mode = 'course' OR (mode = 'both' AND count(*) FILTER (WHERE is_near) > 1) AS is_whole
       FROM pools GROUP BY organization_id, course_id, key, mode
     ), told AS (
       SELECT sort.organization_id, sort.course_id, sort.key, NULL::uuid AS pool_id, least.capacity,
         'course:' || sort.course_id || ':' || sort.key || ':' || least.capacity AS occasion
       FROM sorts sort
       CROSS JOIN LATERAL (
         SELECT min(pool.capacity) AS capacity FROM sessions s JOIN seat_pools pool ON pool.session_id = s.id
         WHERE s.course_id = sort.course_id AND pool.key = sort.key AND ${HAS_SEATS}) least
       WHERE sort.is_whole AND sort.is_news
       UNION ALL
       SELECT pool.organization_id, pool.course_id, pool.key, pool.id, pool.capacity,
         'pool:' || pool.id || ':' || pool.capacity
       FROM pools pool JOIN sorts sort USING (course_id, key)
       WHERE NOT sort.is_whole AND pool.is_news
     )
     INSERT INTO messages (id, organization_id, recipient, kind, occasion, subject_id, facts, due_at, created_at, priority)
     SELECT gen_random_uuid(), told.organization_id, reader.email, $3, told.occasion,
       COALESCE(told.pool_id, told.course_id),
       jsonb_build_object('member', reader.id, 'course', told.course_id, 'key', told.key, 'pool', told.pool_id,
         'capacity', told.capacity), $1, $1, 1
     FROM told JOIN ${readersSql('$3')} reader ON reader.organization_id = told.organization_id
     ORDER BY reader.email, told.occasion
     ON CONFLICT (recipient, kind, occasion) DO NOTHING
     RETURNING id`,
    [now, since, KIND],
  );
  return rows.length;
}

/** Seats of one sort in one session. */
export interface PoolStanding extends ToldSession {
  readonly label: string;
  readonly labelEn: string | null;
  readonly unit: 'people' | 'parties';
  readonly capacity: number;
  readonly taken: number;
  /** Registrations that wait for one of them. */
  readonly waiting: number;
  readonly isNear: boolean;
}

/** The pools that such a mail is about, over and cancelled sessions among them, by date. */
export async function poolsToTell(
  db: DataSource,
  { pool, course, key }: Pick<NearlyFullFacts, 'pool' | 'course' | 'key'>,
): Promise<PoolStanding[]> {
  return db.query(
    `SELECT ${TOLD_SESSION}, pool.label, pool.label_en AS "labelEn", pool.unit, pool.capacity, pool.taken,
       ${IS_NEAR} AS "isNear",
       (SELECT count(*)::int FROM places p WHERE p.pool_id = pool.id AND p.status = 'waitlisted') AS waiting
     FROM courses c
     JOIN programmes g ON g.id = c.programme_id
     JOIN sessions s ON s.course_id = c.id
     JOIN seat_pools pool ON pool.session_id = s.id AND pool.key = $2 AND ${HAS_SEATS}
     WHERE c.id = $1 AND ($3::uuid IS NULL OR pool.id = $3)
     ORDER BY s.starts_at NULLS LAST, s.number, s.id`,
    [course, key, pool],
  );
}
