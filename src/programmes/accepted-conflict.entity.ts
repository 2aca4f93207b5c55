import { Column, Entity, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Session } from './session.entity.js';

/** A clash in the plan that staff know of and want so, e.g. two gatherings in one room. */
@Entity('accepted_conflicts')
@Unique(['sessionId', 'kind', 'fact'])
export class AcceptedConflict {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  sessionId!: string;

  /** One of the kinds in `programmes/domain/conflicts.ts`. */
  @Column('text')
  kind!: string;

  /** What it was accepted about; once that changes, the conflict is open again. */
  @Column('text')
  fact!: string;

  @Column('text', { nullable: true })
  reason!: string | null;

  /** `staff:<id>` or `token:<id>`. */
  @Column('text')
  acceptedBy!: string;

  @Column('timestamptz')
  acceptedAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session?: Relation<Session>;
}
