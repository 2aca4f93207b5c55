import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';

/**
 * An address at which a programme, a course or a session stood that was taken out since. The database keeps it by itself
 * (trigger `withdrawn_pages_*`), whoever takes something out.
 */
@Entity('withdrawn_pages')
export class WithdrawnPage {
  /** Without language: `/programmes/{slug}`, `/courses/{id}`, `/sessions/{id}`. */
  @PrimaryColumn('text')
  path!: string;

  @Index()
  @Column('uuid')
  organizationId!: string;

  /** The programme it was, or was of; it may have gone since. */
  @Column('uuid')
  programmeId!: string;

  @Column('timestamptz')
  withdrawnAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
