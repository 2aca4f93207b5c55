import { isDecidedLater } from './course-copies.js';
import { type CourseToFill, type DemoPool, type DemoSession, isOver } from './course-to-fill.js';
import { attendanceOf, type DemoCourse } from './demo-terms.js';
import { type MadeUpRecord, type Mark, markOf, recordsOf } from './made-up-attendance.js';
import { between, type Random, randomOf, someOf, weighted } from './random.js';

/** A made-up participant of demo/participants.yaml. */
export interface Participant {
  readonly nickname: string;
  readonly email?: string;
  readonly relation: string;
}

export interface MadeUpRegistration {
  readonly participant: Participant;
  readonly people: number;
  /** Null: for the whole course. */
  readonly sessionId: string | null;
  readonly pool: DemoPool;
  readonly createdAt: Date;
  /** True where staff or a lottery decide on it: it takes no seat yet. */
  readonly isApplied: boolean;
  /** True where all its sessions are over: only then it may carry a mail address, since nothing is sent any more. */
  readonly over: boolean;
  readonly seats: readonly MadeUpSeat[];
}

export interface MadeUpSeat {
  readonly session: DemoSession;
  readonly pool: DemoPool;
  readonly units: number;
  /** Null: not marked. */
  readonly mark: { readonly mark: Mark; readonly people: number } | null;
}

/** Whose request it is and how many come with them. */
export interface Party {
  readonly participant: Participant;
  readonly people: number;
}

const DAY = 86_400_000;
/** Registrations for sessions further ahead than this have not come in yet. */
const HORIZON = 45 * DAY;

/** Everything made up about one course. The same course gives the same figures at every load, as far as it is over. */
export function fill(
  demo: DemoCourse,
  course: CourseToFill,
  cast: readonly Participant[],
): { readonly registrations: MadeUpRegistration[]; readonly records: MadeUpRecord[] } {
  const suited = cast.filter(({ relation }) => demo.relations.includes(relation));
  const registrations =
    demo.registration?.mode === 'course'
      ? wholeCourse(demo, course, suited)
      : singleSessions(demo, course, suited);
  const booked = new Set(registrations.flatMap(({ seats }) => seats.map(({ session }) => session.id)));
  return { registrations, records: recordsOf(demo, course, booked) };
}

function wholeCourse(
  demo: DemoCourse,
  course: CourseToFill,
  cast: readonly Participant[],
): MadeUpRegistration[] {
  const [first] = course.sessions;
  const pool = first?.pool;
  if (!pool || (course.role === 'past' && !isOver(first, course.now))) return [];
  const random = randomOf(...course.seed);
  const wanted = between(random, demo.people);
  const isApplied = isDecidedLater(demo, course.role);
  const count = course.role === 'coming' ? Math.ceil(wanted / 2) : wanted;
  return partiesOf(random, cast, count, pool, isApplied).map((party) => ({
    ...party,
    ...{ sessionId: null, pool, isApplied },
    createdAt: registeredAt(random, first, course.now),
    over: course.sessions.every((session) => isOver(session, course.now)),
    seats: course.sessions.flatMap((session) => seatOf(demo, course, session, party) ?? []),
  }));
}

function singleSessions(
  demo: DemoCourse,
  course: CourseToFill,
  cast: readonly Participant[],
): MadeUpRegistration[] {
  if (demo.registration?.mode !== 'session') return [];
  return course.sessions.flatMap((session) => {
    const over = isOver(session, course.now);
    if (session.cancelled || !session.pool || !hasRegistrations(demo, course, session, over)) return [];
    const { pool } = session;
    const random = randomOf(...course.seed, session.position);
    const wanted = between(random, demo.people);
    const isApplied = !over && isDecidedLater(demo, course.role);
    return partiesOf(random, cast, over ? wanted : Math.ceil(wanted / 2), pool, isApplied).map((party) => ({
      ...party,
      ...{ sessionId: session.id, pool, isApplied },
      createdAt: registeredAt(random, session, course.now),
      over,
      seats: [seatOf(demo, course, session, party)].flatMap((seat) => seat ?? []),
    }));
  });
}

/** Those who were only counted had no registrations; those to come have them for the next weeks. */
function hasRegistrations(
  demo: DemoCourse,
  course: CourseToFill,
  session: DemoSession,
  over: boolean,
): boolean {
  if (over) {
    const attendance = attendanceOf(demo, course.year, session.position);
    return demo.attendance === 'marks' && (attendance === 'marks' || attendance === 'empty');
  }
  return course.role !== 'past' && session.startsAt.getTime() < course.now.getTime() + HORIZON;
}

/**
 * As many parties as there are seats for, or any number where it is decided later; a pool that counts parties has one seat for
 * each.
 */
function partiesOf(
  random: Random,
  cast: readonly Participant[],
  wanted: number,
  pool: DemoPool,
  isApplied: boolean,
): Party[] {
  let left = isApplied ? Number.POSITIVE_INFINITY : (pool.capacity ?? Number.POSITIVE_INFINITY);
  return someOf(random, cast, wanted).flatMap((participant) => {
    const people = weighted(random, [
      [1, 84],
      [2, 16],
    ]);
    const units = pool.unit === 'parties' ? 1 : people;
    if (units > left) return [];
    left -= units;
    return [{ participant, people }];
  });
}

function seatOf(
  demo: DemoCourse,
  course: CourseToFill,
  session: DemoSession,
  party: Party,
): MadeUpSeat | undefined {
  if (!session.pool) return undefined;
  const units = session.pool.unit === 'parties' ? 1 : party.people;
  const mark = markOf(demo, course, session, { nickname: party.participant.nickname, people: party.people });
  return { session, pool: session.pool, units, mark };
}

/** One to five weeks before the session, but before now. */
function registeredAt(random: Random, session: DemoSession, now: Date): Date {
  const latest = Math.min(session.startsAt.getTime() - 7 * DAY, now.getTime() - DAY / 8);
  return new Date(latest - Math.floor(random() * 28 * DAY));
}
