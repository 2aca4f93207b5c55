import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Programme } from './programme.entity.js';

/** The part of a plan that an approval freezes. */
export type PlanFigures = Pick<
  FiscalYearPlan,
  'planned' | 'plannedMax' | 'qualifier' | 'unit' | 'status' | 'reason' | 'text'
>;

/** 年間計画: how often a programme is to be held in a fiscal year, as the town words it. */
@Entity('fiscal_year_plans')
@Check('ck_fiscal_year_plans_qualifier', `qualifier IN ('exact', 'about', 'at_least', 'at_most', 'range')`)
@Check('ck_fiscal_year_plans_status', `status IN ('new', 'continued', 'suspended', 'cancelled', 'trial')`)
export class FiscalYearPlan {
  @PrimaryColumn('uuid')
  programmeId!: string;

  @PrimaryColumn('integer')
  fiscalYear!: number;

  @Column('uuid')
  organizationId!: string;

  /** Null: the programme has a plan but no number. */
  @Column('integer', { nullable: true })
  planned!: number | null;

  /** Upper end of a range. */
  @Column('integer', { nullable: true })
  plannedMax!: number | null;

  @Column('text', { default: 'exact' })
  qualifier!: 'exact' | 'about' | 'at_least' | 'at_most' | 'range';

  /** What is counted, as the town writes it: 回, 件, 部. Figures of different units are never added. */
  @Column('text', { default: '回' })
  unit!: string;

  @Column('text', { default: 'continued' })
  status!: 'new' | 'continued' | 'suspended' | 'cancelled' | 'trial';

  @Column('text', { nullable: true })
  reason!: string | null;

  /** The plan in the source's words, where they say more than the number: 「月 1回程度以上」. */
  @Column('text', { nullable: true })
  text!: string | null;

  /** The plan as it was when it was approved: what reports compare with. Null: not approved. */
  @Column('jsonb', { nullable: true })
  baseline!: PlanFigures | null;

  @Column('timestamptz', { nullable: true })
  approvedAt!: Date | null;

  /** Who approved it: `staff:<id>` or `token:<id>`. */
  @Column('text', { nullable: true })
  approvedBy!: string | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
