import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { entryOf, type LotteryPriority, type PassedOver, rulesMet } from '../domain/lottery.js';
import type { LotteryTarget } from './lotteries.service.js';
import { Lottery } from './lottery.entity.js';
import {
  type LotteryRequest,
  type LotteryScope,
  poolsById,
  registrationsOf,
  requestsOf,
} from './lottery.queries.js';
import {
  isCollecting,
  type LotteryCourse,
  lotteryCourse,
  lotteryIn,
  lotteryScope,
  rulesOf,
} from './lottery-course.js';
import { type LotteryRules, priorityIn } from './lottery-list.js';
import { type PoolTooSmall, poolsTooSmall, standingOf } from './lottery-standing.js';

export interface PriorityCount {
  readonly priority: number;
  readonly meets: readonly LotteryPriority[];
  readonly requests: number;
  readonly people: number;
}

/** A drawn entry as staff see it: by its reception number. */
export interface DrawnRow {
  readonly position: number;
  readonly entry: string;
  readonly outcome: 'won' | 'lost' | 'withdrawn';
  /** Why it took no part; null: it did. */
  readonly reason: PassedOver['reason'] | null;
  /** Null: the registration was erased since. */
  readonly registration: { readonly code: string; readonly people: number; readonly status: string } | null;
}

/** A lottery as staff see it, from the first request on. */
export interface LotteryState extends LotteryCourse {
  readonly draws: boolean;
  readonly scope: LotteryScope;
  readonly session: Session | null;
  readonly rules: LotteryRules;
  readonly stage: 'collecting' | 'listed' | 'drawn';
  readonly requests: number;
  readonly people: number;
  readonly byPriority: readonly PriorityCount[];
  /** Requests that came after the list was closed, or ask for more than they were listed with. */
  readonly late: number;
  readonly isOpen: boolean;
  readonly lottery: Lottery | null;
  readonly tooSmall: readonly PoolTooSmall[];
  readonly drawn: readonly DrawnRow[];
  /** Sessions that can be drawn for one by one; empty: the course is drawn for as a whole. */
  readonly sessions: readonly {
    readonly session: Session;
    readonly lottery: Lottery | null;
    readonly requests: number;
  }[];
  readonly mayAct: boolean;
}

/** What staff see of lotteries. */
@Injectable()
export class LotteryStates {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown`, `forbidden`, and what `lotteryScope` refuses */
  async of(principal: Principal, { courseId, session: sessionId }: LotteryTarget): Promise<LotteryState> {
    const now = this.clock.now();
    const tx = this.db.manager;
    const found = await lotteryCourse(tx, this.access, { principal, role: 'viewer', courseId });
    const draws = found.course.lottery !== null;
    const scope = draws ? await lotteryScope(tx, found.course, sessionId) : { courseId, sessionId: null };
    const lottery = await lotteryIn(tx, scope);
    const requests = await requestsOf(tx, scope, now);
    // Once it is listed, the rules of the list count, whatever the course says by now.
    const rules = lottery?.list ?? rulesOf(found);
    return {
      ...found,
      ...{ draws, scope, rules, lottery },
      session: scope.sessionId === null ? null : await tx.findOneByOrFail(Session, { id: scope.sessionId }),
      stage: lottery === null ? 'collecting' : lottery.seed === null ? 'listed' : 'drawn',
      requests: requests.length,
      people: peopleIn(requests),
      byPriority: countsBy(rules, requests),
      late: lottery === null ? 0 : standingOf(lottery.list, requests).late.length,
      isOpen: draws && (await isCollecting(tx, scope, now)),
      tooSmall: lottery !== null && lottery.seed === null ? await this.tooSmall(tx, lottery) : [],
      drawn: lottery === null ? [] : await drawnRows(tx, scope, lottery),
      sessions: found.course.registrationMode === 'session' ? await this.sessions(tx, courseId, now) : [],
      mayAct: await this.access.may(principal, 'organizer', found.course),
    };
  }

  private async tooSmall(tx: EntityManager, { list }: Lottery) {
    const pools = await poolsById(
      tx,
      list.pools.map(({ id }) => id),
    );
    return poolsTooSmall(list, pools);
  }

  private async sessions(tx: EntityManager, courseId: string, now: Date) {
    const sessions = await tx.find(Session, {
      where: { courseId, status: 'scheduled' },
      order: { startsAt: { direction: 'ASC', nulls: 'LAST' }, number: 'ASC', id: 'ASC' },
    });
    const lotteries = await tx.findBy(Lottery, { sessionId: In(sessions.map(({ id }) => id)) });
    const waiting: { id: string; requests: number }[] = await tx.query(
      `SELECT session_id AS id, count(*)::int AS requests FROM registrations
       WHERE course_id = $1 AND status = 'applied' AND session_id IS NOT NULL GROUP BY session_id`,
      [courseId],
    );
    return sessions
      .map((session) => ({
        session,
        lottery: lotteries.find(({ sessionId }) => sessionId === session.id) ?? null,
        requests: waiting.find(({ id }) => id === session.id)?.requests ?? 0,
      }))
      .filter(
        ({ session, lottery }) => lottery !== null || session.startsAt === null || session.startsAt > now,
      );
  }
}

function countsBy(rules: LotteryRules, requests: readonly LotteryRequest[]): PriorityCount[] {
  const groups = Map.groupBy(requests, (request) => priorityIn(rules, request));
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([priority, members]) => ({
      priority,
      meets: rulesMet(rules.priorities, priority),
      requests: members.length,
      people: peopleIn(members),
    }));
}

function peopleIn(requests: readonly LotteryRequest[]): number {
  return requests.reduce((sum, { people }) => sum + people, 0);
}

async function drawnRows(
  tx: EntityManager,
  scope: LotteryScope,
  { id, result }: Lottery,
): Promise<DrawnRow[]> {
  if (result === null) return [];
  const registrations = await registrationsOf(tx, scope);
  const byEntry = new Map(registrations.map((one) => [entryOf(id, one.id), one]));
  const won = new Set(result.won);
  const reasonOf = new Map(result.withdrawn.map((one) => [one.entry, one.reason]));
  return result.order.map((entry, index) => ({
    position: index + 1,
    entry,
    outcome: won.has(entry) ? 'won' : reasonOf.has(entry) ? 'withdrawn' : 'lost',
    reason: reasonOf.get(entry) ?? null,
    registration: byEntry.get(entry) ?? null,
  }));
}
