import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { civilDateOf, DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { newId } from '../../shared/ids.js';
import { AcceptedConflict } from '../accepted-conflict.entity.js';
import { publishedThrough } from '../domain/holidays.js';
import { ProgrammeAccess } from '../programme-access.js';
import { Session } from '../session.entity.js';
import { acceptancesOf } from './accepted-conflicts.queries.js';
import {
  type FoundConflicts,
  groupsOfConflicts,
  type StandingConflict,
  standingConflicts,
} from './found-conflicts.js';
import { type PlanDraft, withDraft } from './plan-draft.js';
import type { PlanRows, PlanScope } from './plan-rows.js';
import { type DaySpan, sessionsAround, sessionsOn, widened, withNames } from './plan-rows.queries.js';

/** One conflict as a form names it: any of its sessions, its kind, and what it is about. */
export interface NamedConflict {
  readonly session: string;
  readonly kind: string;
  readonly fact: string;
}

/** Conflicts in the plans of organizations, and which of them staff have accepted. They warn; they never block. */
@Injectable()
export class Conflicts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly access: ProgrammeAccess,
  ) {}

  /**
   * Conflicts that touch these days, or these sessions. Five queries, whatever the size: sessions, courses with
   * programmes, venues, organizations, acceptances.
   */
  async of(
    scope: PlanScope,
    asked: DaySpan | { readonly sessionIds: readonly string[] },
    tx: EntityManager = this.db.manager,
  ): Promise<FoundConflicts> {
    const sessions =
      'sessionIds' in asked
        ? await sessionsAround(tx, scope, asked.sessionIds)
        : await sessionsOn(tx, scope, widened(asked));
    const rows = await withNames(tx, sessions);
    const accepted = await acceptancesOf(
      tx,
      sessions.map(({ id }) => id),
    );
    const isAsked =
      'sessionIds' in asked ? (id: string) => asked.sessionIds.includes(id) : onDays(rows.sessions, asked);
    const conflicts = standingConflicts(rows, accepted, this.publishedThrough());
    return { rows, conflicts: conflicts.filter(({ sessionIds }) => sessionIds.some(isAsked)) };
  }

  /**
   * Conflicts that sessions would have which are not stored yet, or not so, with each other and with what is stored on
   * their days. For a draft on the screen and for the dry run of an import; reads only, in the caller's transaction.
   */
  async amongPlanned(tx: EntityManager, draft: PlanDraft): Promise<FoundConflicts> {
    const dates = draft.sessions.flatMap(({ startsOn, endsOn }) =>
      startsOn ? [startsOn, endsOn ?? startsOn] : [],
    );
    const scope = { organizationIds: [draft.organizationId], programmeIds: [] };
    const span = { from: dates.reduce(earlier, '9999-12-31'), to: dates.reduce(later, '0001-01-01') };
    const stored = dates.length === 0 ? [] : await sessionsOn(tx, scope, widened(span));
    const rows = withDraft(await withNames(tx, [...stored, ...draft.sessions]), stored, draft);
    const drafted = new Set(draft.sessions.map(({ id }) => id));
    const accepted = await acceptancesOf(tx, [...rows.sessions.keys()]);
    const conflicts = standingConflicts(rows, accepted, this.publishedThrough());
    return {
      rows,
      conflicts: conflicts.filter(({ sessionIds }) => sessionIds.some((id) => drafted.has(id))),
    };
  }

  /** Last calendar year whose holidays are certain today. */
  publishedThrough(): number {
    return publishedThrough(civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE));
  }

  /**
   * Accepts a conflict as it is now; with `alike` every open one of its fiscal year that is about the same (same kind,
   * same courses). @returns how many were accepted: 0 where the plan has changed and the conflict is not there any more
   * @throws DomainError `unknown`, `forbidden`
   */
  async accept(
    principal: Principal,
    named: NamedConflict,
    { reason, alike }: { readonly reason: string | null; readonly alike: boolean },
  ): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      const session = await this.sessionOf(tx, principal, named);
      const now = await this.find(tx, session, named);
      if (!now) return 0;
      const found = alike ? await this.likeOf(tx, session, now.conflict) : [now.conflict];
      const open = found.filter(({ acceptance }) => acceptance === null);
      for (const { sessionIds, kind, fact } of open) {
        const written = await tx
          .createQueryBuilder()
          .insert()
          .into(AcceptedConflict)
          .values({
            id: newId(),
            organizationId: session.organizationId,
            sessionId: sessionIds[0]!,
            kind,
            fact,
            reason,
            acceptedBy: principal.actor,
            acceptedAt: this.clock.now(),
          })
          .orIgnore()
          .returning('id')
          .execute();
        if ((written.raw as unknown[]).length === 0) continue;
        await this.audit.record(tx, {
          organizationId: session.organizationId,
          actor: principal.actor,
          action: 'conflict.accepted',
          subjectId: sessionIds[0]!,
          after: { kind, fact, ...(reason !== null && { reason }) },
        });
      }
      return found.length;
    });
  }

  /** Opens an accepted conflict again. @returns how many: 0 or 1. @throws DomainError `unknown`, `forbidden` */
  async reopen(principal: Principal, named: NamedConflict): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      const session = await this.sessionOf(tx, principal, named);
      const acceptance = (await this.find(tx, session, named))?.conflict.acceptance;
      if (!acceptance) return 0;
      const { affected } = await tx.delete(AcceptedConflict, acceptance.id);
      if (!affected) return 0;
      const { kind, fact, reason } = acceptance;
      await this.audit.record(tx, {
        organizationId: session.organizationId,
        actor: principal.actor,
        action: 'conflict.reopened',
        subjectId: acceptance.sessionId,
        before: { kind, fact, ...(reason !== null && { reason }) },
      });
      return 1;
    });
  }

  /** A conflict as it is now, for staff who may decide on it; undefined where it is not there any more. */
  async named(
    principal: Principal,
    named: NamedConflict,
  ): Promise<{ readonly conflict: StandingConflict; readonly rows: PlanRows } | undefined> {
    const session = await this.sessionOf(this.db.manager, principal, named);
    return this.find(this.db.manager, session, named);
  }

  private async sessionOf(tx: EntityManager, principal: Principal, named: NamedConflict): Promise<Session> {
    const session = isUUID(named.session) ? await tx.findOneBy(Session, { id: named.session }) : null;
    if (!session) throw new DomainError('unknown');
    await this.access.require(principal, 'organizer', session);
    return session;
  }

  private async find(
    tx: EntityManager,
    session: Session,
    { kind, fact }: NamedConflict,
  ): Promise<{ readonly conflict: StandingConflict; readonly rows: PlanRows } | undefined> {
    const { conflicts, rows } = await this.of(ownPlan(session), { sessionIds: [session.id] }, tx);
    const conflict = conflicts.find((one) => one.kind === kind && one.fact === fact);
    return conflict && { conflict, rows };
  }

  private async likeOf(
    tx: EntityManager,
    session: Session,
    conflict: StandingConflict,
  ): Promise<StandingConflict[]> {
    const year = fiscalYearRange(fiscalYearOf(session.startsOn!));
    const groups = groupsOfConflicts(await this.of(ownPlan(session), year, tx));
    const isIt = ({ kind, fact }: StandingConflict) => kind === conflict.kind && fact === conflict.fact;
    return groups.find((group) => group.some(isIt)) ?? [conflict];
  }
}

/** What clashes is looked for in the whole plan of the organization, also for staff who see a part of it. */
function ownPlan({ organizationId }: Session): PlanScope {
  return { organizationIds: [organizationId], programmeIds: [] };
}

const earlier = (a: string, b: string) => (a < b ? a : b);
const later = (a: string, b: string) => (a > b ? a : b);

function onDays(
  sessions: ReadonlyMap<string, { readonly startsOn: string | null; readonly endsOn: string | null }>,
  { from, to }: DaySpan,
): (id: string) => boolean {
  return (id) => {
    const { startsOn = null, endsOn = null } = sessions.get(id) ?? {};
    return startsOn !== null && startsOn <= to && (endsOn ?? startsOn) >= from;
  };
}
