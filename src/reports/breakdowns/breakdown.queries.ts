import type { EntityManager } from 'typeorm';
import { personOf, samePersonJoin } from '../../attendance/people/person-key.sql.js';
import { sorted } from '../figures/classes.queries.js';
import { pickedValues, type Selection } from '../figures/picked.sql.js';
import type { Axis } from './breakdown.js';

/** What is asked of the sessions picked, beside them. */
export interface Telling {
  readonly selection: Selection;
  /** Classes of sessions (`classesOf` by programme, of the same transaction) that count. */
  readonly classes: readonly number[];
  /** Classes, and programmes in whose lines they count. */
  readonly programmes: readonly (readonly [number, string])[];
  /** Ages at which bands begin, ascending. */
  readonly bands: readonly number[];
  /** Only people who registered as of this municipality; null: all. */
  readonly municipality: string | null;
}

/** How many there are of one value of an axis; `value` null: 不明. Of `weekday`: `1` to `7` from Monday, a colon, the slot. */
export interface Told {
  readonly axis: Axis;
  readonly value: string | null;
  readonly count: number;
}

export interface ToldHeads extends Told {
  /** True where some were estimated. */
  readonly approximate: boolean;
}

/** SQL: by the clock of the place; `unknown`: 時刻は未定. */
const SLOT = `extract(isodow FROM s.starts_on)::int || ':' || CASE WHEN session.start_time IS NULL THEN 'unknown'
  WHEN session.start_time < '12:00' THEN 'morning' WHEN session.start_time < '17:00' THEN 'afternoon' ELSE 'evening' END`;

const ONLINE_POOL = `pool.key LIKE '%online%'`;

/** $8 classes, $9 and $10 their programmes, $11 where age bands begin, $12 a municipality or null. */
const COUNTED = `counted AS MATERIALIZED (
    SELECT s.*, ${SLOT} AS slot, COALESCE(venue.online, false) AS online
      FROM sorted s
      JOIN sessions session ON session.id = s.session_id
      LEFT JOIN venues venue ON venue.id = s.venue_id
     WHERE s.class = ANY ($8::int[]) AND s.period = 0
  ), serves AS MATERIALIZED (
    SELECT * FROM unnest($9::int[], $10::text[]) AS pair (class, programme)
  )`;

/** SQL: the band of an age, by its number: 0 is below the first. */
const band = (age: string) => `width_bucket(${age}, $11::int[])`;

/** One line for each presence of a person in a held session, with everything that tells it from others. */
const CAME = `came AS MATERIALIZED (
    SELECT s.class, s.venue_id, s.slot, pl.organization_id, (${personOf('pl')}) COLLATE "C" AS person, m.member,
           CASE WHEN m.mark = 'online' OR s.online OR ${ONLINE_POOL} THEN 'online' ELSE 'onsite' END AS format,
           CASE said.relation WHEN 'public' THEN 'other' ELSE said.relation END AS relation, ${band('said.age')} AS band,
           r.municipality, r.channel, r.created_at, r.id AS registration_id
      FROM counted s
      JOIN attendance_marks m ON m.session_id = s.session_id AND m.mark NOT IN ('excused', 'absent')
      JOIN places pl ON pl.id = m.place_id
      JOIN registrations r ON r.id = pl.registration_id
      JOIN seat_pools pool ON pool.id = pl.pool_id
      LEFT JOIN companions c ON c.registration_id = r.id AND c.position = m.member AND m.member > 0
      CROSS JOIN LATERAL (SELECT CASE WHEN m.member = 0 THEN r.relation ELSE c.relation END AS relation,
                                 CASE WHEN m.member = 0 THEN r.age ELSE c.age END AS age) said
      ${samePersonJoin('pl')}
     WHERE s.held AND ($12::text IS NULL OR r.municipality = $12)
  )`;

const ATTENDANCES = `
  WITH ${sorted('programme')}, ${COUNTED}, ${CAME}, summed AS (
    SELECT class, venue_id, slot, format, relation, band, municipality, channel, count(*) AS people
      FROM came GROUP BY class, venue_id, slot, format, relation, band, municipality, channel
  ), told AS (
    SELECT axis, value, people FROM summed CROSS JOIN LATERAL (VALUES
      ('relation', relation), ('age', band::text), ('municipality', municipality), ('channel', channel),
      ('format', format), ('venue', venue_id::text), ('weekday', slot)) AS by_axis (axis, value)
    UNION ALL
    SELECT 'programme', serves.programme, people FROM summed JOIN serves USING (class)
  )
  SELECT axis, value, sum(people)::int AS count FROM told GROUP BY axis, value`;

/**
 * What somebody is, is what was said last; where and when they came counts in each line. Beside the lines there are all of them
 * (axis `all`).
 */
const PEOPLE = `
  WITH ${sorted('programme')}, ${COUNTED}, ${CAME}, visits AS (
    SELECT DISTINCT organization_id, person, member, class, venue_id, slot, format FROM came
  ), persons AS (
    SELECT organization_id, person, member,
           (array_agg(relation ORDER BY created_at DESC, registration_id DESC) FILTER (WHERE relation IS NOT NULL))[1] AS relation,
           (array_agg(band ORDER BY created_at DESC, registration_id DESC) FILTER (WHERE band IS NOT NULL))[1] AS band,
           (array_agg(municipality ORDER BY created_at DESC, registration_id DESC)
             FILTER (WHERE municipality IS NOT NULL))[1] AS municipality,
           (array_agg(channel ORDER BY created_at DESC, registration_id DESC))[1] AS channel
      FROM came GROUP BY organization_id, person, member
  ), told AS (
    SELECT axis, value FROM persons CROSS JOIN LATERAL (VALUES ('all', ''), ('relation', relation), ('age', band::text),
      ('municipality', municipality), ('channel', channel)) AS by_axis (axis, value)
    UNION ALL
    SELECT axis, value FROM (
      SELECT DISTINCT axis, value, organization_id, person, member FROM visits
       CROSS JOIN LATERAL (VALUES ('format', format), ('venue', venue_id::text), ('weekday', slot)) AS by_axis (axis, value)
      UNION ALL
      SELECT DISTINCT 'programme', serves.programme, organization_id, person, member FROM visits JOIN serves USING (class)
    ) each
  )
  SELECT axis, value, count(*)::int AS count FROM told GROUP BY axis, value`;

/** Heads of held sessions; a session that has seats of both sorts does not say in which they sat. */
const HEADS = `
  WITH ${sorted('programme')}, ${COUNTED}, pooled AS (
    SELECT s.session_id, bool_or(${ONLINE_POOL}) AS has_online, bool_or(NOT ${ONLINE_POOL}) AS has_onsite
      FROM counted s JOIN seat_pools pool ON pool.session_id = s.session_id GROUP BY s.session_id
  ), heads AS (
    SELECT s.class, s.venue_id, s.slot, s.approximate, h.category, h.people,
           CASE WHEN s.online OR (pooled.has_online AND NOT pooled.has_onsite) THEN 'online'
                WHEN pooled.has_online THEN NULL ELSE 'onsite' END AS format
      FROM counted s JOIN head_counts h ON h.session_id = s.session_id AND h.people > 0
      LEFT JOIN pooled ON pooled.session_id = s.session_id
     WHERE s.held AND $12::text IS NULL AND cardinality($11::int[]) >= 0
  ), told AS (
    SELECT axis, value, people, approximate FROM heads CROSS JOIN LATERAL (VALUES ('relation', category), ('age', NULL),
      ('municipality', NULL), ('channel', 'heads'), ('format', format), ('venue', venue_id::text), ('weekday', slot))
      AS by_axis (axis, value)
    UNION ALL
    SELECT 'programme', serves.programme, people, approximate FROM heads JOIN serves USING (class)
  )
  SELECT axis, value, sum(people)::int AS count, bool_or(approximate) AS approximate FROM told GROUP BY axis, value`;

/**
 * Requests for the sessions, as the report counts them: one that another goes on in is that other, with what that one says; its
 * channel is that by which it was asked first. Walk-ins asked for nothing.
 */
const APPLICATIONS = `
  WITH RECURSIVE ${sorted('programme')}, ${COUNTED}, ends AS (
    SELECT id, continued_by_id AS kept FROM registrations WHERE continued_by_id IS NOT NULL
       AND organization_id IN (SELECT organization_id FROM sorted)
    UNION
    SELECT ends.id, next.continued_by_id FROM ends JOIN registrations next ON next.id = ends.kept
     WHERE next.continued_by_id IS NOT NULL
  ), last AS (
    SELECT ends.id, ends.kept FROM ends
     WHERE NOT EXISTS (SELECT FROM registrations next WHERE next.id = ends.kept AND next.continued_by_id IS NOT NULL)
  ), asks AS MATERIALIZED (
    SELECT COALESCE(last.kept, r.id) AS request, r.channel, r.created_at, r.id, s.class, s.venue_id, s.slot,
           CASE WHEN s.online OR ${ONLINE_POOL} THEN 'online' ELSE 'onsite' END AS format
      FROM counted s
      JOIN places pl ON pl.session_id = s.session_id
      JOIN seat_pools pool ON pool.id = pl.pool_id
      JOIN registrations r ON r.id = pl.registration_id AND r.created_at <= $7
      LEFT JOIN last ON last.id = r.id
     WHERE $12::text IS NULL OR r.municipality = $12
  ), requests AS MATERIALIZED (
    SELECT asks.request, (array_agg(asks.channel ORDER BY asks.created_at, asks.id)
             FILTER (WHERE asks.channel <> 'walk_in'))[1] AS channel
      FROM asks GROUP BY asks.request HAVING bool_or(asks.channel <> 'walk_in')
  ), told AS (
    SELECT axis, value FROM requests JOIN registrations r ON r.id = requests.request
     CROSS JOIN LATERAL (VALUES ('all', ''), ('relation', CASE r.relation WHEN 'public' THEN 'other' ELSE r.relation END),
       ('age', ${band('r.age')}::text), ('municipality', r.municipality), ('channel', requests.channel)) AS by_axis (axis, value)
    UNION ALL
    SELECT axis, value FROM (
      SELECT DISTINCT axis, value, request FROM asks JOIN requests USING (request)
       CROSS JOIN LATERAL (VALUES ('format', format), ('venue', venue_id::text), ('weekday', slot)) AS by_axis (axis, value)
      UNION ALL
      SELECT DISTINCT 'programme', serves.programme, request FROM asks JOIN requests USING (request) JOIN serves USING (class)
    ) each
  )
  SELECT axis, value, count(*)::int AS count FROM told GROUP BY axis, value`;

function values({ selection, classes, programmes, bands, municipality }: Telling): unknown[] {
  return [
    ...pickedValues(selection),
    classes,
    programmes.map(([one]) => one),
    programmes.map(([, programme]) => programme),
    bands,
    municipality,
  ];
}

/** Presences marked in held sessions, told apart. */
export function attendancesBy(tx: EntityManager, telling: Telling): Promise<Told[]> {
  return tx.query(ATTENDANCES, values(telling));
}

/** What lines say, and how many there are in all, each once (axis `all`). */
export type ToldOnce = Told | { readonly axis: 'all'; readonly value: ''; readonly count: number };

/** The people of those presences, each once in a line; the rest of who one is as `personOf`. */
export function peopleBy(tx: EntityManager, telling: Telling): Promise<ToldOnce[]> {
  return tx.query(PEOPLE, values(telling));
}

/** Heads counted in held sessions, told apart as far as heads can be. */
export function headsBy(tx: EntityManager, telling: Telling): Promise<ToldHeads[]> {
  return tx.query(HEADS, values(telling));
}

export function applicationsBy(tx: EntityManager, telling: Telling): Promise<ToldOnce[]> {
  return tx.query(APPLICATIONS, values(telling));
}
