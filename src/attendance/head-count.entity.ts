import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Session } from '../programmes/session.entity.js';

/** 人数記録: people counted without names, by category (self, family, supporter, other). */
@Entity('head_counts')
@Check('ck_head_counts_people', `people >= 0`)
export class HeadCount {
  @PrimaryColumn('uuid')
  sessionId!: string;

  @PrimaryColumn('text')
  category!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('integer')
  people!: number;

  // What was counted is reported: a session that has it is cancelled, never removed.
  @ManyToOne(() => Session, { onDelete: 'NO ACTION' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
