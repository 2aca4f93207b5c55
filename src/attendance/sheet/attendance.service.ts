import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { decideMarks, type PartyMarks, recordingObstacle } from '../domain/attendance.js';
import { categoriesOf } from '../domain/head-categories.js';
import { isSeen, withoutNames } from '../domain/residents.js';
import type { AttendanceSheetDto } from './attendance.dto.js';
import {
  type LockedSession,
  lockSession,
  type Recording,
  replaceCounts,
  replaceMarks,
  writeRecord,
} from './attendance.queries.js';
import { type RosterPlace, RosterQueries, type SessionFacts } from './roster.queries.js';

/** What is to be recorded; what is left out (`marks` or `counts`) stays as it is. */
export type SheetChange = Partial<Pick<AttendanceSheetDto, 'marks' | 'counts' | 'approximate' | 'version'>>;

/** A session with its list and everything recorded about it. */
export interface Roster {
  readonly session: SessionFacts;
  readonly places: readonly RosterPlace[];
  readonly counts: ReadonlyMap<string, number>;
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

  /**
   * A co-host that only looks on sees who its own residents are, and of all others the number and the marks.
   * @throws DomainError `unknown` where there is no such session in a programme that is theirs or hosted with them
   */
  async roster(principal: Principal, sessionId: string): Promise<Roster> {
    const session = await this.rosters.session(sessionId, await this.access.scope(principal, 'viewer'));
    if (!session) throw new DomainError('unknown');
    const [all, counts, towns] = await Promise.all([
      this.rosters.roster(sessionId),
      this.rosters.counts(sessionId),
      this.access.residentsOf(principal, session),
    ]);
    const places = all.map((place) => (isSeen(place.municipality, towns) ? place : withoutNames(place)));
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
      this.write(tx, principal, sessionId, async (before, session) => {
        if (change.version !== undefined && change.version !== versionOf(session.recordedAt))
          throw new DomainError('conflict');
        return {
          marks: change.marks ? await this.decide(tx, sessionId, change.marks) : before.marks,
          counts: change.counts ? countsOf(change.counts, session, before.counts) : before.counts,
          approximate: change.approximate ?? before.approximate,
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
    await this.write(tx, principal, sessionId, async (before) => ({
      ...before,
      marks: new Map([
        ...before.marks,
        ...(await this.decide(tx, sessionId, [{ place: placeId, mark: 'attended' }])),
      ]),
    }));
  }

  /** Makes the sheet what `change` makes of it, under the session's lock, and records that. */
  private async write(
    tx: EntityManager,
    principal: Principal,
    sessionId: string,
    change: (before: Written, session: LockedSession) => Promise<Written>,
  ): Promise<void> {
    if (!isUuid(sessionId)) throw new DomainError('unknown');
    const organizations = principal.organizationsWith('viewer');
    const programmes = await this.access.hosted(principal, 'viewer', organizations, tx);
    const session = await lockSession(tx, sessionId, { organizations, programmes });
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'reception', session, tx);
    this.refuseUnrecordable(session);
    const before = await this.written(tx, session, sessionId);
    const after = await change(before, session);
    const recording: Recording = {
      sessionId,
      organizationId: session.organizationId,
      actor: principal.actor,
      at: laterThan(session.recordedAt, this.clock.now()),
    };
    await replaceMarks(tx, recording, after.marks);
    await replaceCounts(tx, recording, after.counts);
    const recorded = after.marks.size + after.counts.size > 0;
    await writeRecord(tx, recording, { recorded, approximate: after.approximate });
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
    if (session.closedAt)
      throw new DomainError('invalid', { faults: [{ field: 'session', code: 'sheetClosed' }] });
  }

  private async decide(tx: EntityManager, sessionId: string, requests: AttendanceSheetDto['marks']) {
    const roster = await this.rosters.roster(sessionId, tx);
    const parties = new Map(
      roster
        .filter((row) => row.markable)
        .map(({ place, people, members }) => [place, { people, marks: members.map(({ mark }) => mark) }]),
    );
    const { marks, faults } = decideMarks(
      requests.map(({ place, mark = null, people = null, members = null }) => ({
        ...{ place, mark, people, members },
      })),
      parties,
    );
    if (faults.length > 0) throw new DomainError('invalid', { faults });
    return marks;
  }

  private async written(tx: EntityManager, session: LockedSession, sessionId: string): Promise<Written> {
    const roster = await this.rosters.roster(sessionId, tx);
    const marks = new Map<string, PartyMarks>();
    for (const { place, mark, members } of roster)
      if (mark)
        marks.set(
          place,
          members.map((one) => one.mark),
        );
    const { approximate } = session;
    return { marks, counts: await this.rosters.counts(sessionId, tx), approximate };
  }
}

interface Written {
  readonly marks: ReadonlyMap<string, PartyMarks>;
  readonly counts: ReadonlyMap<string, number>;
  readonly approximate: boolean;
}

/** Now, but later than the last recording: two within a millisecond must not have the same version. */
export function laterThan(recordedAt: Date | null, now: Date): Date {
  return new Date(Math.max(now.getTime(), (recordedAt?.getTime() ?? -1) + 1));
}

/** Names the state of a sheet by when it was last written on; empty where nothing is recorded. */
export function versionOf(recordedAt: Date | null): string {
  return recordedAt ? recordedAt.toISOString() : '';
}

/** @throws DomainError `invalid` where a category comes twice, or is none of the organization's in use or counted already. */
function countsOf(
  counts: AttendanceSheetDto['counts'],
  { ownCategories }: LockedSession,
  before: ReadonlyMap<string, number>,
): Map<string, number> {
  const inUse = categoriesOf(ownCategories).filter(({ retired }) => !retired);
  const allowed = [...new Set([...inUse.map(({ key }) => key), ...before.keys()])];
  const faults = counts.flatMap(({ category }, index) => {
    const field = `counts.${index}.category`;
    if (!allowed.includes(category))
      return [{ field, code: 'isIn', params: { allowed: allowed.join(', ') } }];
    const isRepeated = counts.findIndex((other) => other.category === category) < index;
    return isRepeated ? [{ field, code: 'repeated' }] : [];
  });
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  return new Map(counts.map(({ category, people }) => [category, people]));
}

/** For the audit log: ids and figures, no names. */
function plain({ marks, counts, approximate }: Written): Record<string, unknown> {
  return {
    marks: Object.fromEntries([...marks].map(([place, party]) => [place, markText(party)])),
    counts: Object.fromEntries(counts),
    ...(approximate ? { approximate } : {}),
  };
}

/** The marks of a party in its order; `-`: not marked. */
function markText(party: PartyMarks): string {
  return party.map((mark) => mark ?? '-').join(',');
}
