import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Registration } from './registration.entity.js';

/** 同行者: someone who comes with the contact of a registration. Registered people may outnumber them: not all are named. */
@Entity('companions')
@Index('ix_companions_registration', ['registrationId'])
@Check('ck_companions_age', `age BETWEEN 0 AND 120`)
@Check('ck_companions_relation', `relation IN ('self', 'family', 'supporter', 'public')`)
export class Companion {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('integer')
  position!: number;

  @Column('text', { nullable: true })
  nickname!: string | null;

  @Column('text', { nullable: true })
  relation!: string | null;

  /** Years; null: not said. */
  @Column('integer', { nullable: true })
  age!: number | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Registration, { onDelete: 'CASCADE' })
  registration?: Relation<Registration>;
}
