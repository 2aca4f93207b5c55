import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import type { Language } from '../platform/views/messages.js';
import { Course } from '../programmes/course.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Session } from '../programmes/session.entity.js';
import type { Channel, MailWanted, RegistrationStatus } from './domain/statuses.js';

/**
 * 申込: one contact's request for a whole course (`sessionId` null) or for one session, for one or more people; or, where
 * `membership`, to be let in whenever the course is held (利用登録), which holds no places.
 */
@Entity('registrations')
@Index('uq_registrations_code', ['organizationId', 'code'], { unique: true })
@Index('uq_registrations_idempotency_key', ['organizationId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
@Index('ix_registrations_queue', ['courseId', 'queuedAt', 'id'], { where: `status = 'waitlisted'` })
@Index('ix_registrations_session', ['sessionId'])
@Check('ck_registrations_age', `age BETWEEN 0 AND 120`)
@Check('ck_registrations_people', `people BETWEEN 1 AND 20`)
@Check(
  'ck_registrations_status',
  `status IN ('applied', 'confirmed', 'offered', 'waitlisted', 'declined', 'cancelled')`,
)
@Check('ck_registrations_channel', `channel IN ('web', 'telephone', 'desk', 'walk_in', 'mail')`)
@Check('ck_registrations_mail_wanted', `mail_wanted IN ('all', 'needed', 'none')`)
@Check('ck_registrations_resting', `resting IN ('declined', 'expired')`)
@Index('uq_registrations_member', ['courseId', 'contactKey'], {
  unique: true,
  where: `membership AND contact_key IS NOT NULL AND status IN ('applied', 'confirmed')`,
})
@Index('ix_registrations_applied', ['courseId'], { where: `status = 'applied'` })
@Index('ix_registrations_organization', ['organizationId', 'createdAt'])
@Index('ix_registrations_replaced_link', ['replacedLinkHash'], { where: 'replaced_link_hash IS NOT NULL' })
@Index('ix_registrations_continued', ['continuedById'], { where: 'continued_by_id IS NOT NULL' })
@Index('ix_registrations_contact', ['contactKey'], { where: 'contact_key IS NOT NULL' })
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

  /** Raised where the link is replaced by a new one; the old one is then worth nothing. */
  @Column('integer', { default: 0 })
  tokenVersion!: number;

  /** What the request that replaced the last link is recognised by, should it come twice: SHA-256 (hex). */
  @Column('text', { nullable: true })
  replacedLinkHash!: string | null;

  /**
   * SHA-256 (hex) of the token of its calendar, which may be read by whoever has the address and do nothing else. Null: it was
   * made when calendars had no token of their own.
   */
  @Column('text', { nullable: true, unique: true })
  calendarTokenHash!: string | null;

  /** Raised where its calendar gets another address; the old one is then gone. */
  @Column('integer', { default: 0 })
  calendarVersion!: number;

  /** When its calendar was stopped; null: it has one. */
  @Column('timestamptz', { nullable: true })
  calendarStoppedAt!: Date | null;

  @Column('text', { nullable: true })
  idempotencyKey!: string | null;

  /**
   * Keyed hash of the request's content: the same key with other content is a conflict, not a repeat. Empty once sensitive
   * answers, which it was made from, are erased.
   */
  @Column('text')
  requestHash!: string;

  @Column('text')
  status!: RegistrationStatus;

  @Column('boolean', { default: false })
  membership!: boolean;

  @Column('integer')
  people!: number;

  @Column('text')
  nickname!: string;

  /** Lower-cased domain; null: no mail wanted. */
  @Column('text', { nullable: true })
  email!: string | null;

  /** Who the address stands for, as places keep it; null without one. */
  @Column('text', { nullable: true })
  contactKey!: string | null;

  /** 本人, 家族, 支援者, 一般: self, family, supporter, public. */
  @Column('text', { nullable: true })
  relation!: string | null;

  @Column('text', { nullable: true })
  municipality!: string | null;

  /** Years, as they said it when they registered; null: not said. */
  @Column('integer', { nullable: true })
  age!: number | null;

  @Column('text', { default: 'ja' })
  language!: Language;

  /** `needed`: neither reminders nor thanks; `none`: no mail at all until they say otherwise. */
  @Column('text', { default: 'all' })
  mailWanted!: MailWanted;

  /** When the language or the discretion of its mails and calendar entries was changed last; null: never. */
  @Column('timestamptz', { nullable: true })
  wordingChangedAt!: Date | null;

  /**
   * Raised by the database (trigger `registrations_revision`) with each change of status, language or discretion: part of SEQUENCE of
   * its calendar entries.
   */
  @Column('integer', { default: 0 })
  revision!: number;

  /** When it was made or `revision` was raised last, by the database's clock: how old its calendar is at least. */
  @Column('timestamptz', { default: () => 'now()' })
  revisedAt!: Date;

  /** True: mails and calendar entries name neither programme nor purpose. */
  @Column('boolean', { default: true })
  discreet!: boolean;

  /** Staff registered for them. */
  @Column('boolean', { default: false })
  byStaff!: boolean;

  /** By which way the request came. */
  @Column('text', { default: 'web' })
  channel!: Channel;

  /** Conditions of the programme of which they said that they meet them: keys of its eligibility rules. */
  @Column('text', { array: true, default: '{}' })
  declares!: string[];

  /** Order of the queue: when the request arrived, or as a lottery drew. */
  @Column('timestamptz')
  queuedAt!: Date;

  /** Why the queue leaves it out although it waits: it said no to an offer, or did not answer; null: it takes its turn. */
  @Column('text', { nullable: true })
  resting!: 'declined' | 'expired' | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  cancelledAt!: Date | null;

  /** When everything that says who it was, was erased on request; null: it was not. Figures stay. */
  @Column('timestamptz', { nullable: true })
  erasedAt!: Date | null;

  /** In the words of who cancelled or declined it; null: none were given. */
  @Column('text', { nullable: true })
  cancelReason!: string | null;

  /** The registration that goes on in its stead: after a merge of duplicates, or a transfer to another person. */
  @Column('uuid', { nullable: true })
  continuedById!: string | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'RESTRICT' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Course, { onDelete: 'RESTRICT' })
  course?: Relation<Course>;

  @ManyToOne(() => Session, { onDelete: 'RESTRICT' })
  session?: Relation<Session> | null;
}
