import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Session } from '../programmes/session.entity.js';
import { Place } from '../registrations/seats/place.entity.js';

/**
 * 出欠 of one person of a place. `member` 0 is the contact, 1 and up those who come along: a companion's `position` where they are
 * named. A place that has a mark has one for each person of its party.
 */
@Entity('attendance_marks')
@Check(
  'ck_attendance_marks_mark',
  `mark IN ('attended', 'late', 'left_early', 'online', 'excused', 'absent')`,
)
@Check('ck_attendance_marks_member', `member BETWEEN 0 AND 19`)
export class AttendanceMark {
  @PrimaryColumn('uuid')
  placeId!: string;

  @PrimaryColumn('integer')
  member!: number;

  @Column('uuid')
  organizationId!: string;

  @Index()
  @Column('uuid')
  sessionId!: string;

  @Column('text')
  mark!: 'attended' | 'late' | 'left_early' | 'online' | 'excused' | 'absent';

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
