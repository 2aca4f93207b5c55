import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { constraintOf, inTransaction } from '../../../platform/database/transaction.js';
import { DomainError } from '../../../shared/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { Audit } from '../../audit/audit.js';
import type { Principal, Role } from '../../principal.js';
import { hashOfToken } from '../../secret-tokens.js';
import { occasionOfInvitation } from '../account-mail-kinds.js';
import { MailLinks } from '../mail-links.js';
import { normalizedEmail } from '../sign-in.service.js';
import { StaffLedger } from '../staff-ledger.js';
import { StaffMember } from '../staff-member.entity.js';
import { StaffRole } from '../staff-role.entity.js';
import { StaffInvitation } from './staff-invitation.entity.js';

/** How long an invitation may be accepted. */
const INVITATION_MS = 7 * 24 * 3_600_000;
const ONE_OPEN = 'uq_staff_invitations_open';

export interface NewInvitation {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Roles offered by mail. Whoever invites learns nothing of whether the address has an account elsewhere. */
@Injectable()
export class Invitations {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly links: MailLinks,
    private readonly ledger: StaffLedger,
  ) {}

  /** Those still open, also where they are too old to be accepted: they can be sent again. */
  list(organizationIds: readonly string[]): Promise<StaffInvitation[]> {
    return this.db.manager.find(StaffInvitation, {
      where: { organizationId: In([...organizationIds]), acceptedAt: IsNull(), withdrawnAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
  }

  /**
   * Offers a role. The same offer again is the first one.
   * @throws DomainError `unknown`, `forbidden`; `invalid` (`alreadyMember`, `alreadyInvited` in another role)
   */
  async invite(principal: Principal, organizationId: string, given: NewInvitation): Promise<void> {
    principal.require('owner', organizationId);
    const email = normalizedEmail(given.email);
    const id = newId();
    try {
      await inTransaction(this.db, async (tx) => {
        const member = await tx.findOneBy(StaffMember, { email });
        const staffMemberId = member?.id ?? id;
        if (await tx.existsBy(StaffRole, { staffMemberId, organizationId })) throw refused('alreadyMember');
        await this.clearExpired(tx, organizationId, email);
        const sent = this.sending(id, 0);
        const { name, role } = given;
        const invitedBy = principal.actor;
        const createdAt = this.clock.now();
        await tx.insert(StaffInvitation, {
          ...{ id, organizationId, email, name, role, invitedBy, createdAt },
          ...sent,
        });
        await this.record(tx, principal, { organizationId, id }, 'staff.invited', { role });
        await this.put(tx, { id, organizationId, email, version: 0 });
      });
    } catch (error) {
      if (constraintOf(error) !== ONE_OPEN) throw error;
      const open = { organizationId, email, acceptedAt: IsNull(), withdrawnAt: IsNull() };
      const first = await this.db.manager.findOneBy(StaffInvitation, open);
      if (first?.role !== given.role) throw refused('alreadyInvited');
    }
    this.ledger.wakeSoon();
  }

  /** Sends it once more, with another link and seven more days; the link before is worth nothing. @throws DomainError `unknown`, `forbidden` */
  async sendAgain(principal: Principal, organizationId: string, id: string): Promise<void> {
    principal.require('owner', organizationId);
    await inTransaction(this.db, async (tx) => {
      const invitation = await this.locked(tx, organizationId, id);
      if (invitation.acceptedAt || invitation.withdrawnAt) throw new DomainError('conflict');
      const version = invitation.version + 1;
      await tx.update(StaffInvitation, { id }, { version, ...this.sending(id, version) });
      await this.record(tx, principal, { organizationId, id }, 'staff.invited_again');
      await this.put(tx, { ...invitation, version });
    });
    this.ledger.wakeSoon();
  }

  /** One that is withdrawn already stays so. @throws DomainError `unknown`, `forbidden`; `conflict` where it was accepted */
  async withdraw(principal: Principal, organizationId: string, id: string): Promise<void> {
    principal.require('owner', organizationId);
    await inTransaction(this.db, async (tx) => {
      const { acceptedAt, withdrawnAt } = await this.locked(tx, organizationId, id);
      if (acceptedAt) throw new DomainError('conflict');
      if (withdrawnAt) return;
      await tx.update(StaffInvitation, { id }, { withdrawnAt: this.clock.now() });
      await this.record(tx, principal, { organizationId, id }, 'staff.invitation_withdrawn');
    });
  }

  private sending(id: string, version: number): { tokenHash: string; expiresAt: Date } {
    return {
      tokenHash: hashOfToken(this.links.tokenOf('invitation', id, version)),
      expiresAt: new Date(this.clock.now().getTime() + INVITATION_MS),
    };
  }

  private async clearExpired(tx: EntityManager, organizationId: string, email: string): Promise<void> {
    const now = this.clock.now();
    await tx
      .createQueryBuilder()
      .update(StaffInvitation)
      .set({ withdrawnAt: now })
      .where({ organizationId, email, acceptedAt: IsNull(), withdrawnAt: IsNull() })
      .andWhere('expires_at <= :now', { now })
      .execute();
  }

  private async locked(tx: EntityManager, organizationId: string, id: string): Promise<StaffInvitation> {
    const where = { id, organizationId };
    const found = isUUID(id)
      ? await tx.findOne(StaffInvitation, { where, lock: { mode: 'pessimistic_write' } })
      : null;
    if (!found) throw new DomainError('unknown');
    return found;
  }

  private async put(
    tx: EntityManager,
    {
      id,
      organizationId,
      email: recipient,
      version,
    }: Pick<StaffInvitation, 'id' | 'organizationId' | 'email' | 'version'>,
  ): Promise<void> {
    const occasion = occasionOfInvitation(id, version);
    await this.ledger.put(tx, {
      kind: 'staff_invitation',
      organizationId,
      recipient,
      subjectId: id,
      occasion,
    });
  }

  private async record(
    tx: EntityManager,
    { actor }: Principal,
    { organizationId, id }: { readonly organizationId: string; readonly id: string },
    action: string,
    after?: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(tx, {
      organizationId,
      actor,
      action,
      subjectId: id,
      ...(after ? { after } : {}),
    });
  }
}

function refused(code: string): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'email', code }] });
}
