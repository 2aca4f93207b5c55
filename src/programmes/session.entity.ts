import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Course } from './course.entity.js';
import { Programme } from './programme.entity.js';
import { Venue } from './venue.entity.js';

/** 回: one occurrence of a course. Civil date and time are what people were told; the instants are derived from them. */
@Entity('sessions')
@Unique(['courseId', 'key'])
@Index('ix_sessions_organization_starts_on', ['organizationId', 'startsOn'])
@Index('ix_sessions_starts_on', ['startsOn'])
@Index('ix_sessions_starts_at', ['startsAt', 'id'])
@Index('ix_sessions_programme', ['programmeId', 'startsOn'])
@Index('ix_sessions_venue', ['venueId', 'startsAt'])
@Index('ix_sessions_ends_on', ['endsOn'], { where: 'ends_on IS NOT NULL' })
@Index('ix_sessions_ordinary_days', ['courseId', 'startsOn'], {
  where: `status = 'scheduled' AND title IS NULL AND topic IS NULL`,
})
@Index('ix_sessions_also_for', { synchronize: false })
@Index('uq_sessions_list_number', ['organizationId', 'listNumber'], {
  unique: true,
  where: 'list_number IS NOT NULL',
})
@Check('ck_sessions_date_state', `(date_state = 'dated') = (starts_on IS NOT NULL)`)
@Check(
  'ck_sessions_within',
  `(within_from IS NULL) = (within_until IS NULL) AND (within_from IS NULL OR starts_on IS NULL)`,
)
@Check('ck_sessions_status', `status IN ('scheduled', 'cancelled')`)
@Check('ck_sessions_end_after_start', `ends_at IS NULL OR starts_at IS NULL OR ends_at >= starts_at`)
export class Session {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  programmeId!: string;

  @Column('uuid')
  courseId!: string;

  /** Stays the same when the session moves; from the programme file, or the date a rule first gave. */
  @Column('text')
  key!: string;

  /** Number in its course (第3回); null where the source does not number. */
  @Column('integer', { nullable: true })
  number!: number | null;

  /** In stead of the programme's title, where this session has its own. */
  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  topic!: string | null;

  @Column('text', { nullable: true })
  format!: string | null;

  @Column('text', { nullable: true })
  lecturer!: string | null;

  @Column('uuid', { nullable: true })
  venueId!: string | null;

  /** `dated`, or `undated`: then `dateText` says what is known (「日程は後日」「下半期」). */
  @Column('text', { default: 'dated' })
  dateState!: 'dated' | 'undated';

  @Column('text', { nullable: true })
  dateText!: string | null;

  /** First and last day of the months in which an undated session will be; null: not even that is known. */
  @Column('date', { nullable: true })
  withinFrom!: string | null;

  @Column('date', { nullable: true })
  withinUntil!: string | null;

  @Column('date', { nullable: true })
  startsOn!: string | null;

  /** Null: 時刻は未定. Civil time in `timeZone`. */
  @Column('time', { nullable: true })
  startTime!: string | null;

  /** Last day of a session over several days; null: the same day. */
  @Column('date', { nullable: true })
  endsOn!: string | null;

  /** Null: no end stated. */
  @Column('time', { nullable: true })
  endTime!: string | null;

  @Column('time', { nullable: true })
  doorsOpen!: string | null;

  /** The source's words about the length where it states no end: 「１時間程度」. */
  @Column('text', { nullable: true })
  durationText!: string | null;

  @Column('text')
  timeZone!: string;

  /** Derived: start of the session, or of its day where the time is unknown; null while undated. */
  @Column('timestamptz', { nullable: true })
  startsAt!: Date | null;

  /** Derived: end of the session, or of its last day where no end is stated. */
  @Column('timestamptz', { nullable: true })
  endsAt!: Date | null;

  @Column('jsonb', { default: '[]' })
  segments!: { start: string; topic: string }[];

  /** Ids of further programmes that it serves too. */
  @Column('uuid', { array: true, default: '{}' })
  alsoForIds!: string[];

  @Column('text', { default: 'scheduled' })
  status!: 'scheduled' | 'cancelled';

  @Column('text', { nullable: true })
  cancelReason!: string | null;

  /** When registration for it ended before its time, by staff or because it was full; null: it goes by the course's window. */
  @Column('timestamptz', { nullable: true })
  registrationClosedAt!: Date | null;

  /** SEQUENCE of RFC 5545 §3.8.7.4: raised by every change that a calendar shows. */
  @Column('integer', { default: 0 })
  sequence!: number;

  /** When anything visible last changed: DTSTAMP and LAST-MODIFIED of its calendar entry. */
  @Column('timestamptz')
  changedAt!: Date;

  /**
   * Starts that were announced before the present one, oldest first: civil, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DD`. The database keeps
   * them itself (trigger `sessions_previous_starts`), whoever moves the session.
   */
  @Column('text', { array: true, default: '{}' })
  previousStarts!: string[];

  /** Its NO in the list of events that the organization publishes; null: that list has come from here alone. */
  @Column('text', { nullable: true })
  listNumber!: string | null;

  /** What its course's rule last gave; where a column differs, staff changed it since. Null: no rule made it. */
  @Column('jsonb', { nullable: true })
  ruled!: object | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Course, { onDelete: 'CASCADE' })
  course?: Relation<Course>;

  @ManyToOne(() => Venue, { onDelete: 'RESTRICT' })
  venue?: Relation<Venue> | null;
}
