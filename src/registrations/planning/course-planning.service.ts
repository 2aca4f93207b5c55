import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { Course } from '../../programmes/course.entity.js';
import type { FileCourse, FileFinding } from '../../programmes/domain/programme-file.js';
import { isSame } from '../../programmes/import/asked.js';
import { waitForTurnOf } from '../../programmes/import/organization-turn.queries.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Conflicts } from '../../programmes/year/conflicts.service.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { actsOn } from '../sessions/acts-of-plans.js';
import { requireAlsoFor } from '../sessions/also-for.js';
import { strandedApplicants } from './applied-waiting.queries.js';
import { planDraftOf } from './course-conflicts.js';
import { type Decisions, decide } from './course-decisions.js';
import { draftOf } from './course-drafts.js';
import { planCourse } from './course-plan.js';
import { type CoursePreview, previewOf } from './course-preview.js';
import { writeCourse } from './course-writer.js';
import { registrantsOf, type Town, townOf } from './town.queries.js';

/** Which course is drafted: one that exists, or a new one of a programme. */
export type CourseTarget = { readonly courseId: string } | { readonly programmeId: string };

const NOTHING: Omit<CoursePreview, 'findings'> = {
  sessions: [],
  skipped: [],
  undecided: [],
  tooSmall: [],
  recounted: [],
  registrants: 0,
  conflicts: null,
};

/** Planning a course: what a rule would give, before anything happens, and the act that makes it so. */
@Injectable()
export class CoursePlanning {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
    private readonly conflicts: Conflicts,
  ) {}

  /**
   * Every date that the draft gives, every date it leaves out with the reason, and what would become of the sessions that
   * are there. Faults of the draft are answered, not thrown. Reads only.
   * @throws DomainError `unknown`, `forbidden`
   */
  async preview(principal: Principal, target: CourseTarget, draft: FileCourse): Promise<CoursePreview> {
    const { manager } = this.db;
    const { town, course } = await this.allowed(manager, principal, target);
    const now = this.clock.now();
    const { plan, findings } = await planCourse(manager, town, { draft: keyed(draft, course), course, now });
    if (!plan) return { ...NOTHING, findings };
    const conflicts = await this.conflicts.amongPlanned(manager, planDraftOf(plan, town, now));
    const registrants = course ? await registrantsOf(manager, course.id) : 0;
    return previewOf(plan, town, { registrants, conflicts });
  }

  /**
   * Saves the draft: the course, the sessions that its rules give, and what staff decided on the others; all in one
   * transaction, with the mails that follow.
   * @returns id of the course
   * @throws DomainError `unknown`, `forbidden`, `invalid` with the faults of the draft (fields are paths such as
   * `rule.0.start`), with `decide.<session id>` where a decision is missing, and `conflict` where fewer seats would be left
   * than are taken, seats that somebody holds or awaits are to count something else, seats are to be given out in another way while people wait for an answer, a new course has the key of
   * another, or the course is not any more what `seen` says it was
   */
  async save(
    principal: Principal,
    target: CourseTarget,
    draft: FileCourse,
    decisions: Decisions,
    seen?: FileCourse,
  ): Promise<string> {
    const now = this.clock.now();
    const courseId = await inTransaction(this.db, async (tx) => {
      await this.allowed(tx, principal, target);
      await waitForTurnOf(tx, target);
      const { town, course } = await this.allowed(tx, principal, target);
      if (course) await lockPools(tx, { courseIds: [course.id] });
      if (course && seen && !isSame(seen, draftOf(course, town.organization.timeZone)))
        throw new DomainError('conflict');
      const { plan, findings } = await planCourse(tx, town, { draft: keyed(draft, course), course, now });
      if (!plan) throw new DomainError('invalid', { faults: findings.map(faultOf) });
      const { row } = plan.parts.course;
      const named = (row.schedule?.alsoFor ?? []).filter((key) => !course?.schedule?.alsoFor?.includes(key));
      const ids = town.programmes.filter(({ key }) => named.includes(key)).map(({ id }) => id);
      await requireAlsoFor(this.access, principal, tx, { organizationId: row.organizationId, ids });
      if (!course && (await tx.existsBy(Course, { id: row.id })))
        throw new DomainError('conflict', { faults: [{ field: 'key', code: 'courseKeyTaken' }] });
      const [small] = plan.pools.tooSmall;
      if (small) {
        const fault = { field: 'pools', code: 'capacityBelowTaken', params: { taken: small.taken } };
        throw new DomainError('conflict', { faults: [fault] });
      }
      const [recounted] = plan.pools.recounted;
      if (recounted) {
        const fault = {
          ...{ field: 'pools', code: 'planning.unit_of_held_seats' },
          params: { count: recounted.holders },
        };
        throw new DomainError('conflict', { faults: [fault] });
      }
      const count = course ? await strandedApplicants(tx, course.id, course, row) : 0;
      if (count > 0) {
        const fault = { field: 'registration.approval', code: 'planning.applied_waiting', params: { count } };
        throw new DomainError('conflict', { faults: [fault] });
      }
      const decided = decide(plan.sessions.undecided, plan.sessions.created, decisions);
      const { fields, changes, ...counts } = await writeCourse(tx, { town, course, plan, decided, now });
      if (course && fields.length === 0 && Object.values(counts).every((count) => count === 0)) return row.id;
      await this.audit.record(tx, {
        organizationId: row.organizationId,
        actor: principal.actor,
        action: course ? 'course.changed' : 'course.added',
        subjectId: row.id,
        ...(course && { before: pick(course, fields) }),
        after: { ...pick(row, fields), sessions: counts },
      });
      await this.audit.recordAll(tx, actsOn(changes, principal.actor));
      return row.id;
    });
    this.mail.wakeSoon();
    return courseId;
  }

  private async allowed(
    tx: EntityManager,
    principal: Principal,
    target: CourseTarget,
  ): Promise<{ town: Town; course: Course | null }> {
    const course = 'courseId' in target ? await this.courseOf(tx, target.courseId) : null;
    if ('courseId' in target && !course) throw new DomainError('unknown');
    const programmeId = course?.programmeId ?? ('programmeId' in target ? target.programmeId : '');
    const town = await townOf(tx, programmeId);
    const { organizationId } = town.programme;
    await this.access.require(principal, 'organizer', { programmeId, organizationId }, tx);
    return { town, course };
  }

  private async courseOf(tx: EntityManager, id: string): Promise<Course | null> {
    return isUUID(id) ? tx.findOneBy(Course, { id }) : null;
  }
}

/** A course keeps its key, whatever the draft says. */
function keyed(draft: FileCourse, course: Course | null): FileCourse {
  return course ? { ...draft, key: course.key } : draft;
}

function faultOf({ path, code, params }: FileFinding): Fault {
  return { field: path.join('.'), code: `file.${code}`, ...(params && { params }) };
}

function pick(row: object, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, (row as Record<string, unknown>)[field] ?? null]));
}
