import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError } from '../../shared/domain-error.js';
import { type Admission, admit, type Seat } from '../domain/admission.js';
import { fits } from '../domain/seat-room.js';
import { type Channel, isActive } from '../domain/statuses.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import { releasePlaces } from '../seats/releasing.queries.js';
import type { SessionRow } from '../sessions/session-view.js';
import { selectSessions } from '../sessions/sessions.queries.js';
import type { ActedRegistration } from './acted-registration.queries.js';
import type { MoveDto } from './change.dto.js';
import { writeMove } from './moves.queries.js';
import { placeRegistration } from './places.queries.js';
import { RegistrationActs, type Whose } from './registration-acts.js';

/** Where to, and by which way they ask: each has a window of its own. */
type MoveTarget = Pick<MoveDto, 'course' | 'session' | 'pool'> & { readonly channel?: Channel };

/** The same registration, code and link, for another course or another session of the same programme. */
@Injectable()
export class Moves {
  constructor(
    private readonly db: DataSource,
    private readonly acts: RegistrationActs,
    private readonly views: RegistrationViews,
  ) {}

  /**
   * Takes seats there (in all remaining sessions of a course) and gives back those here, or refuses and changes nothing. Who
   * waits or has applied gets seats there, never another queue; only from one draw or approval one may go to another.
   * A repetition changes nothing.
   * @throws DomainError `full`, `closed`, `not_yet_open`, `not_offered`, `too_late`, `past`, `cancelled`, `duplicate`,
   * `conflict` where the registration has ended, `unknown`, `invalid`
   */
  async move(whose: Whose, target: MoveDto, channel: Channel = 'web'): Promise<RegistrationView> {
    if ((target.course === undefined) === (target.session === undefined))
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'exactlyOne' }] });
    const [first] = await targetSessions(this.db, target);
    if (!first) throw new DomainError('unknown');
    const id = await this.acts.on(
      whose,
      async (tx, registration, now) => {
        checkMovable(registration, first);
        if (!isThere(registration, target)) await moveTo(tx, registration, { ...target, channel }, now);
        return registration.id;
      },
      { alsoCourseIds: [first.course.id] },
    );
    return this.views.byId(id);
  }
}

/** The sessions of a target as they stand: one, or all of its course. */
export function targetSessions(
  db: DataSource | EntityManager,
  { course, session }: MoveDto,
): Promise<SessionRow[]> {
  return selectSessions(db, {
    ...(course ? { course } : { ids: [session as string] }),
    includeUndated: true,
  });
}

/** What the rules of registering say to a registration that wants to go to these sessions; room is judged as they stand. */
export function admissionTo(
  { people, municipality, poolKey }: Pick<ActedRegistration, 'people' | 'municipality' | 'poolKey'>,
  { course, pool, channel = 'web' }: MoveTarget,
  rows: readonly SessionRow[],
  now: Date,
): Admission {
  const hasSame = rows.every(({ pools }) => pools.some(({ key }) => key === poolKey));
  return admit(
    {
      scope: course ? 'course' : 'session',
      pool: pool ?? (hasSame ? poolKey : undefined),
      people,
      municipality: municipality ?? undefined,
      channel,
      overrides: false,
    },
    rows,
    now,
  );
}

/** True where all seats are free and nobody holds the queue for one of them. */
export function hasRoomFor(seats: readonly Seat[], rows: readonly SessionRow[], now: Date): boolean {
  const pools = new Map(rows.flatMap((row) => row.pools).map((pool) => [pool.id, pool]));
  return seats.every((seat) => {
    const pool = pools.get(seat.poolId);
    return pool !== undefined && !pool.held && fits(pool, seat, now);
  });
}

/** @throws DomainError `conflict`, `not_offered` */
function checkMovable(registration: ActedRegistration, first: SessionRow): void {
  if (!isActive(registration.status)) throw new DomainError('conflict');
  if (registration.membership || first.programmeId !== registration.programmeId)
    throw new DomainError('not_offered');
}

function isThere(registration: ActedRegistration, { course, session, pool }: MoveDto): boolean {
  const isSame = course
    ? registration.sessionId === null && registration.courseId === course
    : registration.sessionId === session;
  return isSame && (pool === undefined || pool === registration.poolKey);
}

/** What it holds is given back first: seats that it has are seats that it may have there. A refusal undoes it. */
async function moveTo(
  tx: EntityManager,
  registration: ActedRegistration,
  target: MoveTarget,
  now: Date,
): Promise<void> {
  const { id } = registration;
  // A course goes on: what of it is today at a time that nobody knows may still be come to.
  const keepsPerhapsBegun = registration.sessionId === null;
  const released = await releasePlaces(tx, { registrationId: id, sessionId: null, now, keepsPerhapsBegun });
  if (released.length === 0) throw new DomainError('past');
  const rows = await targetSessions(tx, target);
  const admission = admissionTo(registration, target, rows, now);
  const { seats, poolKey, asking } = admitted(admission);
  const status = asking === 'apply' ? 'applied' : 'confirmed';
  // A seat that one has is not given up for one that is still to be decided on.
  if (status === 'applied' && registration.status !== 'applied') throw new DomainError('not_offered');
  if (status === 'confirmed' && !hasRoomFor(seats, rows, now)) throw new DomainError('full');
  await placeRegistration(tx, registration, { seats, status, now });
  await writeMove(tx, registration, {
    courseId: rows[0]!.course.id,
    sessionId: target.session ?? null,
    ...{ poolKey, status, now },
    by: target.channel === 'web' ? 'holder' : 'staff',
  });
}

/** @throws DomainError as the rules of registering refuse */
function admitted(admission: Admission) {
  switch (admission.kind) {
    case 'admissible':
      return admission;
    case 'membership':
      throw new DomainError('not_offered');
    case 'too_many':
      throw new DomainError('invalid', {
        faults: [{ field: 'people', code: 'max', params: { max: admission.max } }],
      });
    default:
      throw new DomainError(admission.code, {
        faults: admission.unknownPool ? [{ field: 'pool', code: 'unknownPool' }] : undefined,
      });
  }
}
