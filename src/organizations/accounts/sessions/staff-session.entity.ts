import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organization.entity.js';
import { StaffMember } from '../staff-member.entity.js';

/** How somebody proved who they are. All but the first took more than a password. */
export const SIGN_IN_METHODS = ['password', 'totp', 'recovery', 'passkey', 'openid'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** One signed-in browser. Only the hash of the cookie's token is kept. */
@Entity('staff_sessions')
@Index('ix_staff_sessions_staff_member_id', ['staffMemberId'])
@Check('ck_staff_sessions_method', `method IN ('password', 'totp', 'recovery', 'passkey', 'openid')`)
export class StaffSession {
  /** SHA-256 of the token, hex. */
  @PrimaryColumn('text')
  tokenHash!: string;

  @Column('uuid')
  staffMemberId!: string;

  @Column('text', { default: 'password' })
  method!: SignInMethod;

  /** The organization for which alone it is good: it came through that organization's provider. Null: for all of their roles. */
  @Column('uuid', { nullable: true })
  organizationId!: string | null;

  /** As the browser says it, shortened. */
  @Column('text', { default: '' })
  userAgent!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** Written at most once a minute. */
  @Column('timestamptz', { default: () => 'now()' })
  lastSeenAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
