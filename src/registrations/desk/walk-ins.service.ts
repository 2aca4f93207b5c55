import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, inTransaction } from '../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { RegisterDto } from '../register.dto.js';
import { Registration } from '../registration.entity.js';
import type { Registered } from '../registration-view.js';
import { Registrations } from '../registrations.service.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import type { WalkInDto } from './walk-in.dto.js';
import {
  type AbsentMember,
  type DoorSession,
  doorSession,
  membersNotThere,
  seatMember,
  walkInsOf,
} from './walk-ins.queries.js';

/** What the door of a session is open for. */
export interface Door {
  readonly session: DoorSession;
  /** Members of the course who are not on the list yet; empty where it has none. */
  readonly members: readonly AbsentMember[];
}

export interface WalkInOptions {
  /** What stands in for a nickname that was not given, for the so many-th who comes like this. */
  readonly unnamed: (number: number) => string;
  readonly idempotencyKey?: string;
  /**
   * When they came, by the clock of whoever let them in; it is asked once the day is over, for a device that had no line then.
   * Left out: now.
   */
  readonly cameAt?: Date;
}

/** 当日参加: people who come to a session without a place in it. They are let in, also beyond the capacity; that is recorded. */
@Injectable()
export class WalkIns {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly registrations: Registrations,
    private readonly audit: Audit,
  ) {}

  /** The door of a session while its day lasts; null on other days, for those who may not let in, and without any seats. */
  async door(principal: Principal, sessionId: string): Promise<Door | null> {
    const session = isUuid(sessionId) ? await doorSession(this.db, sessionId) : null;
    if (!session || this.obstacleAt(session) || session.pools.length === 0) return null;
    if (!(await this.access.may(principal, 'reception', session))) return null;
    return { session, members: session.isForMembers ? await membersNotThere(this.db, session) : [] };
  }

  /** The session, whatever day it is. @throws DomainError `unknown`, `forbidden` */
  async session(principal: Principal, sessionId: string): Promise<DoorSession> {
    const session = isUuid(sessionId) ? await doorSession(this.db, sessionId) : null;
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', session);
    return session;
  }

  /**
   * Lets somebody in: a registration with a place at once. The same `idempotencyKey` with the same content is one person,
   * though the next number of who gives no name would be another.
   * @throws DomainError `unknown`, `forbidden`, `invalid`, `not_yet_open` before the day, `past` after it, `cancelled`,
   * `conflict` (same key, other content)
   */
  async letIn(
    principal: Principal,
    sessionId: string,
    { nickname, ...walkIn }: WalkInDto,
    { unnamed, idempotencyKey, cameAt }: WalkInOptions,
  ): Promise<Registered> {
    const session = await this.session(principal, sessionId);
    const asOf = this.cameAt(session, cameAt);
    this.refuseClosed(session, asOf);
    const named = nickname ?? unnamed((await walkInsOf(this.db, session.id)) + 1);
    const request = Object.assign(new RegisterDto(), { ...walkIn, session: session.id, nickname: named });
    return this.registrations.register(request, idempotencyKey, {
      admit: (programme) => this.access.require(principal, 'reception', programme),
      actor: principal.actor,
      channel: 'walk_in',
      overrideReason: null,
      overbooks: true,
      isUnnamed: nickname === undefined,
      asOf,
    });
  }

  /**
   * Gives a member of the course a place in this session, and lets `record` write down that they came, in one transaction. A
   * repetition changes nothing.
   * @param record is given the id of the place; it must have no effect outside the database
   * @throws DomainError `unknown`, `forbidden`, `not_yet_open`, `past`, `cancelled`, `conflict` where they are no member,
   * `duplicate` where the same contact has a place there by another registration
   */
  async seat(
    principal: Principal,
    sessionId: string,
    registrationId: string,
    record: (tx: EntityManager, placeId: string) => Promise<void>,
  ): Promise<void> {
    const session = await this.opened(principal, sessionId);
    const now = this.clock.now();
    try {
      await inTransaction(this.db, async (tx) => {
        await lockPools(tx, { courseIds: [], sessionIds: [session.id] });
        // Whoever cancels it holds the pools as well: it is as it is now until we have done.
        this.refuseClosed(await doorSession(tx, sessionId));
        const member = isUuid(registrationId)
          ? await tx.findOneBy(Registration, { id: registrationId, courseId: session.courseId })
          : null;
        if (!member) throw new DomainError('unknown');
        if (!member.membership || member.status !== 'confirmed') throw new DomainError('conflict');
        const seated = await seatMember(tx, { registrationId, sessionId, now });
        if (!seated) return record(tx, placeThere(await tx.query(PLACE_THERE, [registrationId, sessionId])));
        await this.audit.record(tx, {
          organizationId: session.organizationId,
          actor: principal.actor,
          action: 'registration.member_came',
          subjectId: registrationId,
          after: { session: sessionId, ...(seated.beyond > 0 ? { beyond: seated.beyond } : {}) },
        });
        await record(tx, seated.placeId);
      });
    } catch (error) {
      if (constraintOf(error) === 'uq_places_contact_session') throw new DomainError('duplicate');
      throw error;
    }
  }

  private async opened(principal: Principal, sessionId: string): Promise<DoorSession> {
    const session = await this.session(principal, sessionId);
    this.refuseClosed(session);
    return session;
  }

  /** Now, or, once its day is over, when they came: never later than now. */
  private cameAt(session: DoorSession, cameAt: Date | undefined): Date {
    const now = this.clock.now();
    return cameAt && cameAt < now && this.obstacleAt(session, now) === 'past' ? cameAt : now;
  }

  private refuseClosed(session: DoorSession | null, at?: Date): void {
    const obstacle = session ? this.obstacleAt(session, at) : 'unknown';
    if (obstacle) throw new DomainError(obstacle);
  }

  /** People are let in while the day of the session lasts, on a wall calendar of its zone. */
  private obstacleAt({ status, startsOn, endsOn, timeZone }: DoorSession, at = this.clock.now()) {
    if (status === 'cancelled') return 'cancelled';
    const today = civilDateOf(at, timeZone);
    if (startsOn === null || startsOn > today) return 'not_yet_open';
    return (endsOn ?? startsOn) < today ? 'past' : null;
  }
}

const PLACE_THERE = `SELECT id FROM places WHERE registration_id = $1 AND session_id = $2 AND status <> 'released'`;

/** @throws DomainError `not_offered` where the session has no seats at all */
function placeThere([place]: readonly { readonly id: string }[]): string {
  if (!place) throw new DomainError('not_offered');
  return place.id;
}
