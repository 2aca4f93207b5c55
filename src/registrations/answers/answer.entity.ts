import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Registration } from '../registration.entity.js';

/** What a registrant answered to a question of the programme that is not sensitive. */
@Entity('answers')
export class Answer {
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
