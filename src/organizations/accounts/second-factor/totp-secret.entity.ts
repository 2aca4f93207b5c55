import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../staff-member.entity.js';

/** The secret that a staff member's authenticator application shares with us (RFC 6238). */
@Entity('staff_totp_secrets')
export class TotpSecret {
  @PrimaryColumn('uuid')
  staffMemberId!: string;

  /** Base32, sealed (`platform/sealed.ts`, purpose `totp`). */
  @Column('text')
  secret!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** When a first code showed that the application has it; null: not yet, and nothing asks for it. */
  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  /** Number of the last step (30 seconds each since 1970) whose code was taken: no code is good twice. */
  @Column('integer', { default: 0 })
  lastStep!: number;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
