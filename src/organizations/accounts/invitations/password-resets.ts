import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { DomainError } from '../../../shared/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { hashOfToken } from '../../secret-tokens.js';
import { AccountAudit } from '../account-audit.js';
import { MailLinks } from '../mail-links.js';
import { hashPassword } from '../passwords.js';
import { StaffSessions } from '../sessions/staff-sessions.js';
import { normalizedEmail } from '../sign-in.service.js';
import { StaffLedger } from '../staff-ledger.js';
import { StaffMember } from '../staff-member.entity.js';
import { StaffRole } from '../staff-role.entity.js';
import { PasswordReset } from './password-reset.entity.js';

/** How long a link is good. */
const RESET_MS = 3_600_000;
/** Links that one account gets within that time: nobody's mailbox is filled by strangers. */
const MOST_AT_ONCE = 3;

/** A new password for whoever forgot theirs, by a link to the address of the account. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly links: MailLinks,
    private readonly ledger: StaffLedger,
    private readonly sessions: StaffSessions,
    private readonly audit: AccountAudit,
  ) {}

  /** Sends a link where there is such an account. Nothing tells the asking person whether there is. */
  async ask(email: string): Promise<void> {
    const now = this.clock.now();
    await inTransaction(this.db, async (tx) => {
      const member = await tx.findOne(StaffMember, {
        where: { email: normalizedEmail(email), disabledAt: IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      const role = member && (await this.firstRole(tx, member.id));
      if (!member || !role) return;
      const open = { staffMemberId: member.id, usedAt: IsNull(), expiresAt: MoreThan(now) };
      if ((await tx.countBy(PasswordReset, open)) >= MOST_AT_ONCE) return;
      const id = newId();
      await tx.insert(PasswordReset, {
        id,
        staffMemberId: member.id,
        tokenHash: hashOfToken(this.links.tokenOf('password', id)),
        createdAt: now,
        expiresAt: new Date(now.getTime() + RESET_MS),
      });
      await this.ledger.put(tx, {
        kind: 'staff_password',
        organizationId: role.organizationId,
        recipient: member.email,
        subjectId: id,
        occasion: `password:${id}`,
      });
    });
    this.ledger.wakeSoon();
  }

  /** Whether a link can still be used. Looking at it changes nothing. */
  async isOpen(token: string): Promise<boolean> {
    return (await this.open(this.db.manager, token)) !== null;
  }

  /**
   * Sets the password. All sessions end, and no other link is good any more; second factors stay as they are.
   * @throws DomainError `gone`; `invalid` (password too short)
   */
  async use(token: string, password: string): Promise<void> {
    // A hash is work: nobody has it done who has no link.
    if (!(await this.isOpen(token))) throw new DomainError('gone');
    const passwordHash = await hashPassword(password);
    await inTransaction(this.db, async (tx) => {
      const reset = await this.open(tx, token, true);
      if (!reset) throw new DomainError('gone');
      const { staffMemberId } = reset;
      const now = this.clock.now();
      await tx.update(PasswordReset, { staffMemberId, usedAt: IsNull() }, { usedAt: now });
      const { affected } = await tx.update(
        StaffMember,
        { id: staffMemberId, disabledAt: IsNull() },
        { passwordHash },
      );
      if (affected !== 1) throw new DomainError('gone');
      await this.sessions.endAll(tx, staffMemberId);
      await this.audit.record(tx, staffMemberId, 'staff.password_reset');
    });
  }

  /** The organization whose name the mail bears: that of the oldest role, whichever that is. */
  private firstRole(tx: EntityManager, staffMemberId: string): Promise<StaffRole | null> {
    return tx.findOne(StaffRole, { where: { staffMemberId }, order: { organizationId: 'ASC' } });
  }

  private open(tx: EntityManager, token: string, isLocked = false): Promise<PasswordReset | null> {
    const where = { tokenHash: hashOfToken(token), usedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
    return tx.findOne(PasswordReset, {
      where,
      ...(isLocked ? { lock: { mode: 'pessimistic_write' } } : {}),
    });
  }
}
