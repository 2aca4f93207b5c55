import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { Course } from '../../programmes/course.entity.js';
import { waitForTurnOf } from '../../programmes/import/organization-turn.queries.js';
import { firstSequences } from '../../programmes/import/removed-sessions.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { idOfKey } from '../../shared/ids.js';
import { sessionDifference } from '../domain/session-change.js';
import { extendCourseRegistrations } from '../seats/added-sessions.queries.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import { requireAlsoFor } from '../sessions/also-for.js';
import { applied, spanOf } from '../sessions/session-changes.applied.js';
import { type SessionWords, wordsOf } from '../sessions/session-changes.words.js';
import type { NewSessionDto } from './new-session.dto.js';
import {
  contactsOfCourse,
  latestOf,
  missedSession,
  NOTHING_YET,
  newKey,
  poolRows,
  seatsOfNew,
} from './new-session.js';
import { placeOf, type SessionPlace } from './session-page.js';

/** A new session as its form proposes it. */
export interface ProposedSession extends SessionPlace {
  readonly words: SessionWords;
  readonly insteadOf: Session | null;
}

export type AddedSession = { readonly id: string } | { readonly contacts: number };

/** Adding one session to a course by hand, also to make up for one that fell out (振替). */
@Injectable()
export class NewSessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /**
   * What a new session would probably be like: as the one that it makes up for, else with times and venue of the latest.
   * @throws DomainError `unknown`, `forbidden`, `invalid` where `insteadOf` is no cancelled session of the course
   */
  async proposed(principal: Principal, courseId: string, insteadOf?: string): Promise<ProposedSession> {
    const { manager } = this.db;
    const course = await this.allowed(manager, principal, courseId);
    const missed = await missedSession(manager, courseId, insteadOf);
    const model = missed ?? (await latestOf(manager, courseId));
    const known = model ? await wordsOf(manager, model) : null;
    const place = await placeOf(manager, course);
    const {
      venue = null,
      startTime = null,
      endTime = null,
      doorsOpen = null,
      durationText = null,
    } = known ?? {};
    const words: SessionWords = {
      ...{ sequence: 0, title: null, topic: null, format: null, lecturer: null, segments: [] },
      alsoFor: [...(course.schedule?.alsoFor ?? [])].filter((key) => place.choices.programmes.includes(key)),
      ...(missed && known),
      ...{ venue, startTime, endTime, doorsOpen, durationText },
      number: missed ? missed.number : await this.nextNumber(courseId),
      ...{
        startsOn: null,
        endsOn: null,
        dateText: null,
        within: null,
        status: 'scheduled',
        cancelReason: null,
      },
      pools: await seatsOfNew(manager, course, missed),
    };
    return { ...place, words, insteadOf: missed };
  }

  /**
   * Adds the session. Who registered for the whole course gets a place in it and is told (I3, I6).
   * @param askFirst true: where somebody would get a mail, nothing is added, and the answer says how many contacts
   * @returns the new id; it follows from the keys, as an import's does
   * @throws DomainError `unknown`, `forbidden`, `invalid`
   */
  async add(
    principal: Principal,
    courseId: string,
    { insteadOf, pools = [], ...change }: NewSessionDto,
    { askFirst = false }: { readonly askFirst?: boolean } = {},
  ): Promise<AddedSession> {
    const now = this.clock.now();
    const added = await inTransaction(this.db, async (tx): Promise<AddedSession> => {
      await this.allowed(tx, principal, courseId);
      await waitForTurnOf(tx, { courseId });
      const course = await this.allowed(tx, principal, courseId);
      await lockPools(tx, { courseIds: [courseId] });
      const missed = await missedSession(tx, courseId, insteadOf);
      const { organizationId, programmeId } = course;
      const organization = await tx.findOneByOrFail(Organization, { id: organizationId });
      const { timeZone } = missed ?? organization;
      const owner = { organizationId, programmeId, timeZone };
      const unheld = { ...owner, startsAt: null, isHeld: false };
      const session = await applied(tx, unheld, { before: NOTHING_YET, change, now });
      await requireAlsoFor(this.access, principal, tx, { organizationId, ids: session.alsoForIds });
      const { programme } = await placeOf(tx, course);
      const key = await newKey(tx, courseId, session);
      const id = idOfKey('session', organization.slug, programme.key, course.key, key);
      const rows = poolRows(await seatsOfNew(tx, course, missed), pools, { id, organizationId });
      const span = spanOf(timeZone, session);
      if (askFirst && (span.startsAt === null || span.startsAt > now)) {
        const contacts = await contactsOfCourse(
          tx,
          courseId,
          rows.map((pool) => pool.key!),
        );
        if (contacts > 0) return { contacts };
      }
      await tx.insert(Session, {
        id,
        ...owner,
        courseId,
        key,
        ...session,
        segments: [...session.segments],
        alsoForIds: [...session.alsoForIds],
        ...span,
        dateState: session.startsOn === null ? 'undated' : 'dated',
        sequence: (await firstSequences(tx, [id]))(id),
        changedAt: now,
      });
      await tx.insert(SeatPool, rows);
      await extendCourseRegistrations(tx, [courseId], now);
      const { fields } = sessionDifference(NOTHING_YET, session);
      await this.audit.record(tx, {
        organizationId,
        actor: principal.actor,
        action: 'session.added',
        subjectId: id,
        after: {
          ...Object.fromEntries(fields.map((field) => [field, session[field]])),
          pools: rows.map(({ key: pool, capacity, capacityStated }) => ({
            key: pool,
            capacity,
            stated: capacityStated,
          })),
          ...(missed && { insteadOf: missed.id }),
        },
      });
      return { id };
    });
    if ('id' in added) this.mail.wakeSoon();
    return added;
  }

  private async nextNumber(courseId: string): Promise<number | null> {
    const [row] = await this.db.query('SELECT max(number) + 1 AS next FROM sessions WHERE course_id = $1', [
      courseId,
    ]);
    return row.next;
  }

  private async allowed(tx: EntityManager, principal: Principal, id: string): Promise<Course> {
    const course = isUuid(id) ? await tx.findOneBy(Course, { id }) : null;
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', course, tx);
    return course;
  }
}
