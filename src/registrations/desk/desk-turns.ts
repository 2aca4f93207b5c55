import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Audit } from '../../organizations/audit/audit.js';
import type { Principal, Role } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import { ProgrammeAccess } from '../../programmes/programme-access.js';
import { DomainError } from '../../shared/domain-error.js';
import { lockedRegistration } from '../my/acted-registration.queries.js';
import type { PromotionOptions } from '../queue/promotion.js';
import { actOnPlaces } from '../seats/place-acts.js';
import { type DeskRegistrationRow, deskRegistration } from './desk-registration.queries.js';

export interface DeskTurn extends PromotionOptions {
  readonly role: Role;
  /** Courses beside its own whose seats it may touch. */
  readonly courseIds?: readonly string[];
}

/** What an act leaves in the audit log. Never a name or an address. */
export interface DeskRecord {
  /** `registration.<past tense>` */
  readonly action: string;
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** An act of staff on the registration as it stands under the locks; null: nothing was to be done, nothing is recorded. */
export type DeskChange = (
  tx: EntityManager,
  registration: DeskRegistrationRow,
  now: Date,
) => Promise<DeskRecord | null>;

/** Acts of staff on one registration: who may, in which transaction, and what the audit log keeps of it. */
@Injectable()
export class DeskTurns {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly access: ProgrammeAccess,
    private readonly audit: Audit,
    private readonly mail: MailWake,
  ) {}

  /**
   * Acts on the registration under the locks of its course, lets the queue move up, and records the act, all in one
   * transaction.
   * @throws DomainError `unknown`, `forbidden`, `busy`, and what the change refuses
   */
  async act(
    principal: Principal,
    id: string,
    { role, courseIds = [], ...promotion }: DeskTurn,
    change: DeskChange,
  ): Promise<void> {
    const now = this.clock.now();
    const { courseId } = await this.allowed(principal, id, role);
    await actOnPlaces(this.db, { courseIds: [courseId, ...courseIds], now, ...promotion }, async (tx) => {
      // A course without seats has no pools to lock: two acts on one registration meet here.
      await lockedRegistration(tx, { id });
      const registration = await deskRegistration(tx, id, now);
      // A course does not change; what it is in does, by a move that came first.
      if (registration?.courseId !== courseId || registration.erasedAt) throw new DomainError('conflict');
      const record = await change(tx, registration, now);
      if (record) await this.record(tx, principal, registration, record);
    });
    this.mail.wakeSoon();
  }

  /**
   * The registration as it is, for an act that touches no seats or has further things to lock.
   * @throws DomainError `unknown`, `forbidden`, `conflict` where who it was has been erased
   */
  async allowed(principal: Principal, id: string, role: Role): Promise<DeskRegistrationRow> {
    const registration = isUuid(id) ? await deskRegistration(this.db, id, this.clock.now()) : null;
    if (!registration) throw new DomainError('unknown');
    await this.access.require(principal, role, registration);
    if (registration.erasedAt) throw new DomainError('conflict');
    return registration;
  }

  record(
    tx: EntityManager,
    { actor }: Principal,
    { id, organizationId }: Pick<DeskRegistrationRow, 'id' | 'organizationId'>,
    record: DeskRecord,
  ): Promise<void> {
    return this.audit.record(tx, { organizationId, actor, subjectId: id, ...record });
  }
}

/** What the audit log keeps of a reason in somebody's own words, which may name people: that there is one. */
export function reasonGiven(reason: string | null): { readonly reasonGiven: true } | undefined {
  return reason === null ? undefined : { reasonGiven: true };
}
