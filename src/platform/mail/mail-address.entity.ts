import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one organization has learnt of a mail address by writing to it: there is a row only where something went wrong. */
@Entity('mail_addresses')
export class MailAddress {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** Mail address, as in the ledger. */
  @PrimaryColumn('text')
  recipient!: string;

  /** Letters that were refused for good on account of the address. */
  @Column('integer', { default: 0 })
  failures!: number;

  @Column('timestamptz')
  lastFailedAt!: Date;

  /** What the server said last. */
  @Column('text')
  lastAnswer!: string;

  /** Since when nothing is sent to it any more; null: it may still be tried. */
  @Column('timestamptz', { nullable: true })
  suppressedAt!: Date | null;
}
