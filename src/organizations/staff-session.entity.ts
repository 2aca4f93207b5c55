import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from './staff-member.entity.js';

/** One signed-in browser. Only the hash of the cookie's token is kept. */
@Entity('staff_sessions')
export class StaffSession {
  /** SHA-256 of the token, hex. */
  @PrimaryColumn('text')
  tokenHash!: string;

  @Column('uuid')
  staffMemberId!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
