import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Registration } from '../registration.entity.js';

/** 繰上げ案内: seats held for a registration from the queue until it answers or the deadline passes. */
@Entity('offers')
@Index('uq_offers_open', ['registrationId'], { unique: true, where: `status = 'open'` })
@Index('ix_offers_expiring', ['expiresAt'], { where: `status = 'open'` })
@Check('ck_offers_status', `status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')`)
@Check('ck_offers_span', `expires_at > arrives_at`)
export class Offer {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('timestamptz')
  madeAt!: Date;

  /** When the mail goes out: never in quiet hours. */
  @Column('timestamptz')
  arrivesAt!: Date;

  /** Until then the seats are held: never in quiet hours. */
  @Column('timestamptz')
  expiresAt!: Date;

  /** `withdrawn`: the registration was cancelled or its session fell out. */
  @Column('text', { default: 'open' })
  status!: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Registration, { onDelete: 'CASCADE' })
  registration?: Relation<Registration>;
}
