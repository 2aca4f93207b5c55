import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Tally } from './tally.entity.js';

/** One line of a typed-in table; where `within` is given, a part of that line (対面 of 本人による相談). */
@Entity('tally_lines')
@Check('ck_tally_lines_value', `value >= 0 AND out_of >= 0`)
@Check('ck_tally_lines_within', `within < position`)
export class TallyLine {
  @PrimaryColumn('uuid')
  tallyId!: string;

  /** From 0, as typed. */
  @PrimaryColumn('integer')
  position!: number;

  @Column('uuid')
  organizationId!: string;

  /** Position of the line of which it is a part. */
  @Column('integer', { nullable: true })
  within!: number | null;

  @Column('text')
  label!: string;

  /** Null: 記録なし, which is not 0. */
  @Column('integer', { nullable: true })
  value!: number | null;

  /** 約. */
  @Column('boolean', { default: false })
  approximate!: boolean;

  /** The whole of which it is a part: 19 of 14/19市町. */
  @Column('integer', { nullable: true })
  outOf!: number | null;

  @ManyToOne(() => Tally, { onDelete: 'CASCADE' })
  tally?: Relation<Tally>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
