import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organization.entity.js';

/** A role offered to a mail address, until it is taken, withdrawn or too old. */
@Entity('staff_invitations')
@Index('uq_staff_invitations_open', ['organizationId', 'email'], {
  unique: true,
  where: 'accepted_at IS NULL AND withdrawn_at IS NULL',
})
@Check('ck_staff_invitations_role', `role IN ('owner', 'organizer', 'reception', 'viewer')`)
export class StaffInvitation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** Lower case. */
  @Column('text')
  email!: string;

  /** As the owner knows them; they may write it otherwise. */
  @Column('text')
  name!: string;

  @Column('text')
  role!: 'owner' | 'organizer' | 'reception' | 'viewer';

  /** Raised when it is sent again: the link before is then worth nothing. */
  @Column('integer', { default: 0 })
  version!: number;

  /** SHA-256, hex, of the token in the link. */
  @Column('text', { unique: true })
  tokenHash!: string;

  /** `staff:<id>`. */
  @Column('text')
  invitedBy!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  acceptedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
