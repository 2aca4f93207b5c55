import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organization.entity.js';
import { StaffMember } from './staff-member.entity.js';

/** What one staff member may do for one organization; the rule of who may what is in `principal.ts`. */
@Entity('staff_roles')
@Check('ck_staff_roles_role', `role IN ('owner', 'organizer', 'reception', 'viewer')`)
export class StaffRole {
  @PrimaryColumn('uuid')
  staffMemberId!: string;

  @PrimaryColumn('uuid')
  organizationId!: string;

  @Column('text')
  role!: 'owner' | 'organizer' | 'reception' | 'viewer';

  /** Kinds of mails to staff that they want from this organization: `staff_*`. */
  @Column('text', { array: true, default: '{staff_nearly_full,staff_below_minimum}' })
  notices!: string[];

  /** When they last asked for more of them: what happened before is not told of again. Null: never. */
  @Column('timestamptz', { nullable: true })
  noticesChangedAt!: Date | null;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
