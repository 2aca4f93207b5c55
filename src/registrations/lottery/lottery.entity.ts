import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Course } from '../../programmes/course.entity.js';
import { Session } from '../../programmes/session.entity.js';
import type { LotteryList, LotteryResult } from '../domain/lottery.js';

/**
 * 抽選: first the list and its hash are published, then the seed comes, and from both follows the result, which anyone can
 * work out again. Nothing in `list` or `result` says who is who.
 */
@Entity('lotteries')
@Index('uq_lotteries_course', ['courseId'], { unique: true, where: 'session_id IS NULL' })
@Index('uq_lotteries_session', ['sessionId'], { unique: true, where: 'session_id IS NOT NULL' })
@Check('ck_lotteries_drawn', `(seed IS NULL) = (result IS NULL) AND (seed IS NULL) = (drawn_at IS NULL)`)
export class Lottery {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  courseId!: string;

  /** Null: for all requests of the course. */
  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  /** Entries, seats and rules as they were when the list was closed. */
  @Column('jsonb')
  list!: LotteryList;

  /** SHA-256 (hex) of the list's canonical text, known before the seed. */
  @Column('text')
  listHash!: string;

  @Column('timestamptz')
  listedAt!: Date;

  @Column('text', { nullable: true })
  seed!: string | null;

  @Column('jsonb', { nullable: true })
  result!: LotteryResult | null;

  @Column('timestamptz', { nullable: true })
  drawnAt!: Date | null;

  /** Where in the queue the losers stand: the n-th of them at so many microseconds after this instant; null: none lost. */
  @Column('timestamptz', { nullable: true })
  queuedFrom!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Course, { onDelete: 'CASCADE' })
  course?: Relation<Course>;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session?: Relation<Session> | null;
}
