import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { type Channel, takesSeat } from '../domain/statuses.js';
import { type PoolView, type SessionRow, type SessionView, sessionView } from '../sessions/session-view.js';
import { selectSessions } from '../sessions/sessions.queries.js';
import type { ActedRegistration } from './acted-registration.queries.js';
import type { MoveDto } from './change.dto.js';
import { programmeSlugOf } from './moves.queries.js';
import { admissionTo, hasRoomFor } from './moves.service.js';
import { type PlaceInPool, placesInPools } from './places.queries.js';
import { RegistrationActs, type Whose } from './registration-acts.js';

/** Sessions that the page of targets lists at most: a desk that opens daily has hundreds. */
const MOST_SESSIONS = 40;

/** Somewhere a registration could be moved to now. Exactly one of course and session is given. */
export interface MoveTarget {
  readonly course: string | undefined;
  readonly session: string | undefined;
  /** The sort of seat there. */
  readonly pool: PoolView;
  /** True where there is more than one sort of seat to choose from. */
  readonly isOneOfPools: boolean;
  /** The sessions that it would take seats in. */
  readonly sessions: readonly SessionView[];
}

/** Where a registration could go: courses and sessions of its programme that are open and have room for it. */
@Injectable()
export class MoveTargets {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly acts: RegistrationActs,
  ) {}

  /** Courses first, then single sessions by date. A hint: it is decided again under the locks. @throws DomainError `unknown` */
  async of(whose: Whose, channel: Channel = 'web'): Promise<MoveTarget[]> {
    const registration = await this.acts.find(whose);
    if (registration.membership) return [];
    const now = this.clock.now();
    const programme = await programmeSlugOf(this.db, registration.programmeId);
    const all = await selectSessions(this.db, { programme, includeUndated: true });
    const places = await placesInPools(this.db.manager, registration.id);
    const rows = all
      .filter(({ programmeId }) => programmeId === registration.programmeId)
      .map((row) => withoutOwnSeats(row, places));
    const courses = [...Map.groupBy(rows, ({ course }) => course.id)].flatMap(([course, sessions]) =>
      targetsOf(registration, { course, channel }, sessions, now),
    );
    const sessions = rows.flatMap((row) => targetsOf(registration, { session: row.id, channel }, [row], now));
    return [...courses, ...sessions.slice(0, MOST_SESSIONS)];
  }
}

/** One target for each sort of seat that has room in all of the sessions. */
function targetsOf(
  registration: ActedRegistration,
  wanted: Pick<MoveDto, 'course' | 'session'> & { readonly channel: Channel },
  rows: readonly SessionRow[],
  now: Date,
): MoveTarget[] {
  const { course, session } = wanted;
  const pools = rows[0]?.pools ?? [];
  return pools.flatMap((row): MoveTarget[] => {
    const isHere = course
      ? registration.sessionId === null && registration.courseId === course
      : registration.sessionId === session;
    if (isHere && row.key === registration.poolKey) return [];
    const admission = admissionTo(registration, { ...wanted, pool: row.key }, rows, now);
    if (admission.kind !== 'admissible') return [];
    if (admission.asking === 'apply' && registration.status !== 'applied') return [];
    if (admission.asking === 'seats' && !hasRoomFor(admission.seats, rows, now)) return [];
    const ids = new Set(admission.seats.map(({ sessionId }) => sessionId));
    const taken = rows.filter(({ id }) => ids.has(id)).map((one) => sessionView(one, now));
    const pool = taken[0]?.pools.find(({ key }) => key === row.key);
    return pool ? [{ course, session, pool, isOneOfPools: pools.length > 1, sessions: taken }] : [];
  });
}

/** The session as if the registration held no seat there: what it has it may have again. */
function withoutOwnSeats(row: SessionRow, places: readonly PlaceInPool[]): SessionRow {
  const own = places.find(({ sessionId, status }) => sessionId === row.id && takesSeat(status));
  if (!own) return row;
  const pools = row.pools.map((pool) =>
    pool.id === own.poolId
      ? { ...pool, taken: pool.taken - own.units, takenKept: pool.takenKept - (own.kept ? own.units : 0) }
      : pool,
  );
  return { ...row, pools };
}
