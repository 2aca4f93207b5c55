import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { recordingObstacle } from '../domain/attendance.js';
import { type LockedSession, lockSession, type Recording, writeRecord } from '../sheet/attendance.queries.js';
import { laterThan } from '../sheet/attendance.service.js';
import type { DoorActDto } from './door.dto.js';
import { isAnythingRecorded, keepAct, keptAct, lastReceived, writeClosing } from './door.queries.js';
import type { ActName, ActOutcome, Recorded } from './door-acts.js';
import { type Perform, Refusal } from './door-turn.js';

/** What the audit log calls each kind of act. */
const ACTIONS: Readonly<Record<ActName, string>> = {
  mark: 'attendance.marked',
  markParty: 'attendance.marked',
  unmark: 'attendance.unmarked',
  count: 'attendance.counted',
  setCount: 'attendance.counted',
  walkIn: 'attendance.walked_in',
  undo: 'attendance.undone',
  approximate: 'attendance.approximated',
  close: 'attendance.closed',
  reopen: 'attendance.reopened',
};

/** Acts that are looked at on a closed sheet as well; `undo` decides for itself. */
const ON_CLOSED: readonly ActName[] = ['undo', 'close', 'reopen'];

/** The turn of an act at the door: who may, whether it was done before, that it can be recorded, and what is kept of it. */
@Injectable()
export class DoorTurns {
  constructor(
    private readonly db: DataSource,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async admit(principal: Principal, sessionId: string): Promise<void> {
    const { organizations, programmes } = await this.access.scope(principal, 'viewer');
    const [session] = await this.db.query(
      `SELECT organization_id AS "organizationId", programme_id AS "programmeId" FROM sessions
        WHERE id = $1 AND (organization_id = ANY ($2) OR programme_id = ANY ($3))`,
      [sessionId, organizations, programmes],
    );
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', session);
  }

  /**
   * Does an act under the session's lock, or says that it was done before. Whoever calls has a transaction open for it alone.
   * @throws Refusal, DomainError `unknown`, `forbidden`
   */
  async take(
    tx: EntityManager,
    principal: Principal,
    sessionId: string,
    act: DoorActDto,
    perform: Perform,
  ): Promise<ActOutcome> {
    const organizations = principal.organizationsWith('viewer');
    const programmes = await this.access.hosted(principal, 'viewer', organizations, tx);
    const session = await lockSession(tx, sessionId, { organizations, programmes });
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', session, tx);
    const before = await this.doneBefore(tx, sessionId, act);
    if (before) return before;
    this.refuseUnrecordable(session, act);
    const now = this.clock.now();
    const recording: Recording = {
      ...{ sessionId, organizationId: session.organizationId, actor: principal.actor },
      at: laterThan(session.recordedAt, laterThan(await lastReceived(tx, sessionId), now)),
    };
    const outcome = await perform({ tx, session, recording, act });
    await this.writeDown(tx, session, recording, outcome);
    await keepAct(tx, recording, {
      ...{ id: act.id, act: contentOf(act), outcome },
      tappedAt: new Date(act.tappedAt),
      receivedAt: recording.at,
    });
    await this.audit.record(tx, {
      ...{ organizationId: session.organizationId, actor: principal.actor, subjectId: sessionId },
      action: ACTIONS[act.act],
      ...figuresOf(act, outcome),
    });
    return { id: act.id, result: 'done', ...placeOf(outcome) };
  }

  /** What a repetition is answered with; null: it is none. @throws Refusal `id_reused` where another act has its id */
  async doneBefore(tx: EntityManager, sessionId: string, act: DoorActDto): Promise<ActOutcome | null> {
    const kept = await keptAct(tx, act.id);
    if (!kept) return null;
    if (kept.sessionId !== sessionId || !isSameAct(kept.act, contentOf(act))) throw new Refusal('id_reused');
    return { id: act.id, result: 'repeated', ...placeOf(kept.outcome) };
  }

  /** @throws Refusal `not_yet`, `undated`, `cancelled`, `sheet_closed` */
  refuseUnrecordable(session: LockedSession, { act }: Pick<DoorActDto, 'act'>): void {
    const obstacle = recordingObstacle(session, civilDateOf(this.clock.now(), session.timeZone));
    if (obstacle) throw new Refusal(obstacle);
    if (session.closedAt && !ON_CLOSED.includes(act)) throw new Refusal('sheet_closed');
  }

  /** Raises the version of the sheet, or says that nothing is recorded any more. */
  private async writeDown(
    tx: EntityManager,
    session: LockedSession,
    recording: Recording,
    { approximate, closed }: Recorded,
  ): Promise<void> {
    const recorded = await isAnythingRecorded(tx, recording.sessionId);
    await writeRecord(tx, recording, { recorded, approximate: approximate?.after ?? session.approximate });
    if (closed) await writeClosing(tx, recording, closed.after);
  }
}

/** What is kept of an act: what was asked, without its id and time. Who was let in by name is kept with their registration. */
function contentOf({
  id: _id,
  tappedAt: _tappedAt,
  nickname: _nickname,
  ...asked
}: DoorActDto): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

function isSameAct(one: object, other: object): boolean {
  const text = (act: object) => JSON.stringify(Object.entries(act).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}

function placeOf({ walkIn }: Recorded): { readonly place?: string } {
  return walkIn ? { place: walkIn.place } : {};
}

/** For the audit log: ids and figures before and after, no names. */
function figuresOf(act: DoorActDto, { marks = [], count, approximate, closed, walkIn }: Recorded) {
  const side = (when: 'before' | 'after') => ({
    ...(marks.length > 0
      ? {
          marks: Object.fromEntries(
            marks.map((one) => [`${one.place}:${one.member}`, one[when]?.mark ?? null]),
          ),
        }
      : {}),
    ...(count ? { counts: { [count.category]: count[when] } } : {}),
    ...(approximate ? { approximate: approximate[when] } : {}),
    ...(closed ? { closed: closed[when] } : {}),
  });
  const about = {
    act: act.id,
    ...(act.of ? { of: act.of } : {}),
    ...(walkIn ? { registration: walkIn.registration } : {}),
  };
  return { before: side('before'), after: { ...about, ...side('after') } };
}
