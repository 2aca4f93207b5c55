import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../../platform/database/transaction.js';
import { DomainError } from '../../shared/domain-error.js';
import type { OwnSession } from '../principal.js';
import { AccountAudit } from './account-audit.js';
import { OwnPassword } from './own-password.js';
import { Passkeys } from './passkeys/passkeys.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { StaffSessions } from './sessions/staff-sessions.js';

/** What changed with a factor. */
export interface Protected {
  /** New token of the session. */
  readonly token: string;
  /** Codes for the paper, shown this once; null where they had some. */
  readonly codes: readonly string[] | null;
}

/** Confirms a change of what protects the account. */
export interface Confirmation {
  /** Their password; not looked at where they have none. */
  readonly current: string;
  /** IP address of the client. */
  readonly address: string;
}

/**
 * Adds and takes away what is asked for beside or instead of a password. With each such change every other session ends and this one has
 * another token (OWASP, Session Management Cheat Sheet).
 */
@Injectable()
export class Protection {
  constructor(
    private readonly db: DataSource,
    private readonly factors: SecondFactors,
    private readonly passkeys: Passkeys,
    private readonly own: OwnPassword,
    private readonly sessions: StaffSessions,
    private readonly audit: AccountAudit,
  ) {}

  /**
   * @returns undefined where the code is not the application's
   * @throws DomainError `conflict` where nobody has begun, or it is confirmed; `invalid`, `too_many_attempts`
   */
  async confirmTotp(session: OwnSession, code: string, by: Confirmation): Promise<Protected | undefined> {
    await this.own.require(session.staffMemberId, by.current, by.address);
    return inTransaction(this.db, async (tx) => {
      if (!(await this.factors.confirm(tx, session.staffMemberId, code))) return undefined;
      await this.audit.record(tx, session.staffMemberId, 'staff.second_factor_added', { kind: 'totp' });
      return this.strengthen(tx, session, 'totp');
    });
  }

  /** @throws DomainError `invalid`, `too_many_attempts` */
  async addPasskey(session: OwnSession, answer: string, label: string, by: Confirmation): Promise<Protected> {
    await this.own.require(session.staffMemberId, by.current, by.address);
    return inTransaction(this.db, async (tx) => {
      await this.passkeys.keep(tx, session.staffMemberId, answer, label);
      await this.audit.record(tx, session.staffMemberId, 'staff.second_factor_added', { kind: 'passkey' });
      return this.strengthen(tx, session, 'passkey');
    });
  }

  /** @throws DomainError `invalid`, `too_many_attempts` */
  async removeTotp(session: OwnSession, by: Confirmation): Promise<string> {
    return this.weaken(session, by, 'totp', async (tx) => {
      await this.factors.forgetTotp(tx, session.staffMemberId);
    });
  }

  /** @throws DomainError `invalid`, `too_many_attempts` */
  async removePasskey(session: OwnSession, id: string, by: Confirmation): Promise<string> {
    return this.weaken(session, by, 'passkey', async (tx) => {
      if (!(await this.passkeys.remove(tx, session.staffMemberId, id))) throw new DomainError('unknown');
      await this.factors.forgetCodesOfNothing(tx, session.staffMemberId);
    });
  }

  /** New codes for the paper. @throws DomainError `conflict` where there is nothing that they stand in for; `invalid`, `too_many_attempts` */
  async renewCodes(session: OwnSession, by: Confirmation): Promise<readonly string[]> {
    const { staffMemberId } = session;
    await this.own.require(staffMemberId, by.current, by.address);
    const { totpSince, passkeys } = await this.factors.of(staffMemberId);
    if (!totpSince && passkeys === 0) throw new DomainError('conflict');
    return inTransaction(this.db, async (tx) => {
      await this.audit.record(tx, staffMemberId, 'staff.recovery_codes_renewed');
      return this.factors.renewRecoveryCodes(tx, staffMemberId);
    });
  }

  private async strengthen(
    tx: EntityManager,
    session: OwnSession,
    method: 'totp' | 'passkey',
  ): Promise<Protected> {
    const { recoveryCodesLeft } = await this.factors.of(session.staffMemberId, tx);
    const codes =
      recoveryCodesLeft > 0 ? null : await this.factors.renewRecoveryCodes(tx, session.staffMemberId);
    await this.sessions.endAll(tx, session.staffMemberId, session);
    const own = session.method === 'password' ? method : session.method;
    return { codes, token: await this.sessions.rotate(tx, session, own) };
  }

  private async weaken(
    session: OwnSession,
    by: Confirmation,
    kind: 'totp' | 'passkey',
    act: (tx: EntityManager) => Promise<void>,
  ): Promise<string> {
    const { staffMemberId } = session;
    await this.own.require(staffMemberId, by.current, by.address);
    return inTransaction(this.db, async (tx) => {
      await act(tx);
      await this.audit.record(tx, staffMemberId, 'staff.second_factor_removed', { kind });
      await this.sessions.endAll(tx, staffMemberId, session);
      const { totpSince, passkeys } = await this.factors.of(staffMemberId, tx);
      // What is left must not count for more than it is: without a factor, it is a password's session.
      return this.sessions.rotate(tx, session, totpSince || passkeys > 0 ? session.method : 'password');
    });
  }
}
