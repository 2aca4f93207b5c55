import type { EntityManager } from 'typeorm';
import { contactKeyOf } from '../../attendance/people/person-key.sql.js';
import { sorted } from './classes.queries.js';
import { pickedValues, type Selection } from './picked.sql.js';
import type { Grouping } from './report.js';

/** What is counted of people in a scope, where somebody who is in several of its classes counts once. */
export interface ScopePeople {
  readonly scope: number;
  /** Presences of people, each time. */
  readonly attendances: number;
  readonly people: number;
  /** Of `people`, those who had never come to anything of the organization before the period. */
  readonly newPeople: number;
  /** Parties of which somebody came, each time and once. */
  readonly householdAttendances: number;
  readonly households: number;
  /** Of places confirmed: people who did not come, and those who had said so. */
  readonly absent: number;
  readonly excused: number;
  /** Requests for a session, those of them that never got a seat there, and seats given up. */
  readonly applications: number;
  readonly waiting: number;
  readonly withdrawals: number;
}

const CAME = `mark NOT IN ('excused', 'absent')`;
/** Bits of members that are set in an SQL integer. */
const bits = (mask: string) => `bit_count((${mask})::bit(20))`;

const UUID = `'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;
/** SQL: a text as an id; null where it is none. */
const asId = (text: string) => `CASE WHEN ${text} ~ ${UUID} THEN ${text}::uuid END`;

/**
 * SQL: the member `n` of the person `p` came to a session of the organization before the period. Ends at the first. Sessions are
 * looked for in a list that is made once: as a condition of its own (IS TRUE), or it would be read again for each person.
 */
const earlier = (by: string) => `EXISTS (
  SELECT FROM places pl
    JOIN attendance_marks m ON m.place_id = pl.id AND m.member = n.member AND m.${CAME}
   WHERE pl.organization_id = p.organization_id AND ${by}
     AND ((pl.session_id, p.period) IN (SELECT session_id, period FROM past)) IS TRUE)`;

/** SQL: of the marks `m` of the place `pl`, one only: the first of those for whom it is asked; also where it has none. */
const first = (of = '') => `(COALESCE(m.member, 0) = 0 OR NOT EXISTS (
  SELECT FROM attendance_marks lower WHERE lower.place_id = pl.id AND lower.member < m.member ${of}))`;

/**
 * $8 and $9: classes and the scopes in which they count; $10 a municipality, or null for all.
 * `lines`: places and marks of the sessions picked, read once, and put together as early as can be: a line for each registration and
 * class. `seen`: one for each contact and class, with the members of its party who came as bits. `sooner`: the members whom an
 * earlier period of the same report knows; only others are looked for in what was before (`known`). A request that another goes on
 * in (`continued_by_id`) is that other.
 */
const PEOPLE = (by: Grouping) => `
  WITH RECURSIVE ${sorted(by)}, counts_in AS MATERIALIZED (
    SELECT * FROM unnest($8::int[], $9::int[]) AS pair (class, scope)
  ), summed AS MATERIALIZED (
    SELECT s.class, s.period, pl.organization_id, pl.registration_id, pl.contact_key,
           bit_or(1 << m.member) FILTER (WHERE m.${CAME}) AS came,
           count(*) FILTER (WHERE m.${CAME}) AS attendances,
           count(*) FILTER (WHERE m.${CAME} AND ${first(`AND lower.${CAME}`)}) AS parties,
           count(*) FILTER (WHERE m.mark = 'absent' AND pl.status = 'confirmed') AS absent,
           count(*) FILTER (WHERE m.mark = 'excused' AND pl.status = 'confirmed') AS excused,
           count(m.member) > 0 AS marked,
           bool_or((pl.status = 'confirmed' OR pl.confirmed_at IS NOT NULL) AND COALESCE(pl.confirmed_at <= $7, true)) AS seated,
           bool_or(pl.status = 'applied') AS open,
           count(*) FILTER (WHERE pl.status = 'released' AND pl.confirmed_at <= $7 AND COALESCE(pl.released_at <= $7, true)
             AND NOT s.cancelled AND ${first()}) AS withdrawals
      FROM sorted s
      JOIN places pl ON pl.session_id = s.session_id
      LEFT JOIN (
        SELECT m.place_id, m.member, m.mark FROM sorted s JOIN attendance_marks m ON m.session_id = s.session_id WHERE s.held
      ) m ON m.place_id = pl.id
     GROUP BY s.class, s.period, pl.organization_id, pl.registration_id, pl.contact_key
  ), lines AS MATERIALIZED (
    SELECT summed.*, r.channel, r.status AS request_status, r.continued_by_id, r.created_at,
           COALESCE(same.person_id::text, ${contactKeyOf('summed')}) AS person
      FROM summed JOIN registrations r ON r.id = summed.registration_id
      LEFT JOIN same_people same ON same.organization_id = summed.organization_id AND same.key = ${contactKeyOf('summed')}
     WHERE $10::text IS NULL OR r.municipality = $10
  ), seen AS MATERIALIZED (
    SELECT class, period, organization_id, person, bit_or(came) AS came, sum(attendances) AS attendances,
           sum(parties) AS parties, sum(absent) AS absent, sum(excused) AS excused
      FROM lines WHERE marked GROUP BY class, period, organization_id, person
  ), people AS MATERIALIZED (
    SELECT organization_id, person, period, bit_or(came) AS came
      FROM seen WHERE came IS NOT NULL GROUP BY organization_id, person, period
  ), begun AS (
    SELECT people.*, asked.from_on
      FROM people JOIN unnest($5::date[]) WITH ORDINALITY AS asked (from_on, number) ON asked.number = people.period + 1
  ), sooner AS MATERIALIZED (
    SELECT begun.*, COALESCE(bit_or(came) OVER (PARTITION BY organization_id, person ORDER BY from_on
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS sooner
      FROM begun
  ), identified AS MATERIALIZED (
    SELECT p.organization_id, p.person, p.period, p.from_on, p.came & ~p.sooner AS came,
           array_remove(array_agg(same.key), NULL) || p.person AS keys
      FROM sooner p
      LEFT JOIN same_people same ON same.organization_id = p.organization_id AND same.person_id::text = p.person
     WHERE p.came & ~p.sooner <> 0
     GROUP BY p.organization_id, p.person, p.period, p.from_on, p.came, p.sooner
  ), past AS MATERIALIZED (
    SELECT s.id AS session_id, (asked.number - 1)::int AS period
      FROM unnest($5::date[]) WITH ORDINALITY AS asked (from_on, number)
      JOIN sessions s ON s.starts_on < asked.from_on AND s.status <> 'cancelled' AND s.starts_at <= $7
     WHERE s.organization_id IN (SELECT organization_id FROM sorted)
  ), found AS MATERIALIZED (
    SELECT p.organization_id, p.person, p.period, bit_or(1 << n.member) AS members
      FROM identified p
      JOIN generate_series(0, 19) AS n (member) ON (p.came >> n.member) & 1 = 1
     WHERE ${earlier('pl.contact_key = ANY (p.keys)')}
        OR ${earlier(`pl.contact_key IS NULL AND pl.registration_id = ANY (
          ARRAY(SELECT ${asId('key')} FROM unnest(p.keys) AS key))`)}
     GROUP BY p.organization_id, p.person, p.period
  ), known AS MATERIALIZED (
    SELECT p.organization_id, p.person, p.period, p.sooner | COALESCE(found.members, 0) AS members
      FROM sooner p LEFT JOIN found USING (organization_id, person, period)
  ), scoped AS (
    SELECT c.scope, seen.organization_id, seen.person, bit_or(seen.came) AS came, bit_or(known.members) AS known,
           sum(seen.attendances) AS attendances, sum(seen.parties) AS parties, sum(seen.absent) AS absent,
           sum(seen.excused) AS excused
      FROM seen JOIN counts_in c ON c.class = seen.class
      LEFT JOIN known ON known.organization_id = seen.organization_id AND known.person = seen.person
        AND known.period = seen.period
     GROUP BY c.scope, seen.organization_id, seen.person
  ), present AS (
    SELECT scope, sum(attendances)::int AS attendances, COALESCE(sum(${bits('came')}), 0)::int AS people,
           COALESCE(sum(${bits('came & ~COALESCE(known, 0)')}), 0)::int AS new_people, sum(parties)::int AS party_attendances,
           count(came)::int AS parties, COALESCE(sum(absent), 0)::int AS absent, COALESCE(sum(excused), 0)::int AS excused
      FROM scoped GROUP BY scope
  ), ends AS (
    SELECT id, continued_by_id AS kept FROM registrations WHERE continued_by_id IS NOT NULL
      AND organization_id IN (SELECT organization_id FROM sorted)
    UNION
    SELECT ends.id, next.continued_by_id FROM ends JOIN registrations next ON next.id = ends.kept
     WHERE next.continued_by_id IS NOT NULL
  ), asks AS (
    SELECT pl.class, COALESCE(last.kept, pl.registration_id) AS request, bool_or(pl.channel <> 'walk_in') AS asked,
           bool_or(pl.seated) AS seated, bool_or(pl.open) AS open,
           sum(pl.withdrawals) FILTER (WHERE pl.continued_by_id IS NULL AND pl.request_status <> 'declined') AS withdrawals
      FROM lines pl
      LEFT JOIN (SELECT ends.id, ends.kept FROM ends
        WHERE NOT EXISTS (SELECT FROM registrations next WHERE next.id = ends.kept AND next.continued_by_id IS NOT NULL)
      ) last ON last.id = pl.registration_id
     WHERE pl.created_at <= $7
     GROUP BY pl.class, 2
  ), asking AS (
    SELECT scope, (count(*) FILTER (WHERE asked))::int AS applications,
           (count(*) FILTER (WHERE asked AND NOT seated AND NOT open))::int AS waiting, sum(withdrawals)::int AS withdrawals
      FROM (SELECT c.scope, a.request, bool_or(a.asked) AS asked, bool_or(a.seated) AS seated, bool_or(a.open) AS open,
                   sum(a.withdrawals) AS withdrawals
              FROM asks a JOIN counts_in c ON c.class = a.class GROUP BY c.scope, a.request) requests
     GROUP BY scope
  )
  SELECT scope, COALESCE(present.attendances, 0) AS attendances, COALESCE(people, 0) AS people,
         COALESCE(new_people, 0) AS "newPeople", COALESCE(party_attendances, 0) AS "householdAttendances",
         COALESCE(parties, 0) AS households, COALESCE(absent, 0) AS absent, COALESCE(excused, 0) AS excused,
         COALESCE(applications, 0) AS applications, COALESCE(waiting, 0) AS waiting, COALESCE(withdrawals, 0) AS withdrawals
    FROM present FULL JOIN asking USING (scope)`;

/** Figures of people in each scope. @param scopes pairs of class and scope in which it counts */
export function peopleOf(
  tx: EntityManager,
  selection: Selection,
  {
    by,
    municipality,
    scopes,
  }: {
    readonly by: Grouping;
    readonly municipality: string | null;
    readonly scopes: readonly (readonly [number, number])[];
  },
): Promise<ScopePeople[]> {
  const pairs = [scopes.map(([one]) => one), scopes.map(([, scope]) => scope)];
  return tx.query(PEOPLE(by), [...pickedValues(selection), ...pairs, municipality]);
}
