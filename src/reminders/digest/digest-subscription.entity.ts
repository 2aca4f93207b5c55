import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import type { Language } from '../../platform/views/messages.js';

/** Someone who wants an organization's monthly digest (お便り). Whoever leaves it leaves no row behind. */
@Entity('digest_subscriptions')
@Index('uq_digest_subscriptions_address', ['organizationId', 'email'], { unique: true })
@Check('ck_digest_subscriptions_status', `status IN ('pending', 'active')`)
export class DigestSubscription {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** In lower case. */
  @Column('text')
  email!: string;

  /** SHA-256 (hex) of the token in its links. */
  @Column('text', { unique: true })
  tokenHash!: string;

  @Column('text', { default: 'ja' })
  language!: Language;

  /** True: its mails name no programme. */
  @Column('boolean', { default: true })
  discreet!: boolean;

  /** Codes of `programmes/domain/kinds.ts`; empty: all. */
  @Column('text', { array: true, default: '{}' })
  audiences!: string[];

  @Column('text', { array: true, default: '{}' })
  kinds!: string[];

  /** `pending` until whoever reads the address has said yes. */
  @Column('text', { default: 'pending' })
  status!: 'pending' | 'active';

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
