import { Injectable } from '@nestjs/common';
import { DataSource, LessThanOrEqual, MoreThan } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { hashOfToken, newSecretToken } from '../../secret-tokens.js';
import { type ChallengeKind, StaffChallenge } from './staff-challenge.entity.js';

/** How long what was begun can be finished. */
export const CHALLENGE_SECONDS = 10 * 60;

export interface Begun {
  readonly kind: ChallengeKind;
  /** Who is known already. */
  readonly staffMemberId?: string;
  readonly facts?: Readonly<Record<string, string>>;
  /** What the browser brings back; left out: a new secret. */
  readonly token?: string;
}

/** What was begun and waits for its second half: kept here and not in the browser, short-lived, and good once. */
@Injectable()
export class Challenges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @returns the secret that the browser must bring back */
  async begin({ kind, staffMemberId, facts = {}, token = newSecretToken() }: Begun): Promise<string> {
    const now = this.clock.now();
    await this.db.manager.delete(StaffChallenge, { expiresAt: LessThanOrEqual(now) });
    await this.db.manager.insert(StaffChallenge, {
      tokenHash: hashOfToken(token),
      kind,
      staffMemberId: staffMemberId ?? null,
      facts,
      expiresAt: new Date(now.getTime() + CHALLENGE_SECONDS * 1000),
    });
    return token;
  }

  /** What was begun with it, still to be finished; null where it is unknown, too old or finished. */
  find(kind: ChallengeKind, token: string): Promise<StaffChallenge | null> {
    const open = { tokenHash: hashOfToken(token), kind, expiresAt: MoreThan(this.clock.now()) };
    return this.db.manager.findOneBy(StaffChallenge, open);
  }

  /** The same, and it is finished: of two that bring it at once, one has it. */
  async take(kind: ChallengeKind, token: string): Promise<StaffChallenge | null> {
    const challenge = await this.find(kind, token);
    if (!challenge) return null;
    const { affected } = await this.db.manager.delete(StaffChallenge, { tokenHash: challenge.tokenHash });
    return affected === 1 ? challenge : null;
  }
}
