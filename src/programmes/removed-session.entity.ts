import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';

/** What stays of a session that was taken out: should it be given again, its SEQUENCE goes on (RFC 5545 §3.8.7.4). */
@Entity('removed_sessions')
export class RemovedSession {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('integer')
  sequence!: number;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
