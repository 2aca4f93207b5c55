import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ATTENDANCE_CHECKS } from '../../../src/attendance/attendance-checks.js';
import { DEMO_TOWNS } from '../../../src/demo/demo-files.js';
import { DemoPeople } from '../../../src/demo/demo-people.js';
import { DEMO_OWNER_EMAIL } from '../../../src/demo/demo-staff.js';
import { DemoYear } from '../../../src/demo/demo-year.js';
import { violationsOf } from '../../../src/platform/database/check.js';
import { SEAT_CHECKS } from '../../../src/registrations/seats/seat-checks.js';
import { YearImport } from '../../../src/registrations/year/year-import.js';
import { emptied } from '../../support/emptied.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const NOWS = [
  '2025-06-10T12:00:00+09:00',
  '2026-03-31T23:59:00+09:00',
  '2026-11-21T18:30:00+09:00',
  '2027-01-01T00:00:00+09:00',
  '2030-02-28T09:00:00+09:00',
];

const NOW = '2026-11-21T18:30:00+09:00';

let app: TestApp;
let db: DataSource;
let demo: DemoYear;

beforeAll(async () => {
  app = await startTestApp({ now: NOW });
  db = app.db;
  demo = app.nest.get(DemoYear);
});
afterAll(() => app.close());
afterEach(() => {
  jest.restoreAllMocks();
});

/** An empty database, at this moment. */
async function empty(now: string): Promise<void> {
  await emptied(db, 'organizations, staff_members, api_tokens');
  app.clock.set(now);
}

async function load(now: string): Promise<void> {
  await empty(now);
  expect(await demo.loadIfEmpty()).toBe(true);
}

async function count(sql: string): Promise<number> {
  const [row] = await db.query(`SELECT count(*)::int AS count FROM ${sql}`);
  return row.count;
}

/** Figures of the demo's past: attendances by programme and fiscal year, in the courses that lie in the past years. */
function pastFigures() {
  return db.query(`
    SELECT programme.slug, course.fiscal_year AS year, count(DISTINCT record.session_id)::int AS recorded,
      (SELECT count(*)::int FROM attendance_marks mark JOIN sessions own ON own.id = mark.session_id
       WHERE own.course_id = course.id AND mark.mark NOT IN ('excused', 'absent')) AS marked,
      (SELECT coalesce(sum(head.people), 0)::int FROM head_counts head JOIN sessions own ON own.id = head.session_id
       WHERE own.course_id = course.id) AS heads
    FROM courses course JOIN programmes programme ON programme.id = course.programme_id
    JOIN sessions session ON session.course_id = course.id
    LEFT JOIN attendance_records record ON record.session_id = session.id
    WHERE course.key NOT IN ('sample-running', 'sample-coming') AND course.fiscal_year IN (2024, 2025)
    GROUP BY programme.slug, course.id ORDER BY programme.slug, course.fiscal_year, course.key`);
}

describe('the demo year', () => {
  test.each(NOWS)(
    'loaded at %s has a class, a family meeting and a lecture open for registration',
    async (now) => {
      await load(now);
      const open: { kind: string; mode: string; sessions: number; ahead: number }[] = await db.query(
        `SELECT programme.kind, course.registration_mode AS mode, count(*)::int AS sessions,
         min(extract(epoch FROM session.starts_at - $1::timestamptz)) / 86400 AS ahead
       FROM courses course JOIN programmes programme ON programme.id = course.programme_id
       JOIN sessions session ON session.course_id = course.id AND session.starts_at >= $1::timestamptz + interval '20 days'
       JOIN seat_pools pool ON pool.session_id = session.id AND NOT pool.closed AND pool.taken < pool.capacity
       WHERE course.registration_mode IN ('course', 'session') AND session.status = 'scheduled'
       GROUP BY programme.kind, course.id, course.registration_mode`,
        [new Date(now)],
      );
      const ofKind = (kind: string) => open.filter((course) => course.kind === kind);
      expect(ofKind('class_series').some(({ mode, sessions }) => mode === 'course' && sessions === 9)).toBe(
        true,
      );
      expect(ofKind('class_series').some(({ sessions, ahead }) => sessions === 9 && Number(ahead) < 29)).toBe(
        true,
      );
      expect(ofKind('family_meeting').some(({ mode }) => mode === 'session')).toBe(true);
      expect(ofKind('lecture').some(({ ahead }) => Number(ahead) < 29)).toBe(true);
      expect(ofKind('consultation').length).toBeGreaterThan(0);
    },
  );

  test('keeps what the towns published', async () => {
    await load(NOW);
    const sessions: {
      number: number;
      startsOn: string;
      start: string;
      end: string;
      venue: string;
      topic: string;
    }[] = await db.query(`
        SELECT session.number, session.starts_on::text AS "startsOn", to_char(session.start_time, 'HH24:MI') AS start,
          to_char(session.end_time, 'HH24:MI') AS "end", venue.name AS venue, session.topic
        FROM sessions session JOIN courses course ON course.id = session.course_id AND course.title = '令和7年度 前期'
        JOIN programmes programme ON programme.id = course.programme_id AND programme.slug = 'itabashi-family-class'
        JOIN venues venue ON venue.id = session.venue_id ORDER BY session.number`);
    expect(sessions.map(({ startsOn }) => startsOn)).toEqual([
      '2025-04-14',
      '2025-05-12',
      '2025-05-26',
      '2025-06-09',
      '2025-06-30',
      '2025-07-14',
      '2025-08-04',
      '2025-08-25',
      '2025-09-22',
    ]);
    expect(sessions.every(({ start, end }) => start === '10:00' && end === '11:45')).toBe(true);
    expect(sessions.map(({ venue }) => venue === '居場所ひだまりうむ')).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => number === 3),
    );
    expect(sessions[8]?.topic).toBe('本人と交流しよう！');
    const towns: { slug: string; programmes: number }[] = await db.query(`
      SELECT organization.slug, count(*)::int AS programmes FROM programmes programme
      JOIN organizations organization ON organization.id = programme.organization_id GROUP BY 1`);
    expect(Object.fromEntries(towns.map(({ slug, programmes }) => [slug, programmes]))).toEqual({
      adachi: 7,
      akashi: 14,
      aki: 8,
      bunkyo: 13,
      edogawa: 8,
      fukuoka: 1,
      hachioji: 11,
      hino: 10,
      itabashi: 11,
      musashino: 10,
      nakano: 6,
      nerima: 7,
      nishitokyo: 5,
      oita: 8,
      oshima: 2,
      sendai: 16,
      shiga: 2,
      shinagawa: 12,
      shinjuku: 7,
      soja: 21,
      sumida: 5,
      'tokushima-pref': 1,
      toshima: 7,
      toyoake: 11,
      ube: 11,
      'yamaguchi-pref': 1,
      yokohama: 9,
      yokosuka: 52,
    });
    expect(await count(`sessions WHERE date_state = 'undated'`)).toBe(19);
    expect(await count(`organizations WHERE contact_email !~ '\\.example$' OR contact_tel IS NOT NULL`)).toBe(
      0,
    );
  });

  test('leaves the published files as they are: importing them again changes nothing but the questions it made up', async () => {
    await load(NOW);
    const files = DEMO_TOWNS.map((town) => {
      const name = `demo/${town}.yaml`;
      return { name, text: readFileSync(join(import.meta.dirname, '../../..', name), 'utf8') };
    });
    const report = await app.nest
      .get(YearImport)
      .run(files, { dryRun: true, actor: 'system', organizationIds: 'any' });
    const changes = report.changes.filter(({ action }) => action !== 'missing');
    // Questions belong to a programme, so those that the demo makes up stand beside the published words.
    expect(changes.map(({ action, key, fields }) => [action, key, Object.keys(fields)])).toEqual([
      ['change', 'itabashi/family-class', ['questions', 'reminders', 'thanks']],
    ]);
    expect(report.counts.missing).toBeGreaterThan(0);
  });

  test.each(NOWS)('loaded at %s shows what a course can say of registering', async (now) => {
    await load(now);
    const coming = (town: string) =>
      `courses course JOIN organizations town ON town.id = course.organization_id AND town.slug = '${town}'
         AND course.key = 'sample-coming'`;
    const offered = `${coming('itabashi')} JOIN programmes programme ON programme.id = course.programme_id
      JOIN sessions session ON session.course_id = course.id JOIN seat_pools pool ON pool.session_id = session.id
      WHERE offer_hours = 48 AND join_until = 3 AND max_people = 2 AND kept_units = 4 AND kept_until > '${now}'
        AND jsonb_array_length(questions) = 2 AND questions @> '[{"sensitive": true}]'
        AND reminders @> '[{"daysBefore": 7, "at": "10:00"}, {"daysBefore": 1, "at": "18:00"}, {"hoursBefore": 2}]'
        AND thanks = '{"daysAfter": 1, "at": "10:00"}' AND minimum = '{"people": 4, "daysBefore": 3}'`;
    expect(await count(offered)).toBe(9);
    const drawn = `${coming('shinjuku')} WHERE lottery IS NOT NULL AND closes_at > '${now}'`;
    expect(await count(drawn)).toBe(1);
    const wishing = 'registrations registration WHERE registration.course_id IN';
    expect(await count(`${wishing} (SELECT course.id FROM ${drawn}) AND status = 'applied'`)).toBeGreaterThan(
      20,
    );
    const approved = `${coming('yokosuka')} WHERE approval`;
    expect(
      await count(`${wishing} (SELECT course.id FROM ${approved}) AND status = 'applied'`),
    ).toBeGreaterThan(1);
    expect(await count(`registrations WHERE status = 'applied' AND created_at >= '${now}'`)).toBe(0);
    expect(await count(`places WHERE status = 'applied' AND confirmed_at IS NOT NULL`)).toBe(0);
    const found = await violationsOf(db.manager, [...SEAT_CHECKS, ...ATTENDANCE_CHECKS], new Date(now));
    expect(found).toEqual([]);
    expect(await count(`courses WHERE channels->'web'->'closesBefore'->>'at' = '17:00'`)).toBeGreaterThan(0);
  });

  test('makes up people, in places that counters and capacities agree with', async () => {
    await load(NOW);
    expect(await count('registrations')).toBeGreaterThan(300);
    expect(
      await count(
        `seat_pools pool WHERE taken <> (SELECT coalesce(sum(units), 0) FROM places
           WHERE pool_id = pool.id AND status = 'confirmed')`,
      ),
    ).toBe(0);
    expect(await count('seat_pools WHERE taken > 0')).toBeGreaterThan(50);
    expect(await count('seat_pools WHERE taken > capacity')).toBe(0);
    expect(await count(`registrations WHERE email !~ '\\.example$'`)).toBe(0);
    expect(
      await count(
        `registrations registration WHERE email IS NOT NULL AND EXISTS (SELECT FROM places place
           JOIN sessions session ON session.id = place.session_id
           WHERE place.registration_id = registration.id AND session.ends_at > '${NOW}')`,
      ),
    ).toBe(0);
    expect(await count('messages')).toBe(0);
    expect(
      await count(
        `registrations registration JOIN places place ON place.registration_id = registration.id
         WHERE registration.session_id IS NOT NULL AND place.session_id <> registration.session_id`,
      ),
    ).toBe(0);
  });

  test('tells marks, head counts, a recorded zero, a cancelled session and nothing recorded apart', async () => {
    await load(NOW);
    const recorded = 'sessions session JOIN attendance_records record ON record.session_id = session.id';
    const marks = 'EXISTS (SELECT FROM attendance_marks WHERE session_id = session.id)';
    const heads = 'EXISTS (SELECT FROM head_counts WHERE session_id = session.id)';
    expect(await count(`${recorded} WHERE ${marks} AND NOT ${heads}`)).toBeGreaterThan(40);
    expect(await count(`${recorded} WHERE ${heads} AND NOT ${marks}`)).toBeGreaterThan(20);
    expect(await count(`${recorded} WHERE NOT ${heads} AND NOT ${marks}`)).toBe(2);
    expect(await count(`${recorded} WHERE ${heads} AND ${marks}`)).toBe(0);
    expect(await count(`${recorded} WHERE session.ends_at > '${NOW}' OR session.status = 'cancelled'`)).toBe(
      0,
    );
    expect(await count(`sessions WHERE status = 'cancelled' AND cancel_reason IS NOT NULL`)).toBe(2);
    expect(
      await count(
        `sessions session JOIN courses course ON course.id = session.course_id WHERE course.registration_mode <> 'unstated'
         AND session.ends_at < '${NOW}' AND session.status = 'scheduled'
         AND NOT EXISTS (SELECT FROM attendance_records WHERE session_id = session.id)`,
      ),
    ).toBeGreaterThan(0);
    for (const table of ['attendance_marks', 'head_counts']) {
      const without = `${table} figure WHERE NOT EXISTS (SELECT FROM attendance_records WHERE session_id = figure.session_id)`;
      expect(await count(without)).toBe(0);
    }
  });

  test('gives the same figures for the past, whenever it is loaded', async () => {
    await load(NOW);
    const figures = await pastFigures();
    await load('2030-02-28T09:00:00+09:00');
    expect(await pastFigures()).toEqual(figures);
    const years = new Set(
      figures
        .filter(({ marked }: { marked: number }) => marked > 0)
        .map(({ year }: { year: number }) => year),
    );
    expect(years).toEqual(new Set([2024, 2025]));
  });

  test('is loaded once, and lets its owner and its token in', async () => {
    await empty(NOW);
    expect(await demo.credentials()).toBeNull();
    expect(await demo.loadIfEmpty()).toBe(true);
    const before = await count('sessions');
    expect(await demo.loadIfEmpty()).toBe(false);
    expect(await count('sessions')).toBe(before);

    const credentials = await demo.credentials();
    expect(credentials).toEqual({
      email: DEMO_OWNER_EMAIL,
      password: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
      apiToken: expect.stringMatching(/^tsu_.{43}$/),
    });
    expect(await demo.credentials()).toEqual(credentials);
    const answer = await app.http
      .post('/api/v1/staff/import?dryRun=true')
      .set('authorization', `Bearer ${credentials?.apiToken}`)
      .send({});
    expect([401, 403]).not.toContain(answer.status);
  });

  test('is loaded although PostgreSQL counts its tables meanwhile, and finds them empty', async () => {
    await empty(NOW);
    let isLoaded = false;
    const loading = demo.loadIfEmpty().finally(() => {
      isLoaded = true;
    });
    while (!isLoaded) await db.query('ANALYZE sessions, seat_pools, places, registrations');
    expect(await loading).toBe(true);
  });

  test('two processes at once load it once', async () => {
    await empty(NOW);
    const results = await Promise.all([demo.loadIfEmpty(), demo.loadIfEmpty(), demo.loadIfEmpty()]);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await count('organizations')).toBe(DEMO_TOWNS.length);
  });

  test('a start that dies on the way leaves an empty database, which the next start fills', async () => {
    await empty(NOW);
    jest.spyOn(app.nest.get(DemoPeople), 'add').mockRejectedValueOnce(new Error('killed'));
    await expect(demo.loadIfEmpty()).rejects.toThrow('killed');
    for (const table of ['organizations', 'programmes', 'sessions', 'staff_members', 'api_tokens']) {
      expect(await count(table)).toBe(0);
    }
    expect(await demo.credentials()).toBeNull();
    expect(await demo.loadIfEmpty()).toBe(true);
  });

  test('leaves a database alone that somebody uses', async () => {
    await empty(NOW);
    await db.query(
      `INSERT INTO organizations (id, slug, name, created_at) VALUES (gen_random_uuid(), 'town', '町', now())`,
    );
    expect(await demo.loadIfEmpty()).toBe(false);
    expect(await count('staff_members')).toBe(0);
  });
});
