import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Registration } from './registration.entity.js';

/** What staff must know about a registration, with who wrote it. Never shown to the registrant. */
@Entity('registration_notes')
@Index('ix_registration_notes_registration', ['registrationId', 'createdAt'])
export class RegistrationNote {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('text')
  text!: string;

  /** As the audit log keeps it: `staff:<id>`, `token:<id>`. */
  @Column('text')
  author!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Registration, { onDelete: 'CASCADE' })
  registration?: Relation<Registration>;
}
