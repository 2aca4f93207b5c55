import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Webhook } from './webhook.entity.js';

/**
 * One event on its way to one address. The database writes it itself, in the transaction of what happened (triggers
 * `tell_webhooks_*`): no act can forget to tell, and nothing is told that did not happen.
 */
@Entity('webhook_deliveries')
@Index('ix_webhook_deliveries_webhook', ['webhookId', 'createdAt', 'id'])
@Index('ix_webhook_deliveries_waiting', ['dueAt'], { where: `state = 'waiting'` })
@Check('ck_webhook_deliveries_state', `state IN ('waiting', 'delivered', 'failed')`)
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  webhookId!: string;

  @Column('text')
  event!: string;

  /** Ids and figures of what happened, as it then was. Nobody's name, address or words. */
  @Column('jsonb')
  data!: Record<string, unknown>;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('text', { default: 'waiting' })
  state!: 'waiting' | 'delivered' | 'failed';

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Not before then; null: at once. While somebody is sending it, the end of their claim. */
  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastAttemptAt!: Date | null;

  /** Status code of the last answer; null: there was none. */
  @Column('integer', { nullable: true })
  lastStatus!: number | null;

  /** Why the last attempt failed: a code, never what the other side wrote. */
  @Column('text', { nullable: true })
  lastFault!: string | null;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  webhook?: Relation<Webhook>;
}
