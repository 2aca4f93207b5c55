import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { mergeVerdict } from '../domain/merging.js';
import { LooksAtPeople } from '../looks-at-people.js';
import { refuseListed } from '../lottery/lottery-listing.js';
import { lockedRegistration } from '../my/acted-registration.queries.js';
import { Registration } from '../registration.entity.js';
import { actOnPlaces, giveBack } from '../seats/place-acts.js';
import { DeskTurns } from './desk-turns.js';
import { type LikelyDuplicate, likelyDuplicates } from './duplicates.queries.js';
import { handOver, keepEarlierTurn, placesThatGo } from './merging.queries.js';

/** The registrations of a course that may be the same people's. */
export interface Duplicates {
  readonly course: Course;
  readonly programme: Programme;
  /** True for those who may make one of two in this course. */
  readonly mayMerge: boolean;
  /** Each group shares a nickname. */
  readonly groups: readonly (readonly LikelyDuplicate[])[];
}

/** Registrations made twice: which may be, and making one of two. */
@Injectable()
export class Merging {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly turns: DeskTurns,
    private readonly looks: LooksAtPeople,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async duplicates(principal: Principal, courseId: string): Promise<Duplicates> {
    const { manager } = this.db;
    const course = isUuid(courseId) ? await manager.findOneBy(Course, { id: courseId }) : null;
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', course);
    const rows = await likelyDuplicates(this.db, courseId);
    const ids = rows.map(({ id }) => id);
    await this.looks.list(principal, 'registration.list_viewed', 'registrations', ids);
    return {
      course,
      programme: await manager.findOneByOrFail(Programme, { id: course.programmeId }),
      mayMerge: await this.access.may(principal, 'organizer', course),
      groups: [...Map.groupBy(rows, ({ likeness }) => likeness).values()],
    };
  }

  /**
   * Makes one registration of two of a course. Places to come of `dropId` go over to `keepId` where that one has none, else they
   * are released; past places and marks stay where they are. Of two that wait, the one that stays has the earlier turn.
   * Nobody is told. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden` for all but organizers, `conflict` with a fault that says what is in the way
   */
  async merge(principal: Principal, keepId: string, dropId: string): Promise<void> {
    const keep = await this.turns.allowed(principal, keepId, 'organizer');
    await this.turns.allowed(principal, dropId, 'organizer');
    const now = this.clock.now();
    await actOnPlaces(this.db, { courseIds: [keep.courseId], now }, async (tx) => {
      // A course for members has no pools to lock: whoever acts on one of the two meets us here.
      for (const id of [keepId, dropId].sort()) await lockedRegistration(tx, { id });
      const staying = await tx.findOneByOrFail(Registration, { id: keepId });
      const going = await tx.findOneByOrFail(Registration, { id: dropId });
      const verdict = mergeVerdict(staying, going);
      if (verdict === 'done') return;
      if (verdict !== 'possible') throw inTheWay(verdict);
      await refuseListed(tx, [staying, going], 'with');
      const places = await placesThatGo(tx, { keepId, dropId, now });
      if (staying.people !== going.people && places.some(({ countsPeople }) => countsPeople))
        throw inTheWay('mergePeopleDiffer');
      await handOver(tx, keepId, places, now);
      await keepEarlierTurn(tx, keepId, dropId);
      const ended = { registrationId: dropId, sessionId: null, as: 'cancelled', reason: null } as const;
      await giveBack(tx, { ...ended, continuedById: keepId, now });
      const sessions = places.map(({ sessionId }) => sessionId);
      const action = 'registration.merged';
      await this.turns.record(tx, principal, staying, { action, after: { taken: going.code, sessions } });
      await this.turns.record(tx, principal, going, { action, after: { goesOnAs: staying.code } });
    });
  }
}

/** A refusal that says beside which field why two registrations stay two. */
function inTheWay(code: string): DomainError {
  return new DomainError('conflict', { faults: [{ field: 'with', code }] });
}
