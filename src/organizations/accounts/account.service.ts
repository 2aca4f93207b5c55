import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { inTransaction } from '../../platform/database/transaction.js';
import type { Language } from '../../platform/views/messages.js';
import { DomainError } from '../../shared/domain-error.js';
import type { OwnSession } from '../principal.js';
import { AccountAudit } from './account-audit.js';
import { PasswordReset } from './invitations/password-reset.entity.js';
import { OwnPassword } from './own-password.js';
import { hashPassword } from './passwords.js';
import { StaffSessions } from './sessions/staff-sessions.js';
import { StaffMember } from './staff-member.entity.js';

export interface OwnDetails {
  readonly name: string;
  readonly language: Language;
}

export interface AccountDetails extends OwnDetails {
  readonly email: string;
  /** False: they sign in by a passkey or their organization's provider alone. */
  readonly hasPassword: boolean;
  /** IANA zone of one of their organizations, in which times are shown to them. */
  readonly timeZone: string;
}

/** $1 id of a staff member. */
const ZONE_OF_MEMBER = `
  SELECT o.time_zone AS "timeZone" FROM staff_roles r JOIN organizations o ON o.id = r.organization_id
  WHERE r.staff_member_id = $1 ORDER BY o.id LIMIT 1`;

/** What a staff member does with their own account. */
@Injectable()
export class Account {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly own: OwnPassword,
    private readonly sessions: StaffSessions,
    private readonly audit: AccountAudit,
  ) {}

  async of({ staffMemberId }: OwnSession): Promise<AccountDetails> {
    const member = await this.db.manager.findOneBy(StaffMember, { id: staffMemberId });
    if (!member) throw new DomainError('unauthenticated');
    const [row] = await this.db.query<{ timeZone: string }[]>(ZONE_OF_MEMBER, [staffMemberId]);
    const { name, email, language, passwordHash } = member;
    return { name, email, language, hasPassword: passwordHash !== null, timeZone: row?.timeZone ?? 'UTC' };
  }

  /** Their name as colleagues and the log read it, and the language of mails to them. */
  async change({ staffMemberId }: OwnSession, details: OwnDetails): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      await tx.update(StaffMember, { id: staffMemberId }, { ...details });
      await this.audit.record(tx, staffMemberId, 'staff.details_changed');
    });
  }

  /**
   * Sets another password. Every other session ends, and this one has another token.
   * @param former not looked at where they have none
   * @returns the new token of this session
   * @throws DomainError `invalid` (`former` is wrong, `password` too short), `too_many_attempts`
   */
  async changePassword(
    session: OwnSession,
    {
      former,
      password,
      address,
    }: { readonly former: string; readonly password: string; readonly address: string },
  ): Promise<string> {
    const { staffMemberId } = session;
    await this.own.require(staffMemberId, former, address, 'former');
    const passwordHash = await hashPassword(password);
    return inTransaction(this.db, async (tx) => {
      await tx.update(StaffMember, { id: staffMemberId }, { passwordHash });
      await tx.update(PasswordReset, { staffMemberId, usedAt: IsNull() }, { usedAt: this.clock.now() });
      await this.sessions.endAll(tx, staffMemberId, session);
      await this.audit.record(tx, staffMemberId, 'staff.password_changed');
      return this.sessions.rotate(tx, session, session.method);
    });
  }
}
