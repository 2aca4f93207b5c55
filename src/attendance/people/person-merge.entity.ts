import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';

/** That staff found two people of their records to be one, and what it takes to undo it. */
@Entity('person_merges')
@Index('ix_person_merges_person', ['personId'])
export class PersonMerge {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** The person that they are since. */
  @Column('uuid')
  personId!: string;

  /** The person to whom each key belonged before, by key; null: it stood alone. */
  @Column('jsonb')
  before!: Readonly<Record<string, string | null>>;

  /** `staff:<id>` or `token:<id>`. */
  @Column('text')
  mergedBy!: string;

  @Column('timestamptz')
  mergedAt!: Date;

  @Column('text', { nullable: true })
  undoneBy!: string | null;

  @Column('timestamptz', { nullable: true })
  undoneAt!: Date | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
