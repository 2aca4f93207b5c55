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

/**
 * お知らせ: one mail to one recipient. The row is the fact that it must be sent (written in the transaction of its cause)
 * and, later, what became of it. One row per recipient, kind and occasion, whatever runs how often (I5).
 */
@Entity('messages')
@Index('uq_messages_recipient_kind_occasion', ['recipient', 'kind', 'occasion'], { unique: true })
@Index('ix_messages_due', ['dueAt'], { where: `state IN ('queued', 'delayed')` })
@Index('ix_messages_claimed', ['claimedAt'], { where: `state = 'claimed'` })
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

  /** Mail address. */
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

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  /** The server's last answer, or why it was not sent. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('timestamptz')
  createdAt!: Date;
}
