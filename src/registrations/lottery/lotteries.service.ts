import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { hashOfList } from '../domain/lottery.js';
import { visibleText } from '../domain/lottery-seed.js';
import { lockPools } from '../seats/pool-locks.queries.js';
import { setClosed } from '../session-editing/registration-closing.queries.js';
import { Lottery } from './lottery.entity.js';
import { poolsOf, requestsOf } from './lottery.queries.js';
import {
  isCollecting,
  type LotteryCourse,
  lotteryConflict,
  lotteryCourse,
  lotteryIn,
  lotteryScope,
  refuseMixedScopes,
  rulesOf,
} from './lottery-course.js';
import { drawLots } from './lottery-drawing.js';
import { listOf } from './lottery-list.js';

/** Bytes of a seed that the server makes: nobody guesses 128 bits. */
const SEED_BYTES = 16;

/** Which lottery of a course is meant; without `session` the one for all its requests. */
export interface LotteryTarget {
  readonly courseId: string;
  readonly session?: string;
}

/** 抽選: closing the list, and drawing. What is published of it: `LotteryPublications`. */
@Injectable()
export class Lotteries {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /**
   * Freezes the list of those who take part, with the seats and rules as they are; it is public from then on. Closing it
   * again answers the list as it was closed.
   * @param closeNow true: although the web still takes requests, which ends with that
   * @param seedFrom where the seed will come from, announced with the list
   * @throws DomainError `unknown`, `forbidden`, `invalid`, `conflict` with what is in the way
   */
  async close(
    principal: Principal,
    target: LotteryTarget,
    { closeNow = false, seedFrom }: { readonly closeNow?: boolean; readonly seedFrom?: string } = {},
  ): Promise<Lottery> {
    const now = this.clock.now();
    const announced = seedFrom === undefined ? null : plainSeed('seedFrom', seedFrom);
    return inTransaction(this.db, async (tx) => {
      const found = await this.locked(tx, principal, target);
      const scope = await lotteryScope(tx, found.course, target.session);
      const closed = await lotteryIn(tx, scope);
      if (closed) {
        if (announced !== null && closed.list.seedFrom !== announced)
          throw lotteryConflict('seedFrom', 'lotteryListed');
        return closed;
      }
      await refuseMixedScopes(tx, scope);
      if (!closeNow && (await isCollecting(tx, scope, now)))
        throw lotteryConflict('closeNow', 'lotteryStillOpen');
      const lotteryId = newId();
      const list = listOf({
        ...scope,
        lotteryId,
        rules: rulesOf(found),
        requests: await requestsOf(tx, scope, now),
        pools: await poolsOf(tx, scope, now),
        seedFrom: announced,
        now,
      });
      if (list.entries.length === 0) throw lotteryConflict('act', 'lotteryEmpty');
      const listHash = hashOfList(list);
      await tx.insert(Lottery, {
        ...scope,
        id: lotteryId,
        organizationId: found.course.organizationId,
        list: list as never,
        listHash,
        listedAt: now,
      });
      // Else the web would take requests again once the draw is over, as if it were still to come.
      if (closeNow) {
        const { courseId, sessionId } = scope;
        await setClosed(tx, sessionId === null ? { courseId } : { sessionId }, now, now);
      }
      await this.audit.record(tx, {
        organizationId: found.course.organizationId,
        actor: principal.actor,
        action: 'lottery.listed',
        subjectId: found.course.id,
        after: {
          lottery: lotteryId,
          session: scope.sessionId,
          entries: list.entries.length,
          listHash,
          closeNow,
        },
      });
      return tx.findOneByOrFail(Lottery, { id: lotteryId });
    });
  }

  /**
   * Draws: winners have their seats, the others wait in the order in which they were drawn, all are told, in one transaction.
   * The same seed again is the same draw.
   * @param seed without it the server makes one
   * @throws DomainError `unknown`, `forbidden`, `invalid`, `conflict` before the list is closed, after a draw by another seed,
   * and where a pool has fewer seats than the list promises
   */
  async draw(principal: Principal, target: LotteryTarget, seed?: string): Promise<Lottery> {
    const now = this.clock.now();
    const given = seed === undefined ? null : plainSeed('seed', seed);
    const drawn = await inTransaction(this.db, async (tx) => {
      const { course } = await this.locked(tx, principal, target);
      const lottery = await lotteryIn(tx, await lotteryScope(tx, course, target.session));
      if (!lottery) throw lotteryConflict('act', 'lotteryNotListed');
      if (lottery.seed !== null) {
        if (lottery.seed === given) return lottery;
        throw lotteryConflict('seed', 'lotteryDrawn', { seed: lottery.seed });
      }
      if (given === null && lottery.list.seedFrom !== null)
        throw lotteryConflict('seed', 'lotterySeedAnnounced', { seedFrom: lottery.list.seedFrom });
      const chosen = given ?? randomBytes(SEED_BYTES).toString('hex');
      const result = await drawLots(tx, lottery, {
        seed: chosen,
        seedSource: given === null ? 'made' : 'given',
        waitingList: course.waitingList,
        now,
      });
      await this.audit.record(tx, {
        organizationId: course.organizationId,
        actor: principal.actor,
        action: 'lottery.drawn',
        subjectId: course.id,
        after: {
          ...{ lottery: lottery.id, session: lottery.sessionId, seed: chosen, seedSource: result.seedSource },
          ...{ entries: result.order.length, won: result.won.length, withdrawn: result.withdrawn.length },
        },
      });
      return tx.findOneByOrFail(Lottery, { id: lottery.id });
    });
    this.mail.wakeSoon();
    return drawn;
  }

  /** The course, with the pools of all its sessions locked: its requests, queue and lotteries stand still. */
  private async locked(
    tx: EntityManager,
    principal: Principal,
    { courseId }: LotteryTarget,
  ): Promise<LotteryCourse> {
    const found = await lotteryCourse(tx, this.access, { principal, role: 'organizer', courseId });
    await lockPools(tx, { courseIds: [courseId] });
    return found;
  }
}

/** @throws DomainError `invalid` for what cannot be seen and typed again */
function plainSeed(field: string, text: string): string {
  const plain = visibleText(text);
  if (plain === undefined) throw new DomainError('invalid', { faults: [{ field, code: 'visibleText' }] });
  return plain;
}
