import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../staff-member.entity.js';
import { IdentityProvider } from './identity-provider.entity.js';

/** Who a staff member is at a provider: found by this from the second time on, whatever becomes of addresses. */
@Entity('staff_identities')
@Index('ix_staff_identities_staff_member_id', ['staffMemberId'])
export class StaffIdentity {
  @PrimaryColumn('uuid')
  providerId!: string;

  /** `sub` of its tokens (OpenID Connect Core §2). */
  @PrimaryColumn('text')
  subject!: string;

  @Column('uuid')
  staffMemberId!: string;

  @Column('timestamptz')
  linkedAt!: Date;

  @ManyToOne(() => IdentityProvider, { onDelete: 'CASCADE' })
  provider?: Relation<IdentityProvider>;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
