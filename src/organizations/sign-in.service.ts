import { Injectable } from '@nestjs/common';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Passwords } from './passwords.js';
import { hashOfToken, newSecretToken } from './secret-tokens.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffSession } from './staff-session.entity.js';

/** How long a browser stays signed in: a working day. */
export const SESSION_SECONDS = 12 * 3600;

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** IP address of the client. */
  readonly address: string;
  /** Token of the session that the browser already has; it ends with a successful sign-in. */
  readonly formerToken?: string;
}

/** Opens and ends the sessions of staff. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * @returns the token of a new session, or undefined where address and password do not belong together; nothing, not
   * even the time taken, tells whether the address is known or the account disabled.
   * @throws DomainError `too_many_attempts`
   */
  async signIn({ email, password, address, formerToken }: SignInAttempt): Promise<string | undefined> {
    const account = normalizedEmail(email);
    await this.throttle.admit(account, address);
    const member = await this.db.manager.findOneBy(StaffMember, { email: account });
    const isRight = await this.passwords.verify(member?.passwordHash, password);
    if (!member || !isRight || member.disabledAt) return undefined;
    await this.throttle.succeeded(account, address);
    if (formerToken) await this.signOut(formerToken);
    return this.open(member.id);
  }

  /** Ends the session; a token that is not known changes nothing. */
  async signOut(token: string): Promise<void> {
    await this.db.manager.delete(StaffSession, { tokenHash: hashOfToken(token) });
  }

  private async open(staffMemberId: string): Promise<string> {
    const token = newSecretToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + SESSION_SECONDS * 1000);
    await this.db.manager.delete(StaffSession, { expiresAt: LessThanOrEqual(createdAt) });
    await this.db.manager.insert(StaffSession, {
      tokenHash: hashOfToken(token),
      staffMemberId,
      createdAt,
      expiresAt,
    });
    return token;
  }
}

/** The form in which a staff member's address is kept and looked up. */
export function normalizedEmail(email: string): string {
  return email.trim().toLowerCase();
}
