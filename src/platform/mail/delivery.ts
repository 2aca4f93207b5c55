import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { AppConfig } from '../config/app-config.js';
import { LAST_ATTEMPT, nextAttemptAt } from './backoff.js';
import { MailComposers, type NotWanted } from './composers.js';
import { claimDue, recordOutcome, resolveAbandonedClaims } from './delivery.queries.js';
import { isOneAddress, type Letter, writeLetter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';
import type { Message } from './message.entity.js';

/** Letters on their way at once, in this process. */
export const LANES = 5;
/** Letters that a lane claims at a time: few, so that they are sent long before their claim counts as abandoned. */
const CLAIM = 4;
/** Minutes after which a claim's worker counts as dead; more than `CLAIM` letters may take. */
const ABANDONED_AFTER_MINUTES = 10;
/** Sends of unknown outcome after which even a repeated kind is left to people. */
const LAST_REPETITION = 5;

/**
 * Sends what is due in the ledger (I5). Each claim is committed before the server hears a word; each message is composed
 * from the data of that moment; each outcome is written as soon as it is known. Any number of processes may do this.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger('mail');
  private readonly idDomain: string;
  private running: Promise<number> | undefined;
  /** Why the server was not reached, in the run that goes on. */
  private unreachable: string | undefined;

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
   * @returns how many messages were claimed.
   */
  deliverDue(): Promise<number> {
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async drain(): Promise<number> {
    const now = this.clock.now();
    await resolveAbandonedClaims(this.db, {
      before: new Date(now.getTime() - ABANDONED_AFTER_MINUTES * 60_000),
      now,
      repeatedKinds: this.composers.repeatedKinds(),
      lastAttempt: LAST_REPETITION,
    });
    const counts = await Promise.all(Array.from({ length: LANES }, () => this.lane()));
    if (this.unreachable)
      this.logger.warn(`no mail server could be reached: ${this.unreachable}; letters wait`);
    this.unreachable = undefined;
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** One letter after the other, until nothing is due or the server cannot be reached: the next look starts anew. */
  private async lane(): Promise<number> {
    for (let count = 0; ; ) {
      const messages = await claimDue(this.db, this.clock.now(), CLAIM);
      let unreachable: Attempt | undefined;
      for (const message of messages) {
        if (unreachable) await this.record(message, unreachable);
        else unreachable = await this.deliver(message);
      }
      count += messages.length;
      this.unreachable ??= unreachable?.answer;
      if (messages.length === 0 || unreachable) return count;
    }
  }

  /** Delivers one message. @returns the attempt where no server could be reached, else nothing. */
  private async deliver(message: Message): Promise<Attempt | undefined> {
    const letter = await this.prepared(message);
    if ('notWanted' in letter) {
      await recordOutcome(this.db, message, { state: 'cancelled', answer: letter.notWanted });
      return undefined;
    }
    const attempt = 'content' in letter ? await this.transport.send(letter) : letter;
    await this.record(message, attempt);
    return attempt.unreachable ? attempt : undefined;
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
