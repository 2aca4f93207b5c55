import { createDataSource } from '../../src/platform/database/data-source.js';
import { entities, migrations } from '../../src/schema.js';
import { makeTerm } from '../support/factories.js';
import { makeFeedTown } from './feed-data.js';
import type { Target } from './registering.js';

/** More than any run can take. */
const ENDLESS_SEATS = 100_000_000;
/** Sessions in the feed: those of a large city in a year. */
const FEED_SESSIONS = 500;
/** Sessions among which registrations are spread. */
const SPREAD_SESSIONS = 1000;
/** Sessions of a family class. */
const CLASS_SESSIONS = 9;
/** Registrations for the session whose roster and page are read. */
const CROWD = 2000;

export interface BenchData {
  readonly organizationSlug: string;
  /** Address of a feed with 500 events. */
  readonly feed: string;
  readonly hot: Target;
  readonly spread: readonly Target[];
  readonly course: Target;
  /** A session without a free seat and without a queue. */
  readonly fullSessionId: string;
  readonly crowdedSessionId: string;
}

type Database = ReturnType<typeof createDataSource>;

/** What the bench asks for, in an empty database: all of it to come. */
export async function fillForBench(url: string): Promise<BenchData> {
  const db = createDataSource({ url, entities, migrations, poolSize: 1 });
  await db.initialize();
  try {
    const year = await makeTerm(db, { dates: [dayOf(30)], capacity: ENDLESS_SEATS });
    const town = await makeFeedTown(db);
    await town.fill('class_series', FEED_SESSIONS);
    const spread = await makeTerm(db, { dates: datesOf(SPREAD_SESSIONS), capacity: ENDLESS_SEATS });
    const course = await makeTerm(db, { dates: datesOf(CLASS_SESSIONS), capacity: ENDLESS_SEATS });
    const full = await makeTerm(db, { dates: [dayOf(30)], capacity: 0, course: { waitingList: false } });
    const crowded = await makeTerm(db, { dates: [dayOf(30)], capacity: ENDLESS_SEATS });
    await crowd(db, targetOf(crowded, 'session'));
    await db.query('ANALYZE');
    return {
      organizationSlug: crowded.organization.slug,
      feed: `/calendar/${town.organization.slug}.ics?kind=class_series`,
      hot: { ...targetOf(year, 'session') },
      spread: spread.sessions.map((session, index) => ({
        ...targetOf(spread, 'session'),
        seats: [{ sessionId: session.id, poolId: spread.pools[index]?.id as string }],
      })),
      course: targetOf(course, 'course'),
      fullSessionId: full.sessions[0]?.id as string,
      crowdedSessionId: crowded.sessions[0]?.id as string,
    };
  } finally {
    await db.destroy();
  }
}

function targetOf(
  { organization, programme, course, sessions, pools }: Awaited<ReturnType<typeof makeTerm>>,
  scope: Target['scope'],
): Target {
  return {
    organizationId: organization.id,
    programmeId: programme.id,
    courseId: course.id,
    scope,
    seats: sessions.map((session, index) => ({
      sessionId: session.id,
      poolId: pools[index]?.id as string,
    })),
  };
}

/** Registrations for one session, as if they had come long ago. */
async function crowd(db: Database, { organizationId, programmeId, courseId, seats }: Target): Promise<void> {
  const { sessionId, poolId } = seats[0]!;
  await db.query(
    `WITH made AS (
       INSERT INTO registrations (id, organization_id, programme_id, course_id, session_id, pool_key, code, token_hash,
         request_hash, status, people, nickname, relation, queued_at, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, $4, 'onsite', 'N' || number, 'hash' || number, '', 'confirmed', 1,
         'みどり' || number, 'family', now(), now()
       FROM generate_series(1, $6) number
       RETURNING id
     ), held AS (
       INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, confirmed_at)
       SELECT gen_random_uuid(), $1, id, $4, $5, 1, 'confirmed', now() FROM made
     )
     UPDATE seat_pools SET taken = $6 WHERE id = $5`,
    [organizationId, programmeId, courseId, sessionId, poolId, CROWD],
  );
}

function datesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => dayOf(30 + (index % 300)));
}

function dayOf(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
