import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { DomainError } from '../../../shared/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { Audit } from '../../audit/audit.js';
import { Organization } from '../../organization.entity.js';
import type { OwnSession, Role } from '../../principal.js';
import { hashOfToken } from '../../secret-tokens.js';
import { onlyWayOf } from '../openid/only-way.queries.js';
import { hashPassword } from '../passwords.js';
import { StaffSessions, type VisitingBrowser } from '../sessions/staff-sessions.js';
import { StaffMember } from '../staff-member.entity.js';
import { StaffRole } from '../staff-role.entity.js';
import { StaffInvitation } from './staff-invitation.entity.js';

/** An invitation as whoever has its link reads it. */
export interface OfferedRole {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly organization: string;
  readonly organizationEn: string | null;
  /** Id of the account that the address has already; null: it gets one. */
  readonly accountId: string | null;
}

/** What becomes of the link of an invitation. Looking at it changes nothing: programs that follow links must not use it up. */
@Injectable()
export class Accepting {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly sessions: StaffSessions,
  ) {}

  /** Null where the link is unknown, used, withdrawn, replaced or too old. */
  async offered(token: string): Promise<OfferedRole | null> {
    const found = await this.open(this.db.manager, token);
    if (!found) return null;
    const { email, name, role, organizationId } = found;
    const organization = await this.db.manager.findOneByOrFail(Organization, { id: organizationId });
    const account = await this.db.manager.findOneBy(StaffMember, { email });
    return {
      ...{ email, name, role, accountId: account?.id ?? null },
      organization: organization.name,
      organizationEn: organization.nameEn,
    };
  }

  /**
   * Makes the account, gives it the role, and opens a session.
   * @returns the token of the session; null where the organization wants its staff to come through its provider alone
   * @throws DomainError `gone`; `invalid` (password too short); `conflict` where the address has got an account meanwhile
   */
  async begin(
    token: string,
    {
      name,
      password,
      browser,
    }: { readonly name: string; readonly password: string; readonly browser: VisitingBrowser },
  ): Promise<string | null> {
    // A hash is work: nobody has it done who has no link.
    if (!(await this.open(this.db.manager, token))) throw new DomainError('gone');
    const passwordHash = await hashPassword(password);
    return inTransaction(this.db, async (tx) => {
      const invitation = await this.openOrGone(tx, token);
      if (await tx.existsBy(StaffMember, { email: invitation.email })) throw new DomainError('conflict');
      const id = await this.account(tx, { email: invitation.email, name, passwordHash });
      await this.take(tx, invitation, id);
      if (await onlyWayOf(tx, id)) return null;
      return this.sessions.open({ staffMemberId: id, method: 'password', browser }, tx);
    });
  }

  /** Gives the role to the account that the address has; its owner is signed in. @throws DomainError `gone`; `forbidden` for another account */
  async join(token: string, { staffMemberId }: OwnSession): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const invitation = await this.openOrGone(tx, token);
      const member = await tx.findOneBy(StaffMember, { id: staffMemberId });
      if (member?.email !== invitation.email) throw new DomainError('forbidden');
      await this.take(tx, invitation, staffMemberId);
    });
  }

  /**
   * Accepts what an organization offers to an address for which its own provider has just spoken.
   * @param name as the provider knows it
   * @returns the id of the account; null where nothing is offered to that address, or its account acts for others too: no provider
   * answers there for its owner, who accepts by the link
   */
  async throughProvider(
    tx: EntityManager,
    {
      email,
      name,
      organizationId,
    }: { readonly email: string; readonly name: string | null; readonly organizationId: string },
  ): Promise<string | null> {
    const where = { email, organizationId, ...this.stillOpen() };
    const invitation = await tx.findOne(StaffInvitation, { where, lock: { mode: 'pessimistic_write' } });
    if (!invitation) return null;
    const account = await tx.findOneBy(StaffMember, { email });
    if (account?.disabledAt || (account && (await tx.existsBy(StaffRole, { staffMemberId: account.id }))))
      return null;
    const id =
      account?.id ?? (await this.account(tx, { email, name: name ?? invitation.name, passwordHash: null }));
    await this.take(tx, invitation, id);
    return id;
  }

  private async account(
    tx: EntityManager,
    given: { readonly email: string; readonly name: string; readonly passwordHash: string | null },
  ): Promise<string> {
    const id = newId();
    await tx.insert(StaffMember, { id, ...given, createdAt: this.clock.now() });
    return id;
  }

  private async take(tx: EntityManager, invitation: StaffInvitation, staffMemberId: string): Promise<void> {
    const { id, organizationId, role } = invitation;
    await tx.update(StaffInvitation, { id }, { acceptedAt: this.clock.now() });
    await tx
      .createQueryBuilder()
      .insert()
      .into(StaffRole)
      .values({ staffMemberId, organizationId, role })
      .orIgnore()
      .execute();
    await this.audit.record(tx, {
      ...{ organizationId, actor: `staff:${staffMemberId}`, action: 'staff.invitation_accepted' },
      subjectId: staffMemberId,
      after: { role, invitation: id },
    });
  }

  private async openOrGone(tx: EntityManager, token: string): Promise<StaffInvitation> {
    const invitation = await this.open(tx, token, true);
    if (!invitation) throw new DomainError('gone');
    return invitation;
  }

  private open(tx: EntityManager, token: string, isLocked = false): Promise<StaffInvitation | null> {
    const where = { tokenHash: hashOfToken(token), ...this.stillOpen() };
    return tx.findOne(StaffInvitation, {
      where,
      ...(isLocked ? { lock: { mode: 'pessimistic_write' } } : {}),
    });
  }

  private stillOpen() {
    return { acceptedAt: IsNull(), withdrawnAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
  }
}
