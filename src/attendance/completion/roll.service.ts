import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { refuseErased } from '../../registrations/erased.queries.js';
import { DomainError } from '../../shared/domain-error.js';
import { nextRollNumbers } from '../domain/roll.js';
import type { EnrolDto, RollEntryDto } from './completion.dto.js';
import { Completion } from './completion.entity.js';
import { CompletionQueries } from './completion.queries.js';
import { completionTable } from './completion-table.js';
import { rollNumbersOf } from './roll.queries.js';

/** 登録名簿: who of those who completed a course agreed to be registered, under which number, from when until when. */
@Injectable()
export class Roll {
  constructor(
    private readonly db: DataSource,
    private readonly queries: CompletionQueries,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Enters these people of a course under the next numbers, in the order of the table. Who is on the roll already stays as they are:
   * a repetition changes nothing.
   * @returns how many were entered now
   * @throws DomainError `unknown`, `forbidden`; `invalid` where nobody is named, somebody's completion is not recognised, or who
   * they were has been erased
   */
  async enrol(principal: Principal, courseId: string, { people, enrolledOn }: EnrolDto): Promise<number> {
    const course = await this.queries.course(courseId);
    if (!course) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', course);
    if (people.length === 0)
      throw new DomainError('invalid', { faults: [{ field: 'people', code: 'choose' }] });
    return inTransaction(this.db, async (tx) => {
      await this.queries.waitForTurn(course.programmeId, tx);
      const places = await this.queries.places(courseId, tx);
      const completions = await this.queries.completions(courseId, tx);
      const table = completionTable(course, { places, completions, now: this.clock.now() });
      const chosen = people.map(
        (key) => table.people.find(({ keys }) => keys.includes(key))?.completion ?? null,
      );
      if (chosen.includes(null))
        throw new DomainError('invalid', { faults: [{ field: 'people', code: 'completion.notRecognised' }] });
      const wanted = new Set(chosen.map((one) => one?.id));
      const entering = table.people.flatMap(({ completion }) =>
        completion && wanted.has(completion.id) && completion.enrolledOn === null ? [completion] : [],
      );
      if (entering.some(({ isErased }) => isErased))
        throw new DomainError('invalid', { faults: [{ field: 'people', code: 'completion.erased' }] });
      const numbers = nextRollNumbers(await rollNumbersOf(tx, course.programmeId), entering.length);
      for (const [index, { id, rollNumber }] of entering.entries()) {
        const after = { rollNumber: rollNumber ?? numbers[index]!, enrolledOn };
        await tx.update(Completion, id, after);
        await this.audit.record(tx, {
          organizationId: course.organizationId,
          actor: principal.actor,
          action: 'roll.entered',
          subjectId: id,
          after,
        });
      }
      return entering.length;
    });
  }

  /**
   * Makes one entry exactly this.
   * @throws DomainError `unknown`, `forbidden`; `invalid` where the number is another's or the dates cannot be; `conflict` where the
   * completion was taken back, or who it was has been erased
   */
  async change(principal: Principal, id: string, entry: RollEntryDto): Promise<void> {
    const found = await this.queries.completion(id);
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', found);
    await inTransaction(this.db, async (tx) => {
      await this.queries.waitForTurn(found.programmeId, tx);
      await refuseErased(tx, found.registrationId);
      const saved = await tx.findOneByOrFail(Completion, { id });
      if (saved.withdrawnAt !== null) throw new DomainError('conflict');
      const {
        name = null,
        municipality = null,
        rollNumber = null,
        enrolledOn = null,
        endedOn = null,
      } = entry;
      const isOwn = rollNumber === saved.rollNumber;
      const isTaken =
        !isOwn && rollNumber !== null && (await rollNumbersOf(tx, found.programmeId)).includes(rollNumber);
      const faults = [
        ...(isTaken ? [{ field: 'rollNumber', code: 'completion.numberTaken' }] : []),
        ...(endedOn !== null && enrolledOn === null ? [{ field: 'enrolledOn', code: 'isNotEmpty' }] : []),
        ...(endedOn !== null && enrolledOn !== null && endedOn < enrolledOn
          ? [{ field: 'endedOn', code: 'completion.endsBeforeEntry' }]
          : []),
      ];
      if (faults.length > 0) throw new DomainError('invalid', { faults });
      const before = factsOf(saved);
      const after = factsOf({ municipality, rollNumber, enrolledOn, endedOn, name });
      const isSame = name === saved.name && JSON.stringify(before) === JSON.stringify(after);
      if (isSame) return;
      await tx.update(Completion, id, { name, municipality, rollNumber, enrolledOn, endedOn });
      await this.audit.record(tx, {
        organizationId: found.organizationId,
        actor: principal.actor,
        action: saved.enrolledOn === null && enrolledOn !== null ? 'roll.entered' : 'roll.changed',
        subjectId: id,
        before,
        after,
      });
    });
  }
}

/** What the audit log keeps of an entry: that there is a name, not which. */
function factsOf(
  entry: Pick<Completion, 'municipality' | 'rollNumber' | 'enrolledOn' | 'endedOn' | 'name'>,
): Record<string, unknown> {
  const { municipality, rollNumber, enrolledOn, endedOn, name } = entry;
  return { municipality, rollNumber, enrolledOn, endedOn, named: name !== null };
}
