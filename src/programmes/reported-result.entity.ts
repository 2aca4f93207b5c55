import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Programme } from './programme.entity.js';

/** 実績 of a fiscal year as a town has already reported it, for years whose sessions are not in the database. */
@Entity('reported_results')
export class ReportedResult {
  @PrimaryColumn('uuid')
  programmeId!: string;

  @PrimaryColumn('integer')
  fiscalYear!: number;

  @Column('uuid')
  organizationId!: string;

  /** Sessions (or `unit`) held; 0 is a reported zero, null is not reported. */
  @Column('integer', { nullable: true })
  held!: number | null;

  @Column('boolean', { default: false })
  approximate!: boolean;

  @Column('text', { default: '回' })
  unit!: string;

  /** 延べ: every attendance counted. */
  @Column('integer', { nullable: true })
  attendances!: number | null;

  /** 実: every person counted once. */
  @Column('integer', { nullable: true })
  uniquePeople!: number | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
