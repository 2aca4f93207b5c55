import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { DomainError } from '../../../shared/domain-error.js';
import { Audit } from '../../audit/audit.js';
import type { Role } from '../../principal.js';
import { SecondFactors } from '../second-factor/second-factors.js';
import { StaffSessions } from '../sessions/staff-sessions.js';
import { StaffLedger } from '../staff-ledger.js';
import { StaffMember } from '../staff-member.entity.js';
import { StaffRole } from '../staff-role.entity.js';
import { forgetIdentity, lockedOwners } from './members.queries.js';

/** Whose act it is, and upon whom. */
export interface MemberAct {
  /** `staff:<id>`, or `system` for the operator. */
  readonly actor: string;
  readonly organizationId: string;
  readonly memberId: string;
}

/** The row that an act is about, and in what. */
interface Found {
  readonly tx: EntityManager;
  readonly member: StaffMember;
  readonly role: StaffRole;
}

/** What an owner does with those who have a role in their organization. Repeated, each act changes nothing. */
@Injectable()
export class Members {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly sessions: StaffSessions,
    private readonly factors: SecondFactors,
    private readonly ledger: StaffLedger,
  ) {}

  /** @throws DomainError `unknown`; `invalid` (`lastOwner`) */
  async giveRole(act: MemberAct, role: Role): Promise<void> {
    await this.acting(act, async ({ tx, role: former }) => {
      if (former.role === role) return;
      if (former.role === 'owner') await this.anotherOwner(tx, act);
      const { memberId: staffMemberId, organizationId } = act;
      await tx.update(StaffRole, { staffMemberId, organizationId }, { role });
      await this.record(tx, act, 'staff.role_changed', { before: { role: former.role }, after: { role } });
    });
  }

  /** Takes the role away; the account stays, for other organizations and for the log. @throws DomainError `unknown`; `invalid` (`lastOwner`) */
  async remove(act: MemberAct): Promise<void> {
    await this.acting(act, async ({ tx, role }) => {
      if (role.role === 'owner') await this.anotherOwner(tx, act);
      const { memberId: staffMemberId, organizationId } = act;
      await tx.delete(StaffRole, { staffMemberId, organizationId });
      await forgetIdentity(tx, staffMemberId, organizationId);
      await this.sessions.endAll(tx, staffMemberId);
      await this.record(tx, act, 'staff.removed', { before: { role: role.role } });
    });
  }

  /**
   * Closes the account: its sessions end at once, its calendar is gone.
   * @param owned organizations of which the acting person is an owner; `any` for the operator
   * @throws DomainError `unknown`; `forbidden` where it acts for an organization that is not among them; `invalid` (`lastOwner`)
   */
  async disable(act: MemberAct, owned: readonly string[] | 'any'): Promise<void> {
    await this.acting(act, async ({ tx, member }) => {
      const roles = await this.rolesOf(tx, act, owned);
      if (member.disabledAt) return;
      for (const { organizationId, role } of roles)
        if (role === 'owner') await this.anotherOwner(tx, { ...act, organizationId });
      await tx.update(StaffMember, { id: act.memberId }, { disabledAt: this.clock.now() });
      await this.sessions.endAll(tx, act.memberId);
      for (const { organizationId } of roles)
        await this.record(tx, { ...act, organizationId }, 'staff.disabled');
    });
  }

  /** @throws DomainError `unknown`; `forbidden` as for `disable` */
  async enable(act: MemberAct, owned: readonly string[] | 'any'): Promise<void> {
    await this.acting(act, async ({ tx, member }) => {
      const roles = await this.rolesOf(tx, act, owned);
      if (!member.disabledAt) return;
      await tx.update(StaffMember, { id: act.memberId }, { disabledAt: null });
      for (const { organizationId } of roles)
        await this.record(tx, { ...act, organizationId }, 'staff.enabled');
    });
  }

  /**
   * Takes all second factors from somebody who lost them, and tells them by mail. Their sessions end.
   * @throws DomainError `unknown`; `forbidden` as for `disable`
   */
  async resetFactors(act: MemberAct, owned: readonly string[] | 'any'): Promise<void> {
    await this.acting(act, async ({ tx, member }) => {
      const roles = await this.rolesOf(tx, act, owned);
      const { totpSince, passkeys } = await this.factors.of(act.memberId, tx);
      if (!totpSince && passkeys === 0) return;
      await this.factors.reset(tx, act.memberId);
      await this.sessions.endAll(tx, act.memberId);
      for (const { organizationId } of roles)
        await this.record(tx, { ...act, organizationId }, 'staff.factors_reset');
      await this.ledger.put(tx, {
        kind: 'staff_factors_reset',
        organizationId: act.organizationId,
        recipient: member.email,
        subjectId: act.memberId,
        occasion: `factors:${act.memberId}:${this.clock.now().toISOString()}`,
      });
    });
    this.ledger.wakeSoon();
  }

  /** Ends all sessions of somebody: a telephone was lost. @throws DomainError `unknown` */
  async endSessions(act: MemberAct): Promise<void> {
    await this.acting(act, async ({ tx }) => {
      await this.sessions.endAll(tx, act.memberId);
      await this.record(tx, act, 'staff.sessions_ended');
    });
  }

  private async acting(act: MemberAct, change: (found: Found) => Promise<void>): Promise<void> {
    if (!isUUID(act.memberId)) throw new DomainError('unknown');
    await inTransaction(this.db, async (tx) => {
      const { memberId: staffMemberId, organizationId } = act;
      const role = await tx.findOneBy(StaffRole, { staffMemberId, organizationId });
      const member = await tx.findOneBy(StaffMember, { id: staffMemberId });
      if (!role || !member) throw new DomainError('unknown');
      await change({ tx, member, role });
    });
  }

  /** @throws DomainError `invalid` where the member is the only owner who can sign in */
  private async anotherOwner(tx: EntityManager, { organizationId, memberId }: MemberAct): Promise<void> {
    const owners = await lockedOwners(tx, organizationId);
    if (!owners.some((id) => id !== memberId))
      throw new DomainError('invalid', { faults: [{ field: 'role', code: 'lastOwner' }] });
  }

  /** @throws DomainError `forbidden` where one of them is not among `owned` */
  private async rolesOf(
    tx: EntityManager,
    { memberId }: MemberAct,
    owned: readonly string[] | 'any',
  ): Promise<StaffRole[]> {
    const where = { staffMemberId: memberId };
    const roles = await tx.find(StaffRole, { where, order: { organizationId: 'ASC' } });
    if (owned !== 'any' && roles.some(({ organizationId }) => !owned.includes(organizationId)))
      throw new DomainError('forbidden');
    return roles;
  }

  private async record(
    tx: EntityManager,
    { actor, organizationId, memberId: subjectId }: MemberAct,
    action: string,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
  ): Promise<void> {
    await this.audit.record(tx, { actor, organizationId, subjectId, action, ...change });
  }
}
