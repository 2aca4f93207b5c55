import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../staff-member.entity.js';

/** A passkey of a staff member (WebAuthn Level 3): the public half. */
@Entity('staff_passkeys')
@Index('ix_staff_passkeys_staff_member_id', ['staffMemberId'])
export class Passkey {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  staffMemberId!: string;

  /** Of the authenticator, base64url. */
  @Column('text', { unique: true })
  credentialId!: string;

  /** COSE key (RFC 9052), base64url. */
  @Column('text')
  publicKey!: string;

  /** Uses that the authenticator counted; 0 where it does not count. A lower one than known means a copy. */
  @Column('bigint', { default: 0 })
  counter!: number;

  /** How browsers reach it: `internal`, `usb`, … */
  @Column('text', { array: true, default: '{}' })
  transports!: string[];

  /** True where it is kept by a service and may be on several devices. */
  @Column('boolean')
  backedUp!: boolean;

  @Column('text')
  label!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
