import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from './organization.entity.js';

/** A token that lets another system act for one organization. Only its hash is kept. */
@Entity('api_tokens')
@Check('ck_api_tokens_role', `role IN ('owner', 'organizer', 'reception', 'viewer')`)
export class ApiToken {
  @PrimaryColumn('uuid')
  id!: string;

  /** SHA-256 of the token, hex. */
  @Column('text', { unique: true })
  tokenHash!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('text')
  label!: string;

  @Column('text')
  role!: 'owner' | 'organizer' | 'reception' | 'viewer';

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
