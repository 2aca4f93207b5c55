import { createDataSource } from '../../src/platform/database/data-source.js';
import { entities, migrations } from '../../src/schema.js';
import { makePool, makeSession, makeTerm, makeVenue } from '../support/factories.js';

/** Sessions of a course, courses of a programme, programmes of a town: those of a busy one. */
const [OF_COURSE, OF_PROGRAMME, OF_TOWN] = [20, 5, 10];
/** Days over which a hundred thousand sessions lie: twenty years, with the next hundred days. */
const [DAYS, TO_COME] = [7300, 100];

/** Addresses of pages about some of the sessions. */
export interface PagePaths {
  readonly list: string;
  readonly month: string;
  readonly programme: string;
  readonly session: string;
}

/**
 * Towns with programmes, courses and `count` sessions, in an empty database: a hundred around today, more of them back into the past, so that
 * what is on is always of the same kind. What a page says of a session, these have.
 */
export async function fillWithSessions(url: string, count: number): Promise<PagePaths> {
  const db = createDataSource({ url, entities, migrations, poolSize: 1 });
  await db.initialize();
  const texts = {
    audiences: ['family'],
    audience: 'ご家族',
    fee: '無料',
    contact: '健康課 000-0000',
    registrationText: '電話または窓口で、先着順',
  };
  try {
    const first = await makeTerm(db, { dates: [], programme: texts });
    const venue = await makeVenue(db, first.organization, {
      address: 'ひかり市中央1-2-3',
      access: '正面玄関の右にスロープがあります。',
    });
    const session = await makeSession(db, first.course, { number: 1, venueId: venue.id, key: '1' });
    const pool = await makePool(db, session, { capacity: 20 });
    const courses = Math.ceil(count / OF_COURSE);
    const programmes = Math.ceil(courses / OF_PROGRAMME);
    const towns = Math.ceil(programmes / OF_TOWN);
    const copy = async (table: string, id: string, numbers: number, changed: string) => {
      await db.query(
        `INSERT INTO ${table} SELECT made.* FROM ${table} first CROSS JOIN generate_series(1, $2::int) nth
         CROSS JOIN LATERAL jsonb_populate_record(first, jsonb_build_object('id', gen_random_uuid()) || ${changed}) made
         WHERE first.id = $1`,
        [id, numbers - 1],
      );
    };
    await copy(
      'organizations',
      first.organization.id,
      towns,
      `jsonb_build_object('slug', 'town-of-' || nth)`,
    );
    await number(db, 'organizations', 'towns');
    await copy(
      'programmes',
      first.programme.id,
      programmes,
      `jsonb_build_object('key', 'k' || nth, 'slug', 'programme-of-' || nth,
        'organization_id', (SELECT id FROM towns WHERE nr = nth / ${OF_TOWN}))`,
    );
    await number(db, 'programmes', 'runs');
    await copy(
      'courses',
      first.course.id,
      courses,
      `(SELECT jsonb_build_object('key', 'k' || nth, 'programme_id', run.id, 'organization_id', run.organization_id)
        FROM (SELECT programme.id, programme.organization_id FROM runs JOIN programmes programme USING (id)
              WHERE runs.nr = nth / ${OF_PROGRAMME}) run)`,
    );
    await number(db, 'courses', 'terms');
    // The sessions of a course lie a week apart; courses begin one after the other.
    const days = Math.max(2 * TO_COME, Math.round((DAYS * count) / 100_000));
    await copy(
      'sessions',
      session.id,
      count,
      `(SELECT jsonb_build_object('key', 'k' || nth, 'number', 1 + nth % ${OF_COURSE}, 'topic', '「ひきこもり」の理解と家族の対応 ' || nth,
          'course_id', term.id, 'programme_id', term.programme_id, 'organization_id', term.organization_id,
          'starts_on', term.day, 'starts_at', (term.day + time '10:00') AT TIME ZONE 'Asia/Tokyo',
          'ends_at', (term.day + time '11:45') AT TIME ZONE 'Asia/Tokyo')
        FROM (SELECT course.id, course.programme_id, course.organization_id,
                current_date + ${TO_COME} - (nth::bigint * 7919 % ${days})::int AS day
              FROM terms JOIN courses course USING (id) WHERE terms.nr = nth / ${OF_COURSE}) term)`,
    );
    await db.query(
      `INSERT INTO seat_pools SELECT made.* FROM seat_pools first CROSS JOIN sessions session
       CROSS JOIN LATERAL jsonb_populate_record(first, jsonb_build_object('id', gen_random_uuid(),
         'session_id', session.id, 'organization_id', session.organization_id)) made
       WHERE first.id = $1 AND session.id <> first.session_id`,
      [pool.id],
    );
    await db.query('ANALYZE');
    const [next] = await db.query(
      `SELECT session.id, programme.slug FROM sessions session JOIN programmes programme ON programme.id = session.programme_id
       WHERE session.starts_on > current_date ORDER BY session.starts_on, session.id LIMIT 1`,
    );
    return {
      list: '/',
      month: '/?view=month',
      programme: `/programmes/${next.slug}`,
      session: `/sessions/${next.id}`,
    };
  } finally {
    await db.destroy();
  }
}

/** Rows of a table with numbers from 0, for those that are to belong to them. */
async function number(db: ReturnType<typeof createDataSource>, table: string, name: string): Promise<void> {
  await db.query(
    `CREATE TEMP TABLE ${name} AS SELECT id, (row_number() OVER (ORDER BY id) - 1)::int AS nr FROM ${table}`,
  );
  await db.query(`ALTER TABLE ${name} ADD PRIMARY KEY (nr)`);
  await db.query(`ANALYZE ${name}, ${table}`);
}
