import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { LONGEST_WAIT_SECONDS } from './backoff.js';
import {
  type Claim,
  type Claimed,
  claimDue,
  type Outcome,
  recordOutcomes,
  renewClaims,
  resolveAbandonedClaims,
} from './delivery.queries.js';
import { recordAddressFailure } from './mail-addresses.queries.js';
import { type Pace, paceOf } from './pace.js';
import { openPace, paceResumesAt, refundPace } from './pace.queries.js';
import { mendAfterSetBack } from './set-back-clock.queries.js';

/** Seconds for which a claim is good. Renewed four times as often: after them its worker is dead, not slow. */
export const LEASE_SECONDS = 120;
/** Seconds by which workers' clocks may differ before claims of a living worker count as made by a clock that was set back. */
const SKEW_SECONDS = 120;

/** Line breaks of answers in several lines, and what no text in the database may hold. */
const CONTROL = /\p{Cc}+/gu;

/** What became of a claim. */
export interface Settlement extends Omit<Outcome, keyof Claimed> {
  /** The recipient's address is to blame. */
  readonly isAddressFault?: boolean | undefined;
  /** Nothing was said to the server: another letter may have the slot that was taken in its pace. */
  readonly isUnsent?: boolean;
}

/** An outcome on its way to the ledger. */
interface Writing {
  readonly claim: Claim;
  readonly outcome: Outcome & Settlement;
}

/**
 * The messages that this process has claimed. A claim is a lease: this process says every half minute that it is still at
 * them, however long a server takes, so that claims of a process that died are known within two minutes.
 */
@Injectable()
export class Claims {
  private readonly pace: Pace | undefined;
  private readonly held = new Map<string, Claim>();
  /** Outcomes that the ledger does not have yet. */
  private unwritten: Writing[] = [];
  private writing: Promise<void> | undefined;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    { smtpUrl, mailPerMinute }: AppConfig,
  ) {
    this.pace = paceOf(smtpUrl, mailPerMinute);
  }

  /** Up to `limit` due messages, by priority and then the longest due first, and no more than the server's pace allows. */
  async take(limit: number): Promise<Claim[]> {
    const now = this.clock.now();
    if (this.pace) await openPace(this.db, this.pace, now);
    const claims = await claimDue(this.db, { now, until: this.leaseFrom(now), limit, pace: this.pace });
    for (const claim of claims) this.held.set(claim.id, claim);
    return claims;
  }

  /** When the pace lets another letter go; null where no pace is set. */
  async paceResumesAt(): Promise<Date | null> {
    return this.pace ? paceResumesAt(this.db, this.pace) : null;
  }

  /** Renews what this process has claimed, and writes what could not be written before. */
  async renew(): Promise<void> {
    if (this.unwritten.length > 0) await this.written();
    const claims = [...this.held.values()];
    if (claims.length === 0) return;
    const until = this.leaseFrom(this.clock.now());
    const renewed = new Set(await renewClaims(this.db, claims, until));
    for (const claim of claims) if (renewed.has(claim.id)) claim.claimedUntil = until;
  }

  /**
   * Takes over from workers that no longer say that they are at their claims: see `resolveAbandonedClaims`. What was written
   * by a clock that has been set back since is put right first.
   */
  async resolveAbandoned(repeatedKinds: readonly string[], lastRepetition: number): Promise<void> {
    const now = this.clock.now();
    await mendAfterSetBack(this.db, {
      now,
      skew: SKEW_SECONDS,
      lease: LEASE_SECONDS,
      longestWait: LONGEST_WAIT_SECONDS,
    });
    await resolveAbandonedClaims(this.db, { now, repeatedKinds, lastRepetition });
  }

  /**
   * Whether a message is still this process's to send: a suspended one, or one without its database, may have lost it. Nobody
   * can say where the clock was set back since.
   */
  isGood({ claimedUntil }: Claim): boolean {
    const now = this.clock.now();
    return now < claimedUntil && claimedUntil <= this.leaseFrom(now);
  }

  /**
   * Writes an outcome, together with those that come up while another write is under way. Where the database is away, the
   * outcome is kept and written with the next.
   */
  async settle(claim: Claim, settlement: Settlement): Promise<void> {
    const { id, claims } = claim;
    const answer = settlement.answer?.replace(CONTROL, ' ');
    const outcome = { ...settlement, id, claims, ...(answer !== undefined && { answer }) };
    this.unwritten.push({ claim, outcome });
    await this.written();
  }

  /** Gives claims back that nobody was told of: due as before. */
  async giveBack(claims: readonly Claim[]): Promise<void> {
    const givenBack = { state: 'queued', untried: true, isUnsent: true } as const;
    await Promise.all(claims.map((claim) => this.settle(claim, givenBack)));
  }

  /** Resolves when everything that is unwritten now is in the ledger. */
  private async written(): Promise<void> {
    // The write under way has not got it; the one after has, whoever starts it.
    if (this.writing) await this.writing.catch(() => undefined);
    if (this.unwritten.length === 0) return this.writing;
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  private async write(): Promise<void> {
    const batch = this.unwritten;
    this.unwritten = [];
    try {
      await this.writeAll(batch);
    } catch (error) {
      this.unwritten = [...batch, ...this.unwritten];
      throw error;
    }
    // The same process may have claimed it again by now.
    for (const { claim } of batch) if (this.held.get(claim.id) === claim) this.held.delete(claim.id);
  }

  private async writeAll(batch: readonly Writing[]): Promise<void> {
    const outcomes = batch.map(({ outcome }) => outcome);
    if (!outcomes.some(({ isAddressFault, isUnsent }) => isAddressFault || (isUnsent && this.pace))) {
      await recordOutcomes(this.db, outcomes);
      return;
    }
    const now = this.clock.now();
    await this.db.transaction(async (tx) => {
      const known = new Set(await recordOutcomes(tx, outcomes));
      const written = batch.filter(({ outcome }) => known.has(outcome));
      for (const { claim, outcome } of written) {
        if (outcome.isAddressFault)
          await recordAddressFailure(tx, { ...claim, answer: outcome.answer ?? '', now });
      }
      const spells = written.flatMap(({ claim, outcome }) =>
        outcome.isUnsent ? (claim.paceSpell ?? []) : [],
      );
      if (this.pace && spells.length > 0) await refundPace(tx, this.pace, spells);
    });
  }

  private leaseFrom(now: Date): Date {
    return new Date(now.getTime() + LEASE_SECONDS * 1000);
  }
}
