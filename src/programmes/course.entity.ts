import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import type { CourseSchedule } from './domain/programme-file.js';
import { Programme } from './programme.entity.js';

/** How one comes to a course. `unstated`: the source does not say; `elsewhere`: only by the means in the programme's words. */
export type RegistrationMode = 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';

/** 期: one run of a programme; a monthly meeting's course is its fiscal year. */
@Entity('courses')
@Unique(['programmeId', 'key'])
@Check(
  'ck_courses_registration_mode',
  `registration_mode IN ('course', 'session', 'both', 'none', 'members', 'elsewhere', 'unstated')`,
)
export class Course {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Index()
  @Column('uuid')
  programmeId!: string;

  @Column('text')
  key!: string;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  titleEn!: string | null;

  /** First calendar year of the fiscal year it belongs to: 2025 for 令和7年度. */
  @Column('integer')
  fiscalYear!: number;

  @Column('text')
  registrationMode!: RegistrationMode;

  /** Null: open as soon as it is published. */
  @Column('timestamptz', { nullable: true })
  opensAt!: Date | null;

  /** Null: until each session starts. */
  @Column('timestamptz', { nullable: true })
  closesAt!: Date | null;

  /** False: a full course refuses instead of queueing. */
  @Column('boolean', { default: true })
  waitingList!: boolean;

  @Column('text', { nullable: true })
  notes!: string | null;

  @Column('integer', { default: 0 })
  position!: number;

  /** Rules, defaults and seats by which its sessions are made, in the words of a programme file; null: each by hand. */
  @Column('jsonb', { nullable: true })
  schedule!: CourseSchedule | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;
}
