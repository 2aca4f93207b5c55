import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { isPresence } from '../domain/attendance.js';
import type { RecogniseDto } from './completion.dto.js';
import { Completion } from './completion.entity.js';
import { type CompletionCourse, CompletionQueries } from './completion.queries.js';
import { type CompletionTable, completionTable, type TablePerson } from './completion-table.js';
import { nextCertificateNumber } from './roll.queries.js';

/** 修了: recognising who completed a course, and taking it back. What was recognised stands, whatever becomes of marks later. */
@Injectable()
export class Completions {
  constructor(
    private readonly db: DataSource,
    private readonly queries: CompletionQueries,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Recognises the completion of these people, or of all who fulfil the rule. Whose completion stands already keeps it as it is: a
   * repetition changes nothing.
   * @returns how many were recognised now
   * @throws DomainError `unknown`, `forbidden`; `invalid` where nobody is named, somebody does not fulfil the rule and no reason is
   * given, or a person is none of the course
   */
  async recognise(
    principal: Principal,
    courseId: string,
    { people, all, reason }: Pick<RecogniseDto, 'people' | 'all' | 'reason'>,
  ): Promise<number> {
    const found = await this.queries.course(courseId);
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', found);
    if (people.length === 0 && !all)
      throw new DomainError('invalid', { faults: [{ field: 'people', code: 'choose' }] });
    return inTransaction(this.db, async (tx) => {
      await this.queries.waitForTurn(found.programmeId, tx);
      const { course, table } = await this.table(courseId, tx);
      const chosen = chosenOf(table, { people, all }).filter(({ completion }) => completion === null);
      const against = chosen.filter(({ state }) => state !== 'fulfilled');
      if (against.length > 0 && reason === undefined) {
        const fault = { field: 'reason', code: 'completion.reasonNeeded', params: { count: against.length } };
        throw new DomainError('invalid', { faults: [fault] });
      }
      let certificate = await nextCertificateNumber(tx, course.programmeId);
      for (const person of chosen) {
        const isByRule = person.state === 'fulfilled';
        const row = this.rowOf(principal, course, person, table);
        await tx.insert(Completion, { ...row, certificateNumber: certificate });
        certificate += 1;
        await this.audit.record(tx, {
          organizationId: course.organizationId,
          actor: principal.actor,
          action: 'completion.recognised',
          subjectId: row.id,
          after: {
            ...{
              course: course.id,
              registration: row.registrationId,
              member: row.member,
              completedOn: row.completedOn,
            },
            ...{ attended: row.attended, sessions: row.sessions, byRule: isByRule },
            ...(isByRule ? {} : { reason }),
          },
        });
      }
      return chosen.length;
    });
  }

  /**
   * Takes a completion back, and its entry in the roll with it. A repetition changes nothing.
   * @returns the course
   * @throws DomainError `unknown`, `forbidden`
   */
  async withdraw(principal: Principal, id: string): Promise<string> {
    const found = await this.owned(principal, 'organizer', id);
    await inTransaction(this.db, async (tx) => {
      await this.queries.waitForTurn(found.programmeId, tx);
      const { withdrawnAt, rollNumber, enrolledOn, attended, sessions } = await tx.findOneByOrFail(
        Completion,
        { id },
      );
      if (withdrawnAt !== null) return;
      await tx.update(Completion, id, { withdrawnAt: this.clock.now() });
      await this.audit.record(tx, {
        organizationId: found.organizationId,
        actor: principal.actor,
        action: 'completion.withdrawn',
        subjectId: id,
        before: { course: found.courseId, attended, sessions, rollNumber, enrolledOn },
      });
    });
    return found.courseId;
  }

  /** A completion that staff may see or act on. @throws DomainError `unknown`, `forbidden` */
  async owned(principal: Principal, role: 'reception' | 'organizer', id: string): Promise<Completion> {
    const found = await this.queries.completion(id);
    if (!found) throw new DomainError('unknown');
    await this.access.require(principal, role, found);
    return found;
  }

  private async table(
    courseId: string,
    tx: EntityManager,
  ): Promise<{ readonly course: CompletionCourse; readonly table: CompletionTable }> {
    const course = (await this.queries.course(courseId, tx))!;
    const places = await this.queries.places(courseId, tx);
    const completions = await this.queries.completions(courseId, tx);
    return { course, table: completionTable(course, { places, completions, now: this.clock.now() }) };
  }

  private rowOf(principal: Principal, course: CompletionCourse, person: TablePerson, table: CompletionTable) {
    const now = this.clock.now();
    return {
      id: newId(),
      organizationId: course.organizationId,
      programmeId: course.programmeId,
      courseId: course.id,
      registrationId: person.registrationId,
      member: person.member,
      completedOn: completedOn(person, table) ?? civilDateOf(now, course.organization.timeZone),
      attended: person.attended,
      sessions: person.held,
      municipality: person.municipality,
      recordedAt: now,
      recordedBy: principal.actor,
    };
  }
}

/** @throws DomainError `invalid` for somebody who is none of the course */
function chosenOf(
  table: CompletionTable,
  { people, all }: Pick<RecogniseDto, 'people' | 'all'>,
): readonly TablePerson[] {
  const keys = new Set(people);
  const chosen = table.people.filter((person) => person.keys.some((key) => keys.has(key)));
  const known = new Set(table.people.flatMap((person) => person.keys));
  if (people.some((key) => !known.has(key)))
    throw new DomainError('invalid', { faults: [{ field: 'people', code: 'completion.unknownPerson' }] });
  if (!all) return chosen;
  return table.people.filter((person) => person.state === 'fulfilled' || chosen.includes(person));
}

/** The day of the session with which the rule was met; against the rule, of the last one attended. Null: they came to none. */
function completedOn({ metWith, marks }: TablePerson, { sessions }: CompletionTable): string | null {
  const met = sessions.find(({ id }) => id === metWith);
  const attended = sessions.filter(({ standing }, index) => {
    const mark = marks[index] ?? 'place';
    return standing === 'held' && mark !== 'place' && isPresence(mark);
  });
  return met?.startsOn ?? attended.at(-1)?.startsOn ?? null;
}
