import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { onlyWayOf } from './openid/only-way.queries.js';
import { Passwords } from './passwords.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { Challenges } from './sessions/challenges.js';
import { StaffSessions, type VisitingBrowser } from './sessions/staff-sessions.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffMember } from './staff-member.entity.js';

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** IP address of the client. */
  readonly address: string;
  readonly browser: VisitingBrowser;
  /** Staff page to go to when all is done. */
  readonly next: string;
}

/** How an attempt ended. */
export type SignInOutcome =
  /** Signed in; `token` is that of the new session. */
  | { readonly kind: 'in'; readonly token: string }
  /** The password is right, and another factor is asked for; `token` is what the browser brings along. */
  | { readonly kind: 'second_step'; readonly token: string }
  /** The password is right, and their organization wants them to come through its provider. */
  | { readonly kind: 'provider'; readonly organization: string }
  | { readonly kind: 'wrong' };

/** The way in by address and password, and what is asked for after it. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
    private readonly sessions: StaffSessions,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
  ) {}

  /**
   * Nothing in a refusal, not even the time taken, tells whether the address is known or the account disabled.
   * @throws DomainError `too_many_attempts`
   */
  async signIn({ email, password, address, browser, next }: SignInAttempt): Promise<SignInOutcome> {
    const account = normalizedEmail(email);
    await this.throttle.admit(account, address);
    const member = await this.db.manager.findOneBy(StaffMember, { email: account });
    const isRight = await this.passwords.verify(member?.passwordHash, password);
    if (!member || !isRight || member.disabledAt) return { kind: 'wrong' };
    await this.throttle.succeeded(account, address);
    const organization = await onlyWayOf(this.db, member.id);
    if (organization !== null) return { kind: 'provider', organization };
    const { totpSince, passkeys } = await this.factors.of(member.id);
    if (totpSince || passkeys > 0) {
      const facts = { next };
      const token = await this.challenges.begin({ kind: 'second_step', staffMemberId: member.id, facts });
      return { kind: 'second_step', token };
    }
    const token = await this.sessions.open({ staffMemberId: member.id, method: 'password', browser });
    return { kind: 'in', token };
  }

  /** What is asked for in the second step; undefined where nobody's password was right lately. */
  async secondStep(
    token: string,
  ): Promise<{ hasTotp: boolean; hasPasskeys: boolean; next: string } | undefined> {
    const begun = await this.challenges.find('second_step', token);
    if (!begun?.staffMemberId) return undefined;
    const { totpSince, passkeys } = await this.factors.of(begun.staffMemberId);
    return { hasTotp: totpSince !== null, hasPasskeys: passkeys > 0, next: begun.facts.next ?? '' };
  }

  /**
   * @returns `wrong` where the code is; `undefined` where the first step is too long ago, or was never done
   * @throws DomainError `too_many_attempts`
   */
  async finish(
    token: string,
    code: string,
    { address, browser }: Pick<SignInAttempt, 'address' | 'browser'>,
  ): Promise<{ kind: 'in'; token: string; next: string } | { kind: 'wrong' } | undefined> {
    const begun = await this.challenges.find('second_step', token);
    if (!begun?.staffMemberId) return undefined;
    const { staffMemberId } = begun;
    const account = `second step ${staffMemberId}`;
    await this.throttle.admit(account, address);
    const method = await this.factors.take(staffMemberId, code);
    if (!method) return { kind: 'wrong' };
    await this.throttle.succeeded(account, address);
    const member = await this.db.manager.findOneBy(StaffMember, { id: staffMemberId });
    if (!(await this.challenges.take('second_step', token)) || !member || member.disabledAt) return undefined;
    const opened = await this.sessions.open({ staffMemberId, method, browser });
    return { kind: 'in', token: opened, next: begun.facts.next ?? '' };
  }
}

/** The form in which a staff member's address is kept and looked up. */
export function normalizedEmail(email: string): string {
  return email.trim().toLowerCase();
}
