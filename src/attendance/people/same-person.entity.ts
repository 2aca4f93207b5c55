import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';

/**
 * That a key by which an organization's records know somebody belongs to a person who has several. A key is a place's `contact_key`,
 * or, where there is none, the id of its registration as text. Who has one key only has no row here.
 */
@Entity('same_people')
@Index('ix_same_people_person', ['personId'])
export class SamePerson {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
