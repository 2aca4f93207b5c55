import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organization.entity.js';

/** The OpenID Connect provider by which an organization's own staff may sign in. */
@Entity('identity_providers')
export class IdentityProvider {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { unique: true })
  organizationId!: string;

  /** Its identifier, an address, exactly as its tokens say it. */
  @Column('text')
  issuer!: string;

  @Column('text')
  clientId!: string;

  /** Sealed (`platform/sealed.ts`, purpose `openid`). */
  @Column('text')
  clientSecret!: string;

  /** Domains of mail addresses that it may speak for; empty: any, where it says that it has verified them. */
  @Column('text', { array: true, default: '{}' })
  mailDomains!: string[];

  /** True: staff of this organization alone, its owners aside, sign in by no other way. */
  @Column('boolean', { default: false })
  isOnlyWay!: boolean;

  /** True: the sign-in page offers it. */
  @Column('boolean', { default: false })
  isOffered!: boolean;

  @Column('timestamptz')
  createdAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
