import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../staff-member.entity.js';

/** What was begun: a password was right and a code is still asked for, a passkey is asked for, a provider was asked. */
export type ChallengeKind = 'second_step' | 'passkey_sign_in' | 'passkey_setup' | 'openid';

/** Something begun that must be finished by the same browser, once, and soon. */
@Entity('staff_challenges')
@Check('ck_staff_challenges_kind', `kind IN ('second_step', 'passkey_sign_in', 'passkey_setup', 'openid')`)
export class StaffChallenge {
  /** SHA-256, hex, of the secret that the browser brings back. */
  @PrimaryColumn('text')
  tokenHash!: string;

  @Column('text')
  kind!: ChallengeKind;

  /** Who is known already; null: nobody yet. */
  @Column('uuid', { nullable: true })
  staffMemberId!: string | null;

  @Column('jsonb', { default: '{}' })
  facts!: Record<string, string>;

  @Column('timestamptz')
  expiresAt!: Date;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staffMember?: Relation<StaffMember>;
}
