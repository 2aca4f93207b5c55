import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../organizations/audit.js';
import type { Principal } from '../organizations/principal.js';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { ProgrammeAccess } from '../programmes/programme-access.js';
import { civilDateOf } from '../shared/civil-time.js';
import { DomainError } from '../shared/domain-error.js';
import type { AttendanceSheetDto } from './attendance.dto.js';
import {
  type LockedSession,
  lockSession,
  type Recording,
  replaceCounts,
  replaceMarks,
  writeRecord,
} from './attendance.queries.js';
import { type Category, decideMarks, type Marked, recordingObstacle } from './domain/attendance.js';
import { type RosterPlace, RosterQueries, type SessionFacts } from './roster.queries.js';

/** What is to be recorded; what is left out (`marks` or `counts`) stays as it is. */
export type SheetChange = Partial<Pick<AttendanceSheetDto, 'marks' | 'counts' | 'version'>>;

/** A session with its list and everything recorded about it. */
export interface Roster {
  readonly session: SessionFacts;
  readonly places: readonly RosterPlace[];
  readonly counts: ReadonlyMap<Category, number>;
  /** Names the state of the sheet; empty where nothing is recorded. */
  readonly version: string;
}

/** Who came: the sheet of a session, read and written as a whole. */
@Injectable()
export class AttendanceService {
  constructor(
    private readonly db: DataSource,
    private readonly rosters: RosterQueries,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
  ) {}

  /** @throws DomainError `unknown` where there is no such session in a programme that is theirs or hosted with them. */
  async roster(principal: Principal, sessionId: string): Promise<Roster> {
    const session = await this.rosters.session(sessionId, await this.access.scope(principal, 'viewer'));
    if (!session) throw new DomainError('unknown');
    const [places, counts] = await Promise.all([
      this.rosters.roster(sessionId),
      this.rosters.counts(sessionId),
    ]);
    return { session, places, counts, version: versionOf(session.record?.at ?? null) };
  }

  /** Whether the principal may write on the sheet of this session. */
  mayRecord(principal: Principal, session: Roster['session']): Promise<boolean> {
    return this.access.may(principal, 'reception', session);
  }

  /**
   * Records marks, head counts, or both. A sheet without any mark and any count is one on which nothing is recorded: an
   * empty save never turns into a reported 0 (I9).
   * @throws DomainError `unknown`, `forbidden`, `invalid` with the faults, `cancelled`, or `conflict` where somebody has
   * recorded since `change.version`.
   */
  async record(principal: Principal, sessionId: string, change: SheetChange): Promise<void> {
    await inTransaction(this.db, (tx) =>
      this.write(tx, principal, sessionId, async (before, recordedAt) => {
        if (change.version !== undefined && change.version !== versionOf(recordedAt))
          throw new DomainError('conflict');
        return {
          marks: change.marks ? await this.decide(tx, sessionId, change.marks) : before.marks,
          counts: change.counts ? countsOf(change.counts) : before.counts,
        };
      }),
    );
  }

  /**
   * Marks one place as attended by all of its party and leaves everything else on the sheet as it is, in the transaction of
   * whoever gave them the place.
   * @throws DomainError as `record`
   */
  async markPresent(
    tx: EntityManager,
    principal: Principal,
    { sessionId, placeId }: { readonly sessionId: string; readonly placeId: string },
  ): Promise<void> {
    await this.write(tx, principal, sessionId, async ({ marks, counts }) => ({
      marks: new Map([
        ...marks,
        ...(await this.decide(tx, sessionId, [{ place: placeId, mark: 'attended' }])),
      ]),
      counts,
    }));
  }

  /** Makes the sheet what `change` makes of it, under the session's lock, and records that. */
  private async write(
    tx: EntityManager,
    principal: Principal,
    sessionId: string,
    change: (before: Written, recordedAt: Date | null) => Promise<Written>,
  ): Promise<void> {
    if (!isUuid(sessionId)) throw new DomainError('unknown');
    const session = await lockSession(tx, sessionId, await this.access.scope(principal, 'viewer'));
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', session);
    this.refuseUnrecordable(session);
    const before = await this.written(tx, sessionId);
    const after = await change(before, session.recordedAt);
    const recording: Recording = {
      sessionId,
      organizationId: session.organizationId,
      actor: principal.actor,
      at: this.after(session.recordedAt),
    };
    await replaceMarks(tx, recording, after.marks);
    await replaceCounts(tx, recording, after.counts);
    await writeRecord(tx, recording, after.marks.size + after.counts.size > 0);
    await this.audit.record(tx, {
      organizationId: session.organizationId,
      actor: principal.actor,
      action: 'attendance.recorded',
      subjectId: sessionId,
      before: plain(before),
      after: plain(after),
    });
  }

  private refuseUnrecordable(session: LockedSession): void {
    const obstacle = recordingObstacle(session, civilDateOf(this.clock.now(), session.timeZone));
    if (obstacle === 'cancelled') throw new DomainError('cancelled');
    if (obstacle) throw new DomainError('invalid', { faults: [{ field: 'session', code: 'notYetHeld' }] });
  }

  private async decide(tx: EntityManager, sessionId: string, requests: AttendanceSheetDto['marks']) {
    const roster = await this.rosters.roster(sessionId, tx);
    const parties = new Map(roster.filter((row) => row.markable).map((row) => [row.place, row.people]));
    const { marks, faults } = decideMarks(
      requests.map(({ place, mark, people }) => ({ place, mark: mark ?? null, people: people ?? null })),
      parties,
    );
    if (faults.length > 0) throw new DomainError('invalid', { faults });
    return marks;
  }

  private async written(tx: EntityManager, sessionId: string): Promise<Written> {
    const roster = await this.rosters.roster(sessionId, tx);
    const marks = new Map<string, Marked>();
    for (const { place, mark, markPeople } of roster)
      if (mark) marks.set(place, { mark, people: markPeople ?? 0 });
    return { marks, counts: await this.rosters.counts(sessionId, tx) };
  }

  /** Now, but later than the last recording: two saves within a millisecond must not have the same version. */
  private after(recordedAt: Date | null): Date {
    return new Date(Math.max(this.clock.now().getTime(), (recordedAt?.getTime() ?? -1) + 1));
  }
}

interface Written {
  readonly marks: ReadonlyMap<string, Marked>;
  readonly counts: ReadonlyMap<Category, number>;
}

function versionOf(recordedAt: Date | null): string {
  return recordedAt ? recordedAt.toISOString() : '';
}

/** @throws DomainError `invalid` where a category comes twice. */
function countsOf(counts: AttendanceSheetDto['counts']): Map<Category, number> {
  const faults = counts.flatMap(({ category }, index) =>
    counts.findIndex((other) => other.category === category) < index
      ? [{ field: `counts.${index}.category`, code: 'repeated' }]
      : [],
  );
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  return new Map(counts.map(({ category, people }) => [category, people]));
}

/** For the audit log: ids and figures, no names. */
function plain({ marks, counts }: Written): Record<string, unknown> {
  return {
    marks: Object.fromEntries([...marks].map(([place, { mark, people }]) => [place, `${mark}:${people}`])),
    counts: Object.fromEntries(counts),
  };
}
