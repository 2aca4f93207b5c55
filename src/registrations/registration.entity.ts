import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Course } from '../programmes/course.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Session } from '../programmes/session.entity.js';

/** 申込: one contact's request for a whole course (`sessionId` null) or for one session, for one or more people. */
@Entity('registrations')
@Index('uq_registrations_code', ['organizationId', 'code'], { unique: true })
@Index('uq_registrations_idempotency_key', ['organizationId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
@Index('ix_registrations_queue', ['courseId', 'queuedAt', 'id'], { where: `status = 'waitlisted'` })
@Index('ix_registrations_session', ['sessionId'])
@Check('ck_registrations_people', `people BETWEEN 1 AND 20`)
@Check('ck_registrations_status', `status IN ('confirmed', 'waitlisted', 'cancelled')`)
export class Registration {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  programmeId!: string;

  @Column('uuid')
  courseId!: string;

  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  /** Sort of seat asked for. */
  @Column('text')
  poolKey!: string;

  /** 受付番号: short, read out on the telephone, unique in its organization. */
  @Column('text')
  code!: string;

  /** SHA-256 (hex) of the token in the link the registrant keeps. */
  @Column('text', { unique: true })
  tokenHash!: string;

  @Column('text', { nullable: true })
  idempotencyKey!: string | null;

  /** SHA-256 of the request's content: the same key with other content is a conflict, not a repeat. */
  @Column('text')
  requestHash!: string;

  @Column('text')
  status!: 'confirmed' | 'waitlisted' | 'cancelled';

  @Column('integer')
  people!: number;

  @Column('text')
  nickname!: string;

  /** Lower-cased domain; null: no mail wanted. */
  @Column('text', { nullable: true })
  email!: string | null;

  /** 本人, 家族, 支援者, 一般: self, family, supporter, public. */
  @Column('text', { nullable: true })
  relation!: string | null;

  @Column('text', { nullable: true })
  municipality!: string | null;

  @Column('text', { default: 'ja' })
  language!: 'ja' | 'en';

  /** True: mails and calendar entries name neither programme nor purpose. */
  @Column('boolean', { default: true })
  discreet!: boolean;

  /** Staff registered for them. */
  @Column('boolean', { default: false })
  byStaff!: boolean;

  /** Order of the queue; set at arrival and never changed. */
  @Column('timestamptz')
  queuedAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  cancelledAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'RESTRICT' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Course, { onDelete: 'RESTRICT' })
  course?: Relation<Course>;

  @ManyToOne(() => Session, { onDelete: 'RESTRICT' })
  session?: Relation<Session> | null;
}
