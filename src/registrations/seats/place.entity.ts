import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Session } from '../../programmes/session.entity.js';
import type { PlaceStatus } from '../domain/statuses.js';
import { Registration } from '../registration.entity.js';
import { SeatPool } from './seat-pool.entity.js';

/** 席: a registration's hold on one session. `units` is what it takes from its pool: people, or 1 where parties count. */
@Entity('places')
@Index('uq_places_registration_session', ['registrationId', 'sessionId'], { unique: true })
@Index('uq_places_contact_session', ['sessionId', 'contactKey'], {
  unique: true,
  where: `contact_key IS NOT NULL AND status <> 'released'`,
})
@Index('ix_places_session', ['sessionId', 'status'])
@Index('ix_places_pool', ['poolId', 'status'])
@Index('ix_places_contact', ['contactKey'], { where: 'contact_key IS NOT NULL' })
@Check('ck_places_status', `status IN ('applied', 'confirmed', 'offered', 'waitlisted', 'released')`)
@Check('ck_places_units', `units >= 1`)
export class Place {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('uuid')
  sessionId!: string;

  @Column('uuid')
  poolId!: string;

  @Column('integer')
  units!: number;

  @Column('text')
  status!: PlaceStatus;

  /** True where it may use the seats that its pool keeps for residents. */
  @Column('boolean', { default: false })
  kept!: boolean;

  /** Who holds it, where that can be known (hash of the mail address): one place per contact and session (I2). */
  @Column('text', { nullable: true })
  contactKey!: string | null;

  /** When the place became confirmed; reminders due before that are not sent. */
  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  /** When it was given up, or began to wait after it was held or asked for; null: neither since it was confirmed. */
  @Column('timestamptz', { nullable: true })
  releasedAt!: Date | null;

  /** Raised by the database (trigger `places_revision`) with each change of status or holder: part of SEQUENCE of its calendar entry. */
  @Column('integer', { default: 0 })
  revision!: number;

  /** When it was made or `revision` was raised last, by the database's clock: how old its holder's calendar is at least. */
  @Column('timestamptz', { default: () => 'now()' })
  revisedAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Registration, { onDelete: 'CASCADE' })
  registration?: Relation<Registration>;

  @ManyToOne(() => Session, { onDelete: 'RESTRICT' })
  session?: Relation<Session>;

  @ManyToOne(() => SeatPool, { onDelete: 'RESTRICT' })
  pool?: Relation<SeatPool>;
}
