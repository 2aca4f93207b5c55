import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Webhook as Signing } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { askOutward, OutwardRefusal } from '../../platform/http/outward.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { opened } from '../../platform/sealed.js';
import { isTaken, nextAttempt } from './webhook-events.js';
import {
  CLAIM_DELIVERIES,
  COUNT_OLD_DELIVERIES,
  ERASE_OLD_DELIVERIES,
  SETTLE_DELIVERY,
} from './webhooks.queries.js';
import { SEND_WEBHOOKS, WEBHOOK_SECRET } from './webhooks.service.js';

const EVERY_FEW_SECONDS = '*/5 * * * * *';
const EVERY_NIGHT = '0 20 4 * * *';
/** Deliveries on their way at once, and how many of them may be of one organization. */
const AT_ONCE = 16;
const AT_ONCE_OF_ONE = 4;
const TIMEOUT_MS = 10_000;
/** After this a claim has ended, whatever became of who made it: longer than any attempt takes. */
const CLAIM_MS = 60_000;

interface Claimed {
  readonly id: string;
  readonly organizationId: string;
  readonly webhookId: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly createdAt: Date;
  readonly attempts: number;
  readonly url: string;
  readonly sealedSecret: string;
  readonly organization: string;
}

/** Why an attempt had no answer; the words are `webhooks.fault.<name>`. */
type Fault =
  | OutwardRefusal['reason']
  | 'timeout'
  | 'unknown_host'
  | 'refused'
  | 'untrusted_certificate'
  | 'broken'
  | 'unreadable_secret';

interface Outcome {
  readonly status: number | null;
  readonly fault: Fault | null;
}

/** Sends what webhooks are told: signed, again after a failure, by any number of workers at once. */
@Injectable()
export class WebhookSending implements OnModuleInit {
  private readonly logger = new Logger('webhooks');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.work(SEND_WEBHOOKS, async () => {
      await this.sendDue();
    });
  }

  @Cron(EVERY_FEW_SECONDS, { name: SEND_WEBHOOKS, waitForCompletion: true })
  async everyFewSeconds(): Promise<void> {
    if (this.config.runsWorker) await this.jobs.wake(SEND_WEBHOOKS);
  }

  @Cron(EVERY_NIGHT, { name: 'webhooks.erase', waitForCompletion: true })
  async everyNight(): Promise<void> {
    if (!this.config.runsWorker) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.error(`erasing failed and will be repeated: ${(error as Error).message}`);
    }
  }

  /**
   * Sends what is due, until nothing more is.
   * @returns how many attempts were made
   */
  async sendDue(): Promise<number> {
    let made = 0;
    const busy = new Map<string, { readonly count: number; readonly done: Promise<string> }>();
    for (;;) {
      const free = AT_ONCE - [...busy.values()].reduce((sum, { count }) => sum + count, 0);
      const claimed = free > 0 ? await this.claim(free, [...busy.keys()]) : [];
      for (const [organizationId, lot] of Map.groupBy(claimed, (one) => one.organizationId)) {
        const all = Promise.all(lot.map((delivery) => this.attempt(delivery)));
        busy.set(organizationId, { count: lot.length, done: all.then(() => organizationId) });
      }
      made += claimed.length;
      if (busy.size === 0) return made;
      // Whoever is done makes room: nobody waits for the slowest of all.
      busy.delete(await Promise.race([...busy.values()].map(({ done }) => done)));
    }
  }

  /** Erases the log of what was settled long ago. @returns how many deliveries */
  async sweep(): Promise<number> {
    const [rows] = await this.db.query<[unknown[]]>(ERASE_OLD_DELIVERIES, [this.clock.now()]);
    return rows.length;
  }

  /** What a sweep would erase now. */
  async due(): Promise<number> {
    const [row] = await this.db.query<{ count: number }[]>(COUNT_OLD_DELIVERIES, [this.clock.now()]);
    return row?.count ?? 0;
  }

  /** @param busy organizations whose turn it is not */
  private async claim(most: number, busy: readonly string[]): Promise<Claimed[]> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + CLAIM_MS);
    // UPDATE … RETURNING through TypeORM: rows, and their number.
    const limits = [most, AT_ONCE_OF_ONE, busy];
    const [rows] = await this.db.query<[Claimed[]]>(CLAIM_DELIVERIES, [now, until, ...limits]);
    return rows;
  }

  private async attempt(delivery: Claimed): Promise<void> {
    const { status, fault } = await this.send(delivery);
    const now = this.clock.now();
    const taken = status !== null && isTaken(status);
    const again = taken ? null : nextAttempt(delivery.attempts, now);
    await this.db.query(SETTLE_DELIVERY, [
      delivery.id,
      taken ? 'delivered' : again ? 'waiting' : 'failed',
      again,
      status,
      fault,
      taken ? now : null,
      delivery.attempts,
    ]);
  }

  /** One message as Standard Webhooks has it: its id stays the same however often it is sent. */
  private async send(delivery: Claimed): Promise<Outcome> {
    const { id, event, data, createdAt, organization, url } = delivery;
    const secret = opened(this.config, WEBHOOK_SECRET, delivery.webhookId, delivery.sealedSecret);
    if (secret === undefined) return { status: null, fault: 'unreadable_secret' };
    const body = JSON.stringify({ type: event, timestamp: createdAt.toISOString(), organization, data });
    const sentAt = this.clock.now();
    try {
      const { status } = await askOutward(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'Tsudoi',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
          'webhook-signature': new Signing(secret).sign(id, sentAt, body),
        },
        timeoutMs: TIMEOUT_MS,
        trustedHosts: this.config.trustedHosts,
      });
      return { status, fault: null };
    } catch (error) {
      return { status: null, fault: faultOf(error) };
    }
  }
}

/** Why there was no answer, as a code: what a network says may name hosts of ours. */
function faultOf(error: unknown): Fault {
  if (error instanceof OutwardRefusal) return error.reason;
  const { name, code = '' } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT') return 'timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown_host';
  if (code === 'ECONNREFUSED') return 'refused';
  return /CERT|TLS|SSL|SELF_SIGNED/.test(code) ? 'untrusted_certificate' : 'broken';
}
