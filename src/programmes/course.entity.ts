import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import type { CourseSchedule } from './domain/programme-file.js';
import type { FileChannels, FileLottery, FileMinimum } from './domain/registering-file.js';
import { Programme } from './programme.entity.js';

/** 修了: `atLeast` sessions attended, or `all` that were held. */
export interface CompletionRule {
  readonly atLeast: number | 'all';
}

/** How one comes to a course. `unstated`: the source does not say; `elsewhere`: only by the means in the programme's words. */
export type RegistrationMode = 'course' | 'session' | 'both' | 'none' | 'members' | 'elsewhere' | 'unstated';

/** 期: one run of a programme; a monthly meeting's course is its fiscal year. */
@Entity('courses')
@Unique(['programmeId', 'key'])
@Check('ck_courses_offer_hours', `offer_hours IS NULL OR offer_hours BETWEEN 1 AND 720`)
@Check('ck_courses_allocation', `NOT (approval AND lottery IS NOT NULL)`)
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

  /** True: one that does not fit holds those behind it who want the same seats; false: they pass it. */
  @Column('boolean', { default: false })
  queueHolds!: boolean;

  /** Hours within which an offered seat must be accepted; null: who moves up has the seat at once. */
  @Column('integer', { nullable: true })
  offerHours!: number | null;

  /** True: staff decide on each request; until then it takes no seat. */
  @Column('boolean', { default: false })
  approval!: boolean;

  /** By what places are drawn once registration has closed; null: first come, first served. */
  @Column('jsonb', { nullable: true })
  lottery!: FileLottery | null;

  /** True: once full, registration is over, also when a seat becomes free again, until staff open it. */
  @Column('boolean', { default: false })
  closesWhenFull!: boolean;

  /** The course as a whole can be joined until its session of this number begins (1: not once it runs); null: always. */
  @Column('integer', { nullable: true })
  joinUntil!: number | null;

  /** Most people in one registration; null: as many as a registration can hold. */
  @Column('integer', { nullable: true })
  maxPeople!: number | null;

  /** How few are too few, and when staff hear of it; null: nobody counts. */
  @Column('jsonb', { nullable: true })
  minimum!: FileMinimum | null;

  /** When and how each way of registering is open (web, telephone, desk); null: the web as long as registration is open. */
  @Column('jsonb', { nullable: true })
  channels!: FileChannels | null;

  /** How many of its sessions one must have attended for 修了; null: it has none. */
  @Column('jsonb', { nullable: true })
  completion!: CompletionRule | null;

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
