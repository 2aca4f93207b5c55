import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../../organizations/organization.entity.js';
import type { Language } from '../../../platform/views/messages.js';

/** What an organization says in its mails of one kind, in its own words; without a row the usual words are sent. */
@Entity('mail_texts')
export class MailText {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** Kind of the message, as in the ledger. */
  @PrimaryColumn('text')
  kind!: string;

  @PrimaryColumn('text')
  language!: Language;

  /** True: for those whose mails are to name neither programme nor purpose. */
  @PrimaryColumn('boolean')
  discreet!: boolean;

  @Column('text')
  subject!: string;

  /** Paragraphs with placeholders in double braces. */
  @Column('text')
  body!: string;

  @Column('timestamptz')
  changedAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
