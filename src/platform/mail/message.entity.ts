import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const MESSAGE_STATES = [
  'queued',
  'claimed',
  'sent',
  'uncertain',
  'delayed',
  'bounced',
  'suppressed',
  'cancelled',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** The index that says: this is told to this recipient already. */
export const ONE_MESSAGE = 'uq_messages_recipient_kind_occasion';

/**
 * お知らせ: one mail to one recipient. The row is the fact that it must be sent (written in the transaction of its cause)
 * and, later, what became of it. One row per recipient, kind and occasion, whatever runs how often (I5).
 */
@Entity('messages')
@Index(ONE_MESSAGE, ['recipient', 'kind', 'occasion'], { unique: true })
@Index('ix_messages_due', ['priority', 'dueAt', 'id'], { where: `state IN ('queued', 'delayed')` })
@Index('ix_messages_claimed', ['claimedUntil'], { where: `state = 'claimed'` })
@Index('ix_messages_undelivered', ['organizationId', 'createdAt'], {
  where: `state IN ('uncertain', 'bounced', 'suppressed') AND settled_at IS NULL`,
})
@Index('ix_messages_subject', ['subjectId'])
@Index('ix_messages_organization', ['organizationId', 'createdAt'])
@Check(
  'ck_messages_state',
  `state IN ('queued', 'claimed', 'sent', 'uncertain', 'delayed', 'bounced', 'suppressed', 'cancelled')`,
)
export class Message {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** Mail address. Empty where whom it is for has none: `suppressed`, for staff to tell them otherwise. */
  @Column('text')
  recipient!: string;

  /** Which mail it is: `confirmed`, `waiting`, `reminder`, … ; names its composer and its template. */
  @Column('text')
  kind!: string;

  /** What it is about, so that the same occasion is told once: e.g. `place:<id>:2025-05-26T10:00`. */
  @Column('text')
  occasion!: string;

  /** The thing it speaks of; the composer of its kind knows of which table. */
  @Column('uuid')
  subjectId!: string;

  /** Facts of the act that would be gone at delivery, e.g. the time before a move. No names, no addresses. */
  @Column('jsonb', { default: '{}' })
  facts!: Record<string, unknown>;

  @Column('text', { default: 'queued' })
  state!: MessageState;

  /** Not before this instant. */
  @Column('timestamptz')
  dueAt!: Date;

  /** 0: what somebody waits for; 1: what the clock sends to many. All due of the lower number goes first. */
  @Column('smallint', { default: 0 })
  priority!: number;

  /** Sends tried since it was last queued anew; sending it again by hand begins at 0. */
  @Column('integer', { default: 0 })
  attempts!: number;

  /** How many of them ended without anybody knowing whether it arrived. */
  @Column('integer', { default: 0 })
  unknowns!: number;

  /** How often it was claimed. Never falls: the fence against late results of earlier claims. */
  @Column('integer', { default: 0 })
  claims!: number;

  @Column('timestamptz', { nullable: true })
  claimedAt!: Date | null;

  /**
   * The worker that claimed it says so again before this passes; after it, that worker is dead. Null once the worker has said
   * what became of it, or somebody queued it anew.
   */
  @Column('timestamptz', { nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  /** The server's last answer, or why it was not sent. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  /** When staff told its reader in another way, such as by telephone; null: nobody has to, or somebody still has to. */
  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
