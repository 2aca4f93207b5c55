import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Clock } from '../../platform/clock.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { hostOf } from '../../platform/http/outward.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { sealed } from '../../platform/sealed.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import { Audit } from '../audit/audit.js';
import { Organization } from '../organization.entity.js';
import type { Principal } from '../principal.js';
import { Webhook } from './webhook.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { PING } from './webhook-events.js';
import type { WebhookRequest } from './webhooks.dto.js';
import { DELIVERIES, SELECT_WEBHOOK, SEND_AGAIN } from './webhooks.queries.js';

/** Purpose under which secrets of webhooks are sealed. */
export const WEBHOOK_SECRET = 'webhook';
/** Wake-up of the workers that send. */
export const SEND_WEBHOOKS = 'webhooks.send';
/** As Standard Webhooks writes secrets: 24 to 64 random octets in base64 after this. */
const SECRET_PREFIX = 'whsec_';
const SECRET_OCTETS = 32;
const PAGE_SIZE = 50;

export interface WebhookRow {
  readonly id: string;
  readonly organization: string;
  readonly organizationName: string;
  readonly organizationNameEn: string | null;
  readonly organizationId: string;
  readonly timeZone: string;
  readonly label: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly createdAt: Date;
  readonly pausedAt: Date | null;
  readonly waiting: number;
  readonly failed: number;
}

export interface DeliveryRow {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly createdAt: Date;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly dueAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
  readonly deliveredAt: Date | null;
}

/** Addresses of other systems that are told of what happens. For owners alone: what leaves the house is theirs to decide. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
  ) {}

  list(principal: Principal): Promise<WebhookRow[]> {
    return this.db.query(`${SELECT_WEBHOOK} ORDER BY o.name, o.id, w.created_at, w.id`, [
      principal.organizationsWith('owner'),
    ]);
  }

  /** @throws DomainError `unknown` */
  async one(principal: Principal, id: string): Promise<WebhookRow> {
    const [row] = isUuid(id)
      ? await this.db.query<WebhookRow[]>(`${SELECT_WEBHOOK} AND w.id = $2`, [
          principal.organizationsWith('owner'),
          id,
        ])
      : [];
    if (!row) throw new DomainError('unknown');
    return row;
  }

  /** Its deliveries, newest first. @throws DomainError `unknown` */
  async deliveries(
    principal: Principal,
    id: string,
    cursor: string | null,
  ): Promise<{ readonly items: readonly DeliveryRow[]; readonly next: string | null }> {
    await this.one(principal, id);
    const rows: DeliveryRow[] = await this.db.query(DELIVERIES, [id, cursor, PAGE_SIZE + 1]);
    const items = rows.slice(0, PAGE_SIZE);
    return { items, next: rows.length > PAGE_SIZE ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * @returns its id, and the secret with which messages are signed: it is said only now
   * @throws DomainError `unknown` for an organization that is not theirs, `forbidden` for all but its owners, `invalid` where the
   * address is plain http and its host none of those that the operator trusts
   */
  async create(principal: Principal, request: WebhookRequest): Promise<{ id: string; secret: string }> {
    const organization = await this.db.manager.findOneBy(Organization, { slug: request.organization });
    if (!organization) throw new DomainError('unknown');
    principal.require('owner', organization.id);
    const { protocol, hostname } = new URL(request.url);
    if (protocol !== 'https:' && !this.config.trustedHosts.includes(hostOf(hostname)))
      throw new DomainError('invalid', { faults: [{ field: 'url', code: 'httpsOnly' }] });
    const id = newId();
    const secret = newSecret();
    await inTransaction(this.db, async (tx) => {
      await tx.insert(Webhook, {
        id,
        organizationId: organization.id,
        label: request.label,
        url: request.url,
        events: request.events,
        sealedSecret: sealed(this.config, WEBHOOK_SECRET, id, secret),
        createdAt: this.clock.now(),
        createdBy: principal.actor,
      });
      const after = { host: new URL(request.url).host, events: request.events };
      await this.audit.record(
        tx,
        this.act(principal, { organizationId: organization.id, id }, 'created', after),
      );
    });
    return { id, secret };
  }

  /** Pauses it, or puts it back to work; what happened in between is not told. @throws DomainError `unknown` */
  async pause(principal: Principal, id: string, isPaused: boolean): Promise<void> {
    const webhook = await this.one(principal, id);
    if ((webhook.pausedAt !== null) === isPaused) return;
    await inTransaction(this.db, async (tx) => {
      await tx.update(Webhook, { id }, { pausedAt: isPaused ? this.clock.now() : null });
      await this.audit.record(tx, this.act(principal, webhook, isPaused ? 'paused' : 'resumed'));
    });
  }

  /** Gives it a new secret; the old one signs nothing any more. @throws DomainError `unknown` */
  async renewSecret(principal: Principal, id: string): Promise<string> {
    const webhook = await this.one(principal, id);
    const secret = newSecret();
    await inTransaction(this.db, async (tx) => {
      await tx.update(Webhook, { id }, { sealedSecret: sealed(this.config, WEBHOOK_SECRET, id, secret) });
      await this.audit.record(tx, this.act(principal, webhook, 'secret_renewed'));
    });
    return secret;
  }

  /** Removes it with its log of deliveries. @throws DomainError `unknown` */
  async remove(principal: Principal, id: string): Promise<void> {
    const webhook = await this.one(principal, id);
    await inTransaction(this.db, async (tx) => {
      await tx.delete(Webhook, { id });
      const before = { host: new URL(webhook.url).host, events: webhook.events };
      await this.audit.record(tx, { ...this.act(principal, webhook, 'removed'), before });
    });
  }

  /** Sends a message that says nothing, to see whether the address takes it. @throws DomainError `unknown` */
  async ping(principal: Principal, id: string): Promise<void> {
    const webhook = await this.one(principal, id);
    const { organizationId } = webhook;
    const delivery = { id: newId(), organizationId, webhookId: id, event: PING, data: {} as never };
    await inTransaction(this.db, async (tx) => {
      await tx.insert(WebhookDelivery, delivery);
      await this.audit.record(tx, this.act(principal, webhook, 'pinged'));
    });
    await this.jobs.wake(SEND_WEBHOOKS);
  }

  /** Sends a delivery again, with its old id. One that still waits is sent anyway. @throws DomainError `unknown` */
  async sendAgain(principal: Principal, id: string, deliveryId: string): Promise<void> {
    const webhook = await this.one(principal, id);
    if (!isUuid(deliveryId)) throw new DomainError('unknown');
    await inTransaction(this.db, async (tx) => {
      if (!(await tx.existsBy(WebhookDelivery, { id: deliveryId, webhookId: id })))
        throw new DomainError('unknown');
      const [rows] = await tx.query<[unknown[]]>(SEND_AGAIN, [deliveryId, id]);
      if (rows.length > 0)
        await this.audit.record(tx, this.act(principal, webhook, 'sent_again', { delivery: deliveryId }));
    });
    await this.jobs.wake(SEND_WEBHOOKS);
  }

  private act(
    principal: Principal,
    { organizationId, id }: { readonly organizationId: string; readonly id: string },
    verb: string,
    after?: Record<string, unknown>,
  ) {
    return { organizationId, actor: principal.actor, action: `webhook.${verb}`, subjectId: id, after };
  }
}

function newSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_OCTETS).toString('base64');
}
