import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { DomainError } from '../../../shared/domain-error.js';
import type { OwnSession } from '../../principal.js';
import { hashOfToken, newSecretToken } from '../../secret-tokens.js';
import { StaffMember } from '../staff-member.entity.js';
import { type Device, deviceOf } from './device.js';
import { StaffChallenge } from './staff-challenge.entity.js';
import { type SignInMethod, StaffSession } from './staff-session.entity.js';

/** How long a browser stays signed in: a working day. */
export const SESSION_SECONDS = 12 * 3600;
/** Characters of what a browser says of itself that are kept. */
const MOST_OF_USER_AGENT = 300;

/** Who has proven who they are, by what, and in which browser. */
export interface Entry {
  readonly staffMemberId: string;
  readonly method: SignInMethod;
  /** Left out: the session is good for all of their roles. */
  readonly organizationId?: string;
  readonly browser: VisitingBrowser;
}

/** The browser that asks to come in. */
export interface VisitingBrowser {
  readonly userAgent: string;
  /** Token of the session that it has already; it ends when another begins. */
  readonly formerToken?: string | undefined;
}

/** A session as its owner sees it. */
export interface SessionView {
  /** Names it to its owner; its token cannot be had from it. */
  readonly id: string;
  readonly device: Device;
  readonly method: SignInMethod;
  /** True: it acts for one organization alone. */
  readonly isBound: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly isThis: boolean;
}

/** Opens, lists and ends the sessions of staff. */
@Injectable()
export class StaffSessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @returns the token of a new session; the one that the browser had has ended. */
  async open(entry: Entry, tx: EntityManager = this.db.manager): Promise<string> {
    const { staffMemberId, method, organizationId = null, browser } = entry;
    const token = newSecretToken();
    const now = this.clock.now();
    await tx.delete(StaffSession, { expiresAt: LessThanOrEqual(now) });
    if (browser.formerToken) await tx.delete(StaffSession, { tokenHash: hashOfToken(browser.formerToken) });
    await tx.insert(StaffSession, {
      tokenHash: hashOfToken(token),
      staffMemberId,
      method,
      organizationId,
      userAgent: browser.userAgent.slice(0, MOST_OF_USER_AGENT),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
    });
    await tx.update(StaffMember, { id: staffMemberId }, { lastSignedInAt: now });
    return token;
  }

  /** Ends the session; a token that is not known changes nothing. */
  async end(token: string): Promise<void> {
    await this.db.manager.delete(StaffSession, { tokenHash: hashOfToken(token) });
  }

  /** Ends all sessions of a staff member, and what they have half done of signing in; one session may be left out. */
  async endAll(
    tx: EntityManager,
    staffMemberId: string,
    but?: { readonly tokenHash: string },
  ): Promise<void> {
    const others = but ? { tokenHash: Not(but.tokenHash) } : {};
    await tx.delete(StaffSession, { staffMemberId, ...others });
    await tx.delete(StaffChallenge, { staffMemberId });
  }

  /**
   * Gives a session another token, as what it may do changes: whoever has a copy of the former one has nothing.
   * @param method what it counts as from now on
   * @returns the new token
   */
  async rotate(tx: EntityManager, session: OwnSession, method: SignInMethod): Promise<string> {
    const token = newSecretToken();
    const { affected } = await tx.update(
      StaffSession,
      { tokenHash: session.tokenHash },
      { tokenHash: hashOfToken(token), method },
    );
    if (affected !== 1) throw new DomainError('unauthenticated');
    return token;
  }

  /** Those that the owner of this session may see, the one last seen first: all of theirs, or those for the same organization. */
  async list(own: OwnSession): Promise<SessionView[]> {
    const sessions = await this.db.manager.find(StaffSession, {
      where: { ...reachOf(own), expiresAt: MoreThan(this.clock.now()) },
      order: { lastSeenAt: 'DESC', createdAt: 'DESC', tokenHash: 'ASC' },
    });
    return sessions.map(({ tokenHash, userAgent, method, organizationId, createdAt, lastSeenAt }) => ({
      id: hashOfToken(tokenHash),
      device: deviceOf(userAgent),
      method,
      isBound: organizationId !== null,
      createdAt,
      lastSeenAt,
      isThis: tokenHash === own.tokenHash,
    }));
  }

  /** Ends one of them. One that has ended already is no fault. */
  async endOne(own: OwnSession, id: string): Promise<void> {
    const sessions = await this.db.manager.findBy(StaffSession, reachOf(own));
    const found = sessions.find(({ tokenHash }) => hashOfToken(tokenHash) === id);
    if (found) await this.db.manager.delete(StaffSession, { tokenHash: found.tokenHash });
  }

  /** Ends all of them, this one too. */
  async endEvery(own: OwnSession): Promise<void> {
    await this.db.manager.delete(StaffSession, reachOf(own));
  }
}

function reachOf({ staffMemberId, organizationId }: OwnSession) {
  return organizationId === null ? { staffMemberId } : { staffMemberId, organizationId };
}
