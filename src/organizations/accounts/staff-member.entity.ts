import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../../platform/views/messages.js';

/** 職員: a person who signs in. What they may do is in their roles, one per organization. */
@Entity('staff_members')
export class StaffMember {
  @PrimaryColumn('uuid')
  id!: string;

  /** Lower case; the name under which they sign in. */
  @Column('text', { unique: true })
  email!: string;

  @Column('text')
  name!: string;

  /** argon2id, PHC string format; null: they have none, and sign in by a passkey or their organization's provider. */
  @Column('text', { nullable: true })
  passwordHash!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastSignedInAt!: Date | null;

  /** Language of the mails sent to them. */
  @Column('text', { default: 'ja' })
  language!: Language;
}
