import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { receptionNumberOf } from '../../registrations/domain/reception-number.js';
import { Registration } from '../../registrations/registration.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import {
  belongingOf,
  keysOfPerson,
  type SharedYear,
  sharedYears,
  writeBelonging,
} from './merging.queries.js';
import { PeopleAccess } from './people-access.js';
import { isSamePerson, lockPeople, type Person, personOf } from './person.js';
import { PersonMerge } from './person-merge.entity.js';
import { type PersonPage, PersonPages } from './person-pages.service.js';

/** Two people side by side, and what follows where they are one. */
export interface MergePreview {
  readonly one: PersonPage;
  readonly other: PersonPage;
  /** They are one already. */
  readonly isDone: boolean;
  readonly years: readonly SharedYear[];
}

/**
 * Finding that two people of an organization's records are one. Only who counts as whom changes: registrations, places, marks and
 * mails stay as they are, and nobody is told.
 */
@Injectable()
export class PersonMerging {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly people: PeopleAccess,
    private readonly pages: PersonPages,
  ) {}

  /**
   * @throws DomainError `unknown`, `forbidden`, `conflict` with a fault where they are of two organizations
   */
  async preview(principal: Principal, id: string, otherId: string): Promise<MergePreview> {
    const [person, another] = await this.both(principal, id, otherId);
    const one = await this.pages.one(principal, id);
    const other = await this.pages.one(principal, otherId);
    const idsOf = ({ registrations }: Person) => registrations.map((registration) => registration.id);
    const isDone = isSamePerson(person, another);
    const years = isDone ? [] : await sharedYears(this.db, idsOf(person), idsOf(another));
    return { one, other, isDone, years };
  }

  /** Whether they may merge this person at all: what is an organization's own is no host's. @throws DomainError `unknown`, `forbidden` */
  async require(principal: Principal, id: string): Promise<void> {
    await this.people.whole(principal, id);
  }

  /**
   * The registration of the same organization with a 受付番号, to be put beside the person.
   * @throws DomainError `unknown`, `forbidden`, `invalid` where there is none
   */
  async find(principal: Principal, id: string, typed: string): Promise<string> {
    const { organizationId } = await this.people.whole(principal, id);
    const code = receptionNumberOf(typed);
    const found = code && (await this.db.manager.findOneBy(Registration, { organizationId, code }));
    if (!found) throw new DomainError('invalid', { faults: [{ field: 'number', code: 'personNotFound' }] });
    return found.id;
  }

  /**
   * Makes one person of two. A repetition changes nothing.
   * @throws DomainError as `preview`
   */
  async merge(principal: Principal, id: string, otherId: string): Promise<void> {
    const [{ organizationId }] = await this.both(principal, id, otherId);
    await inTransaction(this.db, async (tx) => {
      await lockPeople(tx, organizationId);
      const [one, other] = [await personOf(tx, id), await personOf(tx, otherId)];
      if (!one || !other || isSamePerson(one, other)) return;
      const before = await belongingOf(tx, organizationId, [...one.keys, ...other.keys]);
      const merge = { id: newId(), organizationId, personId: newId(), before };
      // Always a person of its own: whether this merge is the last word on its keys is then plain to see.
      await writeBelonging(
        tx,
        organizationId,
        Object.fromEntries(Object.keys(before).map((key) => [key, merge.personId])),
      );
      await tx.insert(PersonMerge, { ...merge, mergedBy: principal.actor, mergedAt: this.clock.now() });
      const [{ id: subjectId }] = one.registrations;
      const after = { merge: merge.id, with: other.registrations[0].id };
      await this.audit.record(tx, {
        ...{ organizationId, actor: principal.actor, action: 'person.merged', subjectId, after },
      });
    });
  }

  /**
   * Sets apart again what a merge made one, exactly as it was. A repetition changes nothing.
   * @throws DomainError `unknown`, `forbidden`, `conflict` with a fault where its person was merged with another since: that merge
   * must be undone first
   */
  async undo(principal: Principal, mergeId: string): Promise<void> {
    const known = isUuid(mergeId) ? await this.db.manager.findOneBy(PersonMerge, { id: mergeId }) : null;
    if (!known) throw new DomainError('unknown');
    const { organizationId } = known;
    principal.require('organizer', organizationId);
    await inTransaction(this.db, async (tx) => {
      await lockPeople(tx, organizationId);
      const merge = await tx.findOneByOrFail(PersonMerge, { id: mergeId });
      if (merge.undoneAt) return;
      const keys = new Set(Object.keys(merge.before));
      const now = await keysOfPerson(tx, organizationId, merge.personId);
      if (now.length !== keys.size || now.some((key) => !keys.has(key))) throw inTheWay('personMergedSince');
      await writeBelonging(tx, organizationId, merge.before);
      await tx.update(
        PersonMerge,
        { id: mergeId },
        { undoneBy: principal.actor, undoneAt: this.clock.now() },
      );
      await this.audit.record(tx, {
        ...{ organizationId, actor: principal.actor, action: 'person.merge_undone', subjectId: mergeId },
      });
    });
  }

  private async both(principal: Principal, id: string, otherId: string): Promise<[Person, Person]> {
    const one = await this.people.whole(principal, id);
    const other = await this.people.whole(principal, otherId);
    if (one.organizationId !== other.organizationId) throw inTheWay('personElsewhere');
    return [one, other];
  }
}

function inTheWay(code: string): DomainError {
  return new DomainError('conflict', { faults: [{ field: 'with', code }] });
}
