import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../staff-member.entity.js';

/** A code on paper, for the day on which the telephone is gone; each is good once. */
@Entity('staff_recovery_codes')
export class RecoveryCode {
  @PrimaryColumn('uuid')
  staffMemberId!: string;

  /** HMAC-SHA-256 under a key of the application, hex: the database alone does not tell the code. */
  @PrimaryColumn('text')
  codeHash!: string;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
