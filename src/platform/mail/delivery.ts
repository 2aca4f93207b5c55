import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { isOneAddress } from './addresses.js';
import { LAST_ATTEMPT, nextAttemptAt } from './backoff.js';
import { Claims, type Settlement } from './claims.js';
import { MailComposers } from './composers.js';
import type { Claim } from './delivery.queries.js';
import { type Letter, writeLetter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';
import { Outage } from './outage.js';

/** Letters claimed at a time, for each connection: few, for each is uncertain if the process dies now. */
const CLAIMED_PER_CONNECTION = 4;
/** Sends of unknown outcome, since it was last queued anew, after which even a repeated kind is left to people. */
const LAST_REPETITION = 5;
/** Outcome of what is not sent because nothing arrives at its address; `mail.reason.<code>` puts it into words. */
const SUPPRESSED = 'suppressed';

/** One run through what is due. */
interface Run {
  /** Claimed, and on no lane yet. */
  readonly claimed: Claim[];
  count: number;
  /** The claim that some lane waits for. */
  claiming?: Promise<void>;
  /** Why no server was reached; ends the run. */
  unreachable?: string;
}

/**
 * Sends what is due in the ledger (I5). Each claim is committed before the server hears a word; each message is composed
 * from the data of that moment; each outcome is written as soon as it is known. Any number of processes may do this.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger('mail');
  private readonly idDomain: string;
  private running: Promise<number> | undefined;
  private stopping = false;
  private readonly outage = new Outage();
  private pausedUntil: Date | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly composers: MailComposers,
    private readonly transport: MailTransport,
    private readonly claims: Claims,
  ) {
    this.idDomain = config.mailFrom.slice(config.mailFrom.lastIndexOf('@') + 1);
  }

  /** When the server's pace lets more of what is due go; null where nothing waits for it. */
  get resumesAt(): Date | null {
    return this.pausedUntil;
  }

  /**
   * Works through everything due now; a second call meanwhile joins the first.
   * @returns how many messages were tried.
   */
  deliverDue(): Promise<number> {
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Says that this process is still at what it has claimed, and takes over from processes that no longer say so. */
  async keepClaims(): Promise<void> {
    await this.claims.renew();
    await this.claims.resolveAbandoned(this.composers.repeatedKinds(), LAST_REPETITION);
  }

  /** Lets the letters on their way finish, gives back what was claimed beyond them, and claims no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running?.catch(() => undefined);
  }

  private async drain(): Promise<number> {
    await this.keepClaims();
    const run: Run = { claimed: [], count: 0 };
    if (this.outage.isResting(this.clock.now())) return 0;
    // While the server is away, one letter finds out whether it is back.
    if (this.outage.isOn) await this.deliverAll(run, 1, 1);
    if (!this.outage.isOn) await this.deliverAll(run, this.config.mailConnections);
    if (run.unreachable)
      this.logger.warn(`no mail server could be reached, letters wait: ${run.unreachable}`);
    return run.count;
  }

  /** Over so many lanes, until nothing is due, the server cannot be reached, or each lane has tried `most`. */
  private async deliverAll(run: Run, lanes: number, most = Number.POSITIVE_INFINITY): Promise<void> {
    const batch = lanes * Math.min(most, CLAIMED_PER_CONNECTION);
    const results = await Promise.allSettled(
      Array.from({ length: lanes }, () => this.lane(run, batch, most)),
    );
    await this.giveBack(run);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  private async lane(run: Run, batch: number, most: number): Promise<void> {
    for (let tried = 0; tried < most && !this.stopping && run.unreachable === undefined; ) {
      const claim = run.claimed.shift() ?? (await this.claimed(run, batch));
      if (!claim) return;
      const attempt = await this.deliver(claim);
      if (attempt) tried++;
      if (attempt?.unreachable) run.unreachable = attempt.answer;
    }
  }

  /** The first of a new batch; lanes that ask at the same time share one claim. */
  private async claimed(run: Run, batch: number): Promise<Claim | undefined> {
    run.claiming ??= this.claim(run, batch).finally(() => {
      run.claiming = undefined;
    });
    await run.claiming;
    return run.claimed.shift();
  }

  private async claim(run: Run, limit: number): Promise<void> {
    const claims = await this.claims.take(limit);
    run.claimed.push(...claims);
    run.count += claims.length;
    this.pausedUntil = claims.length === 0 ? await this.claims.paceResumesAt() : null;
  }

  /** What the worker did not get to, because it stops or the server is away. No lane takes from `claimed` any more. */
  private async giveBack(run: Run): Promise<void> {
    run.count -= run.claimed.length;
    await this.claims.giveBack(run.claimed.splice(0));
  }

  /** Delivers one message. @returns what the server made of it, where it was asked. */
  private async deliver(claim: Claim): Promise<Attempt | undefined> {
    const letter = this.claims.isGood(claim) && (await this.prepared(claim));
    // Somebody else may have it by now: it was lost while this process was suspended, or without its database.
    if (!letter || !this.claims.isGood(claim)) {
      await this.claims.giveBack([claim]);
      return undefined;
    }
    if (!('content' in letter)) {
      await this.claims.settle(claim, { ...letter, isUnsent: true });
      return undefined;
    }
    const attempt = await this.transport.send(letter);
    if (attempt.untried) this.outage.begin(this.clock.now());
    else this.outage.end();
    await this.claims.settle(claim, this.settlementOf(claim, attempt));
    return attempt;
  }

  /**
   * The letter, or what becomes of the message without one. Where composing fails this message waits and the others go; the
   * log holds no address and no text.
   */
  private async prepared(claim: Claim): Promise<Letter | Settlement> {
    const { id, kind, recipient } = claim;
    if (!isOneAddress(recipient)) return { state: 'bounced', answer: 'not a mail address' };
    try {
      const mail = await this.composers.compose(claim);
      if ('notBefore' in mail) return { state: 'queued', dueAt: mail.notBefore, untried: true };
      if ('notWanted' in mail) {
        const state = mail.isSuppressed ? 'suppressed' : 'cancelled';
        return { state, answer: mail.notWanted, untried: true };
      }
      if (claim.isSuppressed) return { state: 'suppressed', answer: SUPPRESSED, untried: true };
      const { mailFrom: from, dkim } = this.config;
      const date = this.clock.now();
      return await writeLetter({
        id,
        from,
        recipient,
        idDomain: this.idDomain,
        date,
        mail,
        ...(dkim && { dkim }),
      });
    } catch (error) {
      this.logger.error(`message ${id} (${kind}) could not be composed: ${placeOf(error)}`);
      return this.settlementOf(claim, { state: 'delayed', answer: 'could not be composed' });
    }
  }

  private settlementOf(claim: Claim, { state, answer, untried, isAddressFault }: Attempt): Settlement {
    const { id, kind, attempts, unknowns } = claim;
    const now = this.clock.now();
    if (untried) return { state, answer, untried, dueAt: this.outage.endsAt };
    if (state === 'sent') return { state, answer, sentAt: now };
    if (state !== 'delayed') this.logger.warn(`message ${id} (${kind}): ${state}`);
    const isUnknown = state === 'uncertain';
    const isLast = attempts >= LAST_ATTEMPT;
    const goesAgain =
      isUnknown && !isLast && unknowns + 1 < LAST_REPETITION && this.composers.repeatedKinds().includes(kind);
    if (state !== 'delayed' && !goesAgain) return { state, answer, isUnknown, isAddressFault };
    if (isLast) return { state: 'bounced', answer };
    return { state: 'delayed', answer, isUnknown, dueAt: nextAttemptAt(attempts, now) };
  }
}

/** Kind of an error and where it arose; its message may quote data. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name}${error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? ''}`;
}
