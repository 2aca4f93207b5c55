import { Check, Column, Entity, ForeignKey, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import type { FileFrequency, FileRelation } from './domain/programme-file.js';
import type { FileAsks, FileEligibility, FileQuestion } from './domain/registering-file.js';
import type { ReminderRule, ThanksRule } from './domain/reminder-file.js';

export interface ProgrammeRelation {
  readonly kind: FileRelation['kind'];
  readonly programmeId: string;
  /** The source's words; null: none. */
  readonly text: string | null;
}

/** 事業: what is run. Every text is the source's own words; null means that the source does not say. */
@Entity('programmes')
@Unique(['organizationId', 'key'])
@Check('ck_programmes_status', `status IN ('continued', 'new', 'suspended', 'trial', 'ended')`)
export class Programme {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('text')
  key!: string;

  /** Unique name in URLs: `/programmes/{slug}`. */
  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  titleEn!: string | null;

  /** Its title in katakana, by which it is sorted and read out. */
  @Column('text', { nullable: true })
  titleKana!: string | null;

  /** One of the kinds in `programmes/domain/kinds.ts`, e.g. `class_series`. */
  @Column('text')
  kind!: string;

  /** Who it is for, in the source's words. */
  @Column('text', { nullable: true })
  audience!: string | null;

  /** Codes for filters, from `programmes/domain/kinds.ts`: self, family, women, over40, supporter, anyone. */
  @Column('text', { array: true, default: '{}' })
  audiences!: string[];

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('text', { nullable: true })
  summaryEn!: string | null;

  /** The summary in やさしい日本語. */
  @Column('text', { nullable: true })
  summarySimple!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  /** What a registrant's calendar entry says instead of the title, e.g. 「集まり」; null: the catalogue's word. */
  @Column('text', { nullable: true })
  neutralTitle!: string | null;

  @Column('text', { nullable: true })
  fee!: string | null;

  /** 持ち物. */
  @Column('text', { nullable: true })
  bring!: string | null;

  /** 匿名でよい: one may come without giving a name, also there; null: the source does not say. */
  @Column('boolean', { nullable: true })
  anonymous!: boolean | null;

  /** 見ているだけ・聞いているだけでもよい; null: the source does not say. */
  @Column('boolean', { nullable: true })
  lookOnly!: boolean | null;

  /** Online one may leave the camera off; null: the source does not say. */
  @Column('boolean', { nullable: true })
  cameraOff!: boolean | null;

  @Column('text', { nullable: true })
  contact!: string | null;

  @Column('text', { nullable: true })
  contactTel!: string | null;

  /** 内線番号. */
  @Column('text', { nullable: true })
  contactExtension!: string | null;

  /** When it is held, in the source's words; shown where dates are not known. */
  @Column('text', { nullable: true })
  scheduleText!: string | null;

  /** How to register, in the source's words. */
  @Column('text', { nullable: true })
  registrationText!: string | null;

  @Column('text', { array: true, default: '{}' })
  notes!: string[];

  /** What is doubtful in the source; shown to staff only. */
  @Column('text', { array: true, default: '{}' })
  sourceDoubt!: string[];

  /** How often it is held, where no dates are known; null: the source does not say. */
  @Column('jsonb', { nullable: true })
  frequency!: FileFrequency | null;

  /** How it stands to other programmes of the organization, by their ids. */
  @Column('jsonb', { default: '[]' })
  relations!: ProgrammeRelation[];

  /** Who may come, rule by rule: shown as guidance, or enforced. */
  @Column('jsonb', { default: '[]' })
  eligibility!: FileEligibility[];

  /** What a registrant is asked beside the nickname. */
  @Column('jsonb', { default: '{}' })
  asks!: FileAsks;

  /** Further questions of the programme's own. */
  @Column('jsonb', { default: '[]' })
  questions!: FileQuestion[];

  @Column('text', { default: 'continued' })
  status!: 'continued' | 'new' | 'suspended' | 'trial' | 'ended';

  @Column('uuid', { nullable: true })
  partOfId!: string | null;

  /** When to remind, relative to each session, in civil time of the venue. */
  @Column('jsonb')
  reminders!: ReminderRule[];

  /** When those who came are thanked and told of the next session; null: never. */
  @Column('jsonb', { nullable: true })
  thanks!: ThanksRule | null;

  @Column('integer', { default: 0 })
  position!: number;

  @Column('timestamptz')
  changedAt!: Date;

  /** Photograph on its pages. */
  @ForeignKey('Picture', { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  pictureId!: string | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'SET NULL' })
  partOf?: Relation<Programme> | null;
}
