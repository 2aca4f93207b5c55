import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { LAST_ATTEMPT, nextAttemptAt } from './backoff.js';
import { MailComposers, type NotWanted } from './composers.js';
import { claimDue, giveBackClaims, recordOutcome, resolveAbandonedClaims } from './delivery.queries.js';
import { isOneAddress, type Letter, writeLetter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';
import type { Message } from './message.entity.js';

/** Letters on their way at once, in this process. */
export const LANES = 5;
/** Letters claimed at a time: few, so that the last is sent before its claim counts as abandoned. */
const BATCH = 4 * LANES;
/** Minutes after which a claim's worker counts as dead; more than a batch takes where every letter takes its longest. */
const ABANDONED_AFTER_MINUTES = 10;
/** Sends of unknown outcome after which even a repeated kind is left to people. */
const LAST_REPETITION = 5;

/** One run through what is due. */
interface Run {
  /** Claimed, and on no lane yet. */
  readonly claimed: Message[];
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

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly composers: MailComposers,
    private readonly transport: MailTransport,
  ) {
    this.idDomain = config.mailFrom.slice(config.mailFrom.lastIndexOf('@') + 1);
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

  /** Lets the letters on their way finish, gives back what was claimed beyond them, and claims no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running?.catch(() => undefined);
  }

  private async drain(): Promise<number> {
    const now = this.clock.now();
    await resolveAbandonedClaims(this.db, {
      before: new Date(now.getTime() - ABANDONED_AFTER_MINUTES * 60_000),
      now,
      repeatedKinds: this.composers.repeatedKinds(),
      lastAttempt: LAST_REPETITION,
    });
    const run: Run = { claimed: [], count: 0 };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => this.lane(run)));
    await this.giveBack(run);
    if (run.unreachable)
      this.logger.warn(`no mail server could be reached, letters wait: ${run.unreachable}`);
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    return run.count;
  }

  /** One letter after the other, until nothing is due or the server cannot be reached: the next look starts anew. */
  private async lane(run: Run): Promise<void> {
    while (!this.stopping && run.unreachable === undefined) {
      const message = run.claimed.shift() ?? (await this.claimed(run));
      if (!message) return;
      const attempt = await this.deliver(message);
      if (attempt?.unreachable) run.unreachable = attempt.answer;
    }
  }

  /** The first of a new batch; lanes that ask at the same time share one claim. */
  private async claimed(run: Run): Promise<Message | undefined> {
    run.claiming ??= claimDue(this.db, this.clock.now(), BATCH)
      .then((messages) => {
        run.claimed.push(...messages);
        run.count += messages.length;
      })
      .finally(() => {
        run.claiming = undefined;
      });
    await run.claiming;
    return run.claimed.shift();
  }

  /** What the worker did not get to, because it stops or the server is away. No lane takes from `claimed` any more. */
  private async giveBack(run: Run): Promise<void> {
    run.count -= run.claimed.length;
    await giveBackClaims(this.db, run.claimed);
  }

  /** Delivers one message. @returns the attempt, unless there was none to make. */
  private async deliver(message: Message): Promise<Attempt | undefined> {
    const letter = await this.prepared(message);
    if ('notWanted' in letter) {
      await recordOutcome(this.db, message, { state: 'cancelled', answer: letter.notWanted });
      return undefined;
    }
    const attempt = 'content' in letter ? await this.transport.send(letter) : letter;
    await this.record(message, attempt);
    return attempt;
  }

  /**
   * The letter, or why there is none. Where composing fails this message waits and the others go; the log holds no
   * address and no text.
   */
  private async prepared(message: Message): Promise<Letter | NotWanted | Attempt> {
    if (!isOneAddress(message.recipient)) return { state: 'bounced', answer: 'not a mail address' };
    try {
      const mail = await this.composers.compose(message);
      if ('notWanted' in mail) return mail;
      return await writeLetter({
        id: message.id,
        from: this.config.mailFrom,
        recipient: message.recipient,
        idDomain: this.idDomain,
        date: this.clock.now(),
        mail,
      });
    } catch (error) {
      this.logger.error(`message ${message.id} (${message.kind}) could not be composed: ${placeOf(error)}`);
      return { state: 'delayed', answer: 'could not be composed' };
    }
  }

  private async record(message: Message, { state, answer }: Attempt): Promise<void> {
    const now = this.clock.now();
    if (state === 'sent') return recordOutcome(this.db, message, { state, answer, sentAt: now });
    if (state !== 'delayed') this.logger.warn(`message ${message.id} (${message.kind}): ${state}`);
    const goesAgain =
      state === 'uncertain' &&
      message.attempts < LAST_REPETITION &&
      this.composers.repeatedKinds().includes(message.kind);
    if (state !== 'delayed' && !goesAgain) return recordOutcome(this.db, message, { state, answer });
    if (message.attempts >= LAST_ATTEMPT)
      return recordOutcome(this.db, message, { state: 'bounced', answer });
    return recordOutcome(this.db, message, {
      state: 'delayed',
      answer,
      dueAt: nextAttemptAt(message.attempts, now),
    });
  }
}

/** Kind of an error and where it arose; its message may quote data. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name}${error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? ''}`;
}
