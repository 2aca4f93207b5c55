import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Session } from '../../programmes/session.entity.js';

/**
 * 席の種類: seats of one sort in one session. `taken` is the one counter of the house; it is written only by
 * statements that also write the places it counts (`*.queries.ts` of this room) and must equal the confirmed places (I11). The check below is the last wall
 * against overselling (I1).
 */
@Entity('seat_pools')
@Unique(['sessionId', 'key'])
@Index('ix_seat_pools_online', ['sessionId'], { where: `key = 'online'` })
@Check('ck_seat_pools_not_negative', `taken >= 0 AND overbooked >= 0 AND taken_kept BETWEEN 0 AND taken`)
@Check('ck_seat_pools_kept', `(kept_until IS NULL) = (cardinality(kept_for) = 0)`)
@Check('ck_seat_pools_not_oversold', `capacity IS NULL OR taken <= capacity + overbooked`)
@Check('ck_seat_pools_unit', `unit IN ('people', 'parties')`)
export class SeatPool {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  sessionId!: string;

  /** `onsite`, `online`, … ; the same key means the same sort of seat in every session of a course. */
  @Column('text')
  key!: string;

  @Column('text')
  label!: string;

  @Column('text', { nullable: true })
  labelEn!: string | null;

  /** 人 or 組. */
  @Column('text', { default: 'people' })
  unit!: 'people' | 'parties';

  /** Null: no limit. */
  @Column('integer', { nullable: true })
  capacity!: number | null;

  /** False where the source does not state a capacity (then `capacity` is null): 「定員の記載なし」, not 「定員なし」. */
  @Column('boolean', { default: true })
  capacityStated!: boolean;

  @Column('integer', { default: 0 })
  taken!: number;

  /** Seats beyond the capacity that staff gave by recorded acts. */
  @Column('integer', { default: 0 })
  overbooked!: number;

  /** Municipalities for whose residents seats are kept until `keptUntil`; empty: for none. */
  @Column('text', { array: true, default: '{}' })
  keptFor!: string[];

  /** How many seats are kept; null with `keptFor`: all of them. */
  @Column('integer', { nullable: true })
  keptUnits!: number | null;

  /** From this instant the kept seats are everybody's. */
  @Column('timestamptz', { nullable: true })
  keptUntil!: Date | null;

  /** Of `taken`, the seats of those for whom seats are kept. */
  @Column('integer', { default: 0 })
  takenKept!: number;

  /** True while someone who does not fit holds the queue (`Course.queueHolds`): newcomers queue behind them. */
  @Column('boolean', { default: false })
  held!: boolean;

  /** True while its session is cancelled: read under the lock, so that nobody is let into a session that just fell out. */
  @Column('boolean', { default: false })
  closed!: boolean;

  @Column('integer', { default: 0 })
  position!: number;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session?: Relation<Session>;
}
