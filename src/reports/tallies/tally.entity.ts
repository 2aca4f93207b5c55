import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Programme } from '../../programmes/programme.entity.js';
import type { TallyKind, TallyQualifier } from '../domain/tally.js';

/**
 * 件数の記録: one small table of figures that no session gives, as staff type it in: consultations by channel, districts, printed copies.
 * Its lines are in `tally_lines`.
 */
@Entity('tallies')
@Index('uq_tallies_key', ['organizationId', 'key'], { unique: true })
@Index('ix_tallies_programme', ['programmeId'], { where: 'programme_id IS NOT NULL' })
@Check('ck_tallies_kind', `kind IN ('flow', 'stock')`)
@Check(
  'ck_tallies_qualifier',
  `qualifier IN ('none', 'cumulative_visits', 'unique', 'new', 'hosted', 'attended')`,
)
@Check('ck_tallies_period', `starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on`)
@Check('ck_tallies_dated', `starts_on IS NOT NULL OR ends_on IS NOT NULL`)
@Check('ck_tallies_stock', `kind = 'flow' OR (starts_on IS NULL AND NOT cumulative)`)
@Check('ck_tallies_total', `total >= 0`)
export class Tally {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** Null: it is the organization's as a whole. */
  @Column('uuid', { nullable: true })
  programmeId!: string | null;

  /** What makes it itself: programme, axis, unit, qualifier and period, as one text. Two with the same would be one figure twice. */
  @Column('text')
  key!: string;

  /** By what its lines are told apart, in the town's words: 方法, 相談経路, 年代, 段階, 地区. */
  @Column('text')
  axis!: string;

  /** What is counted: 件, 人, 回, 部, 団体, 地区, 家族, 自治体. One table has one. */
  @Column('text')
  unit!: string;

  /** 延べ (`cumulative_visits`), 実 (`unique`), 新規 (`new`), 開催 (`hosted`), 参加 (`attended`); `none`: the source says none. */
  @Column('text', { default: 'none' })
  qualifier!: TallyQualifier;

  /** `flow`: what came about over a period; `stock`: what there was on the day `endsOn`. */
  @Column('text', { default: 'flow' })
  kind!: TallyKind;

  /** Null: of a stock, or of what has been counted since nobody says when. */
  @Column('date', { nullable: true })
  startsOn!: string | null;

  /** Null: it goes on (平成29年6月～). */
  @Column('date', { nullable: true })
  endsOn!: string | null;

  /** 累計: it has what earlier periods had in it. */
  @Column('boolean', { default: false })
  cumulative!: boolean;

  /** 合計 as the source states it; null: it states none. */
  @Column('integer', { nullable: true })
  total!: number | null;

  /** Whether the lines are all there is; null: the source does not say. */
  @Column('boolean', { nullable: true })
  exhaustive!: boolean | null;

  @Column('text', { nullable: true })
  note!: string | null;

  /** Where the figures are from. */
  @Column('text', { nullable: true })
  source!: string | null;

  @Column('timestamptz')
  changedAt!: Date;

  /** `staff:<id>` or `token:<id>`. */
  @Column('text')
  changedBy!: string;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Programme, { onDelete: 'NO ACTION' })
  programme?: Relation<Programme> | null;
}
