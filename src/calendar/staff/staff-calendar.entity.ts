import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StaffMember } from '../../organizations/accounts/staff-member.entity.js';

/** The calendar feed of a staff member: everything of the organizations in which they have a role. */
@Entity('staff_calendars')
export class StaffCalendar {
  @PrimaryColumn('uuid')
  staffId!: string;

  /** SHA-256 (hex) of the token in its address; null: it was stopped. */
  @Column('text', { nullable: true, unique: true })
  tokenHash!: string | null;

  /** Raised with each new address. */
  @Column('integer', { default: 0 })
  version!: number;

  /** True: titles say taken and capacity. */
  @Column('boolean', { default: true })
  showsSeats!: boolean;

  /**
   * Raised by triggers with what changes all of its entries or which they are: seats in the titles, the holder's language,
   * their roles. Part of SEQUENCE, which must not fall: it is kept when the calendar is stopped.
   */
  @Column('integer', { default: 0 })
  revision!: number;

  /** When that was last; null: never. */
  @Column('timestamptz', { nullable: true })
  changedAt!: Date | null;

  @ManyToOne(() => StaffMember, { onDelete: 'CASCADE' })
  staff?: Relation<StaffMember>;
}
