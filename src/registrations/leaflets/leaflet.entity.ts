import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import type { Language } from '../../platform/views/messages.js';
import { Course } from '../../programmes/course.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import type { EditedForm } from './domain/leaflet.js';

/** Words of their own that staff put on a leaflet; without a row it says what the programme says. */
@Entity('leaflets')
@Check('ck_leaflets_form', `form IN ('poster', 'threefold', 'card')`)
@Check('ck_leaflets_words', `headline IS NOT NULL OR lead IS NOT NULL`)
export class Leaflet {
  /** The course that it is about, or the programme. */
  @PrimaryColumn('uuid')
  subjectId!: string;

  @PrimaryColumn('text')
  form!: EditedForm;

  @PrimaryColumn('text')
  language!: Language;

  @Column('uuid')
  organizationId!: string;

  @Index()
  @Column('uuid')
  programmeId!: string;

  /** Null: it is about the programme. */
  @Index()
  @Column('uuid', { nullable: true })
  courseId!: string | null;

  /** Null: the title. */
  @Column('text', { nullable: true })
  headline!: string | null;

  /** Null: the summary. */
  @Column('text', { nullable: true })
  lead!: string | null;

  @Column('timestamptz')
  changedAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Course, { onDelete: 'CASCADE' })
  course?: Relation<Course> | null;
}
