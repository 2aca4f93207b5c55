import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { WalkInDto } from '../../registrations/desk/walk-in.dto.js';
import { WalkIns } from '../../registrations/desk/walk-ins.service.js';
import { DomainError } from '../../shared/domain-error.js';
import { MOST_MEMBERS } from '../domain/attendance.js';
import type { DoorActDto } from './door.dto.js';
import type { ActOutcome } from './door-acts.js';
import { countHeads } from './door-counting.js';
import { markParty } from './door-marking.js';
import { Refusal } from './door-turn.js';
import { DoorTurns } from './door-turns.js';

/** People who come without having registered: counted, or let in by a nickname. */
@Injectable()
export class DoorWalkIns {
  constructor(
    private readonly db: DataSource,
    private readonly turns: DoorTurns,
    private readonly walkIns: WalkIns,
  ) {}

  /**
   * Without a nickname: one more in a category. With one: a registration whose request carries the act's id, so that a device
   * which was cut off between it and its mark finds it again and marks it.
   * @throws Refusal, DomainError as `WalkIns.letIn`
   */
  async letIn(principal: Principal, sessionId: string, act: DoorActDto): Promise<ActOutcome> {
    const { nickname } = act;
    if (nickname === undefined)
      return inTransaction(this.db, (tx) =>
        this.turns.take(tx, principal, sessionId, act, (turn) => countHeads(turn, 1)),
      );
    const before = await this.turns.doneBefore(this.db.manager, sessionId, act);
    if (before) return before;
    if (!nickname.trim()) throw new Refusal('invalid', { field: 'nickname' });
    const { people = 1 } = act;
    if (people === null) throw new Refusal('invalid', { field: 'people' });
    if (people > MOST_MEMBERS) throw wrongPeople('max', { max: MOST_MEMBERS });
    if (people < 1) throw wrongPeople('min', { min: 1 });
    await this.refuseClosed(sessionId);
    const walkIn = Object.assign(new WalkInDto(), {
      ...{ nickname: nickname.trim(), people, companions: [], relation: act.relation },
    });
    const { id } = await this.walkIns.letIn(principal, sessionId, walkIn, {
      unnamed: () => nickname,
      idempotencyKey: act.id,
      cameAt: new Date(act.tappedAt),
    });
    return inTransaction(this.db, (tx) =>
      this.turns.take(tx, principal, sessionId, act, async (turn) => {
        const place = await placeOf(tx, id, sessionId);
        const marked = { ...turn, act: { ...turn.act, mark: turn.act.mark ?? 'attended' } };
        return { ...(await markParty(marked, place)), walkIn: { registration: id, place } };
      }),
    );
  }

  /** Before somebody is let in whom nobody could mark then. */
  private async refuseClosed(sessionId: string): Promise<void> {
    const [record] = await this.db.query('SELECT closed_at FROM attendance_records WHERE session_id = $1', [
      sessionId,
    ]);
    if (record?.closed_at) throw new Refusal('sheet_closed');
  }
}

function wrongPeople(code: string, params: Readonly<Record<string, number>>): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'people', code, params }] });
}

async function placeOf(tx: EntityManager, registrationId: string, sessionId: string): Promise<string> {
  const [place] = await tx.query(
    `SELECT id FROM places WHERE registration_id = $1 AND session_id = $2 AND status <> 'released'`,
    [registrationId, sessionId],
  );
  if (!place) throw new DomainError('not_offered');
  return place.id;
}
