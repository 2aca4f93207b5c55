import { type EntityManager, IsNull, Not } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Organization } from '../../organizations/organization.entity.js';
import type { Principal, Role } from '../../organizations/principal.js';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import type { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { residentsOf } from '../domain/eligibility.js';
import { visibleText } from '../domain/lottery-seed.js';
import { windowState } from '../domain/registration-state.js';
import { Lottery } from './lottery.entity.js';
import type { LotteryScope } from './lottery.queries.js';
import type { LotteryRules } from './lottery-list.js';

/** The course of a lottery with what its draws depend on. */
export interface LotteryCourse {
  readonly course: Course;
  readonly programme: Programme;
  readonly organization: Organization;
}

/**
 * The course, for staff who have this role there.
 * @throws DomainError `unknown`, `forbidden`
 */
export async function lotteryCourse(
  tx: EntityManager,
  access: ProgrammeAccess,
  { principal, role, courseId }: { principal: Principal; role: Role; courseId: string },
): Promise<LotteryCourse> {
  const course = isUuid(courseId) ? await tx.findOneBy(Course, { id: courseId }) : null;
  if (!course) throw new DomainError('unknown');
  await access.require(principal, role, course, tx);
  return {
    course,
    programme: await tx.findOneByOrFail(Programme, { id: course.programmeId }),
    organization: await tx.findOneByOrFail(Organization, { id: course.organizationId }),
  };
}

/** A refusal that says what is in the way, beside the field it concerns. */
export function lotteryConflict(
  field: string,
  code: string,
  params?: Record<string, string | number>,
): DomainError {
  return new DomainError('conflict', { faults: [{ field, code, params }] });
}

/**
 * What a lottery of this course may be about: all of it, or one session where sessions are registered for one by one.
 * @throws DomainError `conflict` where the course draws no lots, or draws them for the whole only; `invalid` for a session of
 * another course
 */
export async function lotteryScope(
  tx: EntityManager,
  course: Course,
  sessionId?: string,
): Promise<LotteryScope> {
  if (!course.lottery) throw lotteryConflict('act', 'noLottery');
  if (sessionId === undefined) return { courseId: course.id, sessionId: null };
  if (course.registrationMode !== 'session') throw lotteryConflict('session', 'lotteryOfCourse');
  const session = isUuid(sessionId)
    ? await tx.findOneBy(Session, { id: sessionId, courseId: course.id })
    : null;
  if (!session) throw new DomainError('invalid', { faults: [{ field: 'session', code: 'unknownSession' }] });
  return { courseId: course.id, sessionId: session.id };
}

/** The lottery of exactly this scope; null: its list is not closed yet. */
export function lotteryIn(tx: EntityManager, { courseId, sessionId }: LotteryScope): Promise<Lottery | null> {
  return tx.findOneBy(Lottery, { courseId, sessionId: sessionId ?? IsNull() });
}

/** @throws DomainError `conflict` where the requests were, or are being, drawn for in the other way */
export async function refuseMixedScopes(
  tx: EntityManager,
  { courseId, sessionId }: LotteryScope,
): Promise<void> {
  const other = await tx.existsBy(Lottery, {
    courseId,
    sessionId: sessionId === null ? Not(IsNull()) : IsNull(),
  });
  if (other) throw lotteryConflict('session', sessionId === null ? 'lotteryBySession' : 'lotteryOfCourse');
}

/** The rules by which the course draws, as they are now. */
export function rulesOf({ course, programme, organization }: LotteryCourse): LotteryRules {
  const priorities = course.lottery?.priorities ?? [];
  const residence = programme.eligibility.find(({ rule }) => rule === 'residence');
  const named = course.lottery?.residents?.length
    ? course.lottery.residents
    : residentsOf(residence ?? { rule: 'residence' }, organization.name);
  return {
    priorities,
    // In a list each stands on a line of its own.
    residents: priorities.includes('residents') ? named.flatMap((name) => visibleText(name) ?? []) : [],
    queue: course.queueHolds ? 'holds' : 'passes',
  };
}

/** True while the web still takes requests for something in the scope, or will. */
export async function isCollecting(
  tx: EntityManager,
  { courseId, sessionId }: LotteryScope,
  now: Date,
): Promise<boolean> {
  const course = await tx.findOneByOrFail(Course, { id: courseId });
  const sessions = await tx.findBy(Session, {
    courseId,
    status: 'scheduled',
    ...(sessionId ? { id: sessionId } : {}),
  });
  return sessions
    .filter(({ startsAt }) => startsAt === null || startsAt > now)
    .map((session) => windowState({ ...session, ...course, lotteryStage: 'collecting' }, now, 'web'))
    .some((state) => state === 'open' || state === 'not_yet_open');
}
