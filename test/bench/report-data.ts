import type { DataSource } from 'typeorm';
import type { Organization } from '../../src/organizations/organization.entity.js';
import { makeOrganization } from '../support/factories.js';

/** What one makes: 5 × 20 × 10 × 50 sessions with 22 seats are more than 1,000,000 marks. */
export interface ReportedTowns {
  readonly organizations: number;
  readonly programmes: number;
  readonly firstYear: number;
  readonly years: number;
  /** Of each programme and fiscal year, on days all over it. */
  readonly sessions: number;
  /** Registered for each. */
  readonly seats: number;
}

export const TEN_YEARS: ReportedTowns = {
  organizations: 5,
  programmes: 20,
  firstYear: 2016,
  years: 10,
  sessions: 50,
  seats: 22,
};

/** Numbers below `$n` that depend on the given texts and on nothing else: the same database in every run. */
const number = (below: string, ...of: string[]) =>
  `(('x' || substr(md5(${of.map((one) => `(${one})::text`).join(` || ':' || `)}), 1, 7))::bit(28)::int % ${below})`;
const id = (...of: string[]) => `md5(${of.map((one) => `(${one})::text`).join(` || ':' || `)})::uuid`;

/** `town` has its id and number; then programmes, courses, sessions, who registers, places and what came of them. */
const STATEMENTS = ({ programmes, firstYear, years, sessions, seats }: ReportedTowns): readonly string[] => [
  `INSERT INTO programmes (id, organization_id, key, slug, title, kind, reminders, position, changed_at, part_of_id)
   SELECT ${id('town.id', "'programme'", 'n')}, town.id, 'p' || n, 'bench-' || town.number || '-' || n, '事業' || n,
     (ARRAY['class_series', 'family_meeting', 'free_space', 'consultation', 'lecture'])[1 + n % 5], '[]', n, now(),
     CASE WHEN n % 4 <> 0 THEN ${id('town.id', "'programme'", 'n - n % 4')} END
   FROM bench_towns town, generate_series(0, ${programmes} - 1) n`,
  `INSERT INTO courses (id, organization_id, programme_id, key, title, fiscal_year, registration_mode)
   SELECT ${id('programme.id', 'year')}, programme.organization_id, programme.id, 'y' || year, '令和' || year, year, 'both'
   FROM programmes programme JOIN bench_towns town ON town.id = programme.organization_id CROSS JOIN
     generate_series(${firstYear}, ${firstYear + years - 1}) year`,
  `INSERT INTO fiscal_year_plans (programme_id, organization_id, fiscal_year, planned, qualifier)
   SELECT programme_id, organization_id, fiscal_year, ${sessions}, 'about' FROM courses`,
  // In order of their dates, as years write them.
  `INSERT INTO sessions (id, organization_id, programme_id, course_id, key, number, starts_on, start_time, end_time, time_zone,
     starts_at, ends_at, status, changed_at)
   SELECT ${id('course.id', 'n')}, course.organization_id, course.programme_id, course.id, n::text, n, day, '10:00', '12:00',
     'Asia/Tokyo', (day + time '10:00') AT TIME ZONE 'Asia/Tokyo', (day + time '12:00') AT TIME ZONE 'Asia/Tokyo',
     CASE WHEN ${number('40', 'course.id', 'n')} = 0 THEN 'cancelled' ELSE 'scheduled' END, now()
   FROM courses course, generate_series(1, ${sessions}) n,
     LATERAL (SELECT make_date(course.fiscal_year, 4, 1) + (n - 1) * 363 / ${sessions}
       + ${number('7', 'course.programme_id', "'day'")}) AS held (day)
   ORDER BY day, course.id`,
  `INSERT INTO seat_pools (id, organization_id, session_id, key, label, capacity)
   SELECT ${id('id', "'pool'")}, organization_id, id, 'onsite', '会場', ${seats + 5} FROM sessions`,
  // Each year has twice as many contacts as a session has seats; half of them come back the year after.
  `INSERT INTO registrations (id, organization_id, programme_id, course_id, pool_key, code, token_hash, request_hash, status,
     people, nickname, relation, municipality, contact_key, queued_at, created_at)
   SELECT ${id('course.id', "'contact'", 'n')}, course.organization_id, course.programme_id, course.id, 'onsite',
     'R' || row_number() OVER (), ${id('course.id', "'token'", 'n')}::text, '', 'confirmed', 1, 'みどり' || n,
     (ARRAY['self', 'family', 'supporter', 'public'])[1 + n % 4], (ARRAY['ひかり市', 'みなと市', 'あおば町'])[1 + n % 3],
     CASE WHEN n % 8 <> 0 THEN md5(who) || md5(who || '.') END,
     make_date(course.fiscal_year, 3, 1) + time '09:00', make_date(course.fiscal_year, 3, 1) + time '09:00'
   FROM courses course, generate_series(1, ${seats * 2}) n,
     LATERAL (SELECT course.organization_id || ':' || ${number('300', 'course.programme_id', 'n')} || ':'
       || (course.fiscal_year + n % 2) / 2) AS person (who)
   ORDER BY course.fiscal_year, course.id, n`,
  `INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, contact_key, confirmed_at,
     released_at)
   SELECT DISTINCT ON (session.starts_on, session.id, coalesce(registration.contact_key, n::text))
     ${id('session.id', "'place'", 'n')}, session.organization_id, registration.id, session.id,
     ${id('session.id', "'pool'")}, 1,
     CASE WHEN n > ${seats} + 3 THEN 'waitlisted' WHEN n > ${seats} THEN 'released' ELSE 'confirmed' END,
     registration.contact_key, CASE WHEN n <= ${seats} + 3 THEN registration.created_at END,
     CASE WHEN n > ${seats} AND n <= ${seats} + 3 THEN session.starts_at - interval '1 day' END
   FROM sessions session, generate_series(1, ${seats} + 4) n,
     LATERAL (SELECT ${id('session.course_id', "'contact'", `1 + (session.number * 7 + n) % ${seats * 2}`)}) AS who (id)
     JOIN registrations registration ON registration.id = who.id
   ORDER BY session.starts_on, session.id, coalesce(registration.contact_key, n::text), n`,
  `INSERT INTO attendance_records (session_id, organization_id, recorded_at, recorded_by)
   SELECT id, organization_id, ends_at, 'system' FROM sessions
   WHERE status = 'scheduled' AND ${number('60', 'id', "'record'")} > 0`,
  `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
   SELECT place.id, 0, place.organization_id, place.session_id,
     (ARRAY['attended', 'attended', 'attended', 'late', 'attended', 'online', 'attended', 'absent', 'excused'])
       [1 + ${number('9', 'place.id')}], record.recorded_at, 'system'
   FROM places place JOIN attendance_records record USING (session_id) WHERE place.status = 'confirmed'`,
  `INSERT INTO head_counts (session_id, category, organization_id, people)
   SELECT session_id, 'other', organization_id, 3 FROM attendance_records WHERE ${number('50', 'session_id', "'heads'")} = 0`,
  `UPDATE seat_pools pool SET taken = sums.taken
   FROM (SELECT pool_id, count(*) AS taken FROM places WHERE status = 'confirmed' GROUP BY pool_id) sums
   WHERE pool.id = sums.pool_id`,
];

/** Towns whose ten years are over; their slugs. Set by set, without looking at what rows of it say to each other. */
export async function fillWithMarks(db: DataSource, size: ReportedTowns = TEN_YEARS): Promise<string[]> {
  const towns: Organization[] = [];
  for (let number = 0; number < size.organizations; number++)
    towns.push(await makeOrganization(db, { name: `第${number + 1}市` }));
  await db.transaction(async (tx) => {
    // Triggers and foreign keys look at each row; what is made here fits.
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `CREATE TEMPORARY TABLE bench_towns ON COMMIT DROP AS
       SELECT id, number FROM unnest($1::uuid[]) WITH ORDINALITY AS town (id, number)`,
      [towns.map(({ id }) => id)],
    );
    for (const statement of STATEMENTS(size)) await tx.query(statement);
  });
  await db.query('ANALYZE');
  return towns.map(({ slug }) => slug);
}
