import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AuditFact, AuditLog } from '../../organizations/audit/audit-log.js';
import type { Principal } from '../../organizations/principal.js';
import { Course } from '../../programmes/course.entity.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { Session } from '../../programmes/session.entity.js';
import { DomainError } from '../../shared/domain-error.js';
import { CHANGEABLE_FIELDS } from '../domain/session-change.js';
import { RENUMBERED } from './renumbering.service.js';
import { namesOf, placeOf } from './session-page.js';

/** Fields of a session that a page can say before and after, in its order. */
const TOLD: readonly string[] = [...CHANGEABLE_FIELDS, 'pools', 'insteadOf'];

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One act on a session: who, when, and each field before and after. */
export interface SessionAct {
  readonly at: Date;
  /** Null: the system, or an account that is gone. */
  readonly by: string | null;
  /** As the audit log names it, e.g. `session.changed`. */
  readonly action: string;
  readonly changes: readonly FieldChange[];
}

export interface SessionHistoryView {
  readonly acts: readonly SessionAct[];
  /** Names of venues and programmes by the ids that the acts hold. */
  readonly names: ReadonlyMap<string, string>;
}

/** 変更の記録: what was done to one session, for its organizers. */
@Injectable()
export class SessionHistory {
  constructor(
    private readonly db: DataSource,
    private readonly log: AuditLog,
    private readonly access: ProgrammeAccess,
  ) {}

  /** Null for those who may see the session but not change it, and so not who did. @throws DomainError `unknown` */
  async of(principal: Principal, sessionId: string): Promise<SessionHistoryView | null> {
    const { manager } = this.db;
    const session = await manager.findOneBy(Session, { id: sessionId });
    if (!session) throw new DomainError('unknown');
    try {
      await this.access.require(principal, 'organizer', session);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'forbidden') return null;
      throw error;
    }
    const { organizationId, courseId } = session;
    const facts = await this.log.about(organizationId, sessionId, {
      subjectId: courseId,
      action: RENUMBERED,
    });
    const place = await placeOf(manager, await manager.findOneByOrFail(Course, { id: courseId }));
    return { acts: facts.map((fact) => actOf(fact, sessionId)), names: namesOf(place) };
  }
}

/** The fields that two states of a session say differently. */
export function differencesOf(before: object, after: object): FieldChange[] {
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return TOLD.filter((field) => field in was || field in is).map((field) => ({
    field,
    before: was[field] ?? null,
    after: is[field] ?? null,
  }));
}

function actOf({ at, actor, actorName, action, before, after }: AuditFact, sessionId: string): SessionAct {
  const by = actorName ?? (actor === 'system' ? null : actor);
  if (action === RENUMBERED)
    return { at, by, action, changes: [{ field: 'number', ...numbers(sessionId, before, after) }] };
  return { at, by, action, changes: differencesOf(before ?? {}, after ?? {}) };
}

function numbers(id: string, before: AuditFact['before'], after: AuditFact['after']) {
  const of = (state: AuditFact['before']) =>
    (state?.numbers as Record<string, unknown> | undefined)?.[id] ?? null;
  return { before: of(before), after: of(after) };
}
