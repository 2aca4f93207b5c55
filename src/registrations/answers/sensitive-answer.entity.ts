import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Registration } from '../registration.entity.js';

/** The answer to a sensitive question: a table of its own, read by organizers alone and erased before everything else. */
@Entity('sensitive_answers')
export class SensitiveAnswer {
  @PrimaryColumn('uuid')
  registrationId!: string;

  /** Key of the question in its programme. */
  @PrimaryColumn('text')
  question!: string;

  @Column('uuid')
  organizationId!: string;

  /** The words, or of a choice its text. */
  @Column('text')
  answer!: string;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Registration, { onDelete: 'CASCADE' })
  registration?: Relation<Registration>;
}
