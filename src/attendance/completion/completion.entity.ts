import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Registration } from '../../registrations/registration.entity.js';

/**
 * 修了 of one person, as staff recognised it; and, where they agreed to it, their entry in the roll (登録名簿). What was recognised
 * stays when marks are corrected later, until staff take it back.
 */
@Entity('completions')
@Index('uq_completions_person', ['courseId', 'registrationId', 'member'], {
  unique: true,
  where: 'withdrawn_at IS NULL',
})
@Index('uq_completions_roll_number', ['programmeId', 'rollNumber'], {
  unique: true,
  where: 'roll_number IS NOT NULL AND withdrawn_at IS NULL',
})
@Index('uq_completions_certificate_number', ['programmeId', 'certificateNumber'], { unique: true })
@Index('ix_completions_programme', ['programmeId', 'completedOn'])
@Check('ck_completions_roll', `ended_on IS NULL OR (enrolled_on IS NOT NULL AND ended_on >= enrolled_on)`)
export class Completion {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  programmeId!: string;

  @Column('uuid')
  courseId!: string;

  @Column('uuid')
  registrationId!: string;

  /** As in attendance marks: 0 the contact, 1 and up those who come along. */
  @Column('integer', { default: 0 })
  member!: number;

  /** Civil date of the last session that it took. */
  @Column('date')
  completedOn!: string;

  /** How many sessions they attended, and how many there were, when it was recognised. */
  @Column('integer')
  attended!: number;

  @Column('integer')
  sessions!: number;

  /** 第N号 on the certificate, each once in the programme, also after it was taken back. Null: it has none. */
  @Column('integer', { nullable: true })
  certificateNumber!: number | null;

  /** Name for the roll and the certificate, where they gave one; null: the nickname. */
  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  municipality!: string | null;

  /** 登録番号 on the roll of its programme. */
  @Column('text', { nullable: true })
  rollNumber!: string | null;

  /** Civil date on which they entered the roll; null: they did not. */
  @Column('date', { nullable: true })
  enrolledOn!: string | null;

  /** Civil date from which they are no longer active; null: they are. */
  @Column('date', { nullable: true })
  endedOn!: string | null;

  @Column('timestamptz')
  recordedAt!: Date;

  @Column('text')
  recordedBy!: string;

  /** When staff took it back; null: it stands. */
  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;

  @ManyToOne(() => Registration, { onDelete: 'RESTRICT' })
  registration?: Relation<Registration>;

  @ManyToOne(() => Course, { onDelete: 'RESTRICT' })
  course?: Relation<Course>;

  @ManyToOne(() => Programme, { onDelete: 'RESTRICT' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
