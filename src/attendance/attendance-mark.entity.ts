import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Session } from '../programmes/session.entity.js';
import { Place } from '../registrations/seats/place.entity.js';

/** 出欠 of one place. `people` is how many of its party came (0 for excused and absent). */
@Entity('attendance_marks')
@Check(
  'ck_attendance_marks_mark',
  `mark IN ('attended', 'late', 'left_early', 'online', 'excused', 'absent')`,
)
@Check('ck_attendance_marks_people', `(mark IN ('excused', 'absent')) = (people = 0)`)
export class AttendanceMark {
  @PrimaryColumn('uuid')
  placeId!: string;

  @Column('uuid')
  organizationId!: string;

  @Index()
  @Column('uuid')
  sessionId!: string;

  @Column('text')
  mark!: 'attended' | 'late' | 'left_early' | 'online' | 'excused' | 'absent';

  @Column('integer')
  people!: number;

  @Column('timestamptz')
  markedAt!: Date;

  @Column('text')
  markedBy!: string;

  @ManyToOne(() => Place, { onDelete: 'CASCADE' })
  place?: Relation<Place>;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
