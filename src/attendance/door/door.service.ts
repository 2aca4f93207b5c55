import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { parse } from '../../platform/http/validation.js';
import { lockPools } from '../../registrations/seats/pool-locks.queries.js';
import { DomainError } from '../../shared/domain-error.js';
import { RosterQueries } from '../sheet/roster.queries.js';
import { DoorActDto } from './door.dto.js';
import { keptAct } from './door.queries.js';
import type { ActName, ActOutcome } from './door-acts.js';
import { closeSheet, reopenSheet } from './door-closing.js';
import { approximate, countHeads, setCount } from './door-counting.js';
import { markMember, markParty, unmark } from './door-marking.js';
import { outcomeOf } from './door-outcomes.js';
import type { Perform } from './door-turn.js';
import { DoorTurns } from './door-turns.js';
import { undo } from './door-undoing.js';
import { DoorWalkIns } from './door-walk-ins.js';

/**
 * 受付: acts at the door of a session, as devices send them: at once, or hours later when the line is back. Each is one
 * transaction under the session's lock, and done once, however often it is sent.
 */
@Injectable()
export class Door {
  private readonly performs: Readonly<Record<Exclude<ActName, 'walkIn'>, Perform>> = {
    mark: markMember,
    markParty: (turn) => markParty(turn),
    unmark,
    count: (turn) => countHeads(turn),
    setCount,
    undo,
    approximate,
    close: async (turn) => closeSheet(turn, await this.rosters.roster(turn.recording.sessionId, turn.tx)),
    reopen: reopenSheet,
  };

  constructor(
    private readonly db: DataSource,
    private readonly turns: DoorTurns,
    private readonly walkIns: DoorWalkIns,
    private readonly rosters: RosterQueries,
  ) {}

  /**
   * Does acts in the order in which they are given. One that is refused does not keep the others from being done; after one
   * for which the session was busy, none is: they would overtake it.
   * @param acts as they were sent, of whatever shape
   * @throws DomainError `unknown`, `forbidden` where the session is none that they may record
   */
  async act(principal: Principal, sessionId: string, acts: readonly unknown[]): Promise<ActOutcome[]> {
    await this.admit(principal, sessionId);
    const outcomes: ActOutcome[] = [];
    for (const raw of acts) {
      const isHeldUp = outcomes.at(-1)?.again === true;
      outcomes.push(
        isHeldUp
          ? { id: idIn(raw), result: 'refused', code: 'busy', again: true }
          : await outcomeOf(idIn(raw), () => this.one(principal, sessionId, raw)),
      );
    }
    return outcomes;
  }

  /** @throws DomainError `unknown`, `forbidden` where the session is none that they may record */
  async admit(principal: Principal, sessionId: string): Promise<void> {
    if (!isUuid(sessionId)) throw new DomainError('unknown');
    await this.turns.admit(principal, sessionId);
  }

  private async one(principal: Principal, sessionId: string, raw: unknown): Promise<ActOutcome> {
    const act = parse(DoorActDto, raw, { isStrict: true });
    if (act.act === 'walkIn') return this.walkIns.letIn(principal, sessionId, act);
    const perform = this.performs[act.act];
    return inTransaction(this.db, async (tx) => {
      if (act.act === 'undo') await this.lockSeatsOf(tx, act.of, sessionId);
      return this.turns.take(tx, principal, sessionId, act, perform);
    });
  }

  /** Before the session, as everybody does who needs both: undoing that somebody was let in gives a seat back. */
  private async lockSeatsOf(tx: EntityManager, of: string | undefined, sessionId: string): Promise<void> {
    const kept = of ? await keptAct(tx, of) : null;
    if (kept?.outcome.walkIn) await lockPools(tx, { courseIds: [], sessionIds: [sessionId] });
  }
}

/** The id of an act, of whatever shape it is; '' where it has none. */
function idIn(raw: unknown): string {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined;
  return typeof id === 'string' ? id : '';
}
