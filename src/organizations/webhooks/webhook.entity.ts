import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organization.entity.js';

/** An address of another system that is told of what happens in an organization. */
@Entity('webhooks')
@Index('ix_webhooks_organization', ['organizationId'])
export class Webhook {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** What it is for, in the words of who made it. */
  @Column('text')
  label!: string;

  @Column('text')
  url!: string;

  /** What it is told of: names from `webhook-events.ts`. */
  @Column('text', { array: true })
  events!: string[];

  /** With what its messages are signed; sealed, because we must be able to sign again. */
  @Column('text')
  sealedSecret!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** `staff:<id>` or `token:<id>`. */
  @Column('text')
  createdBy!: string;

  /** When staff paused it: what happens from then on it is not told of. Null: it is at work. */
  @Column('timestamptz', { nullable: true })
  pausedAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
