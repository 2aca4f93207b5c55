import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organization.entity.js';

/** One act of staff: who, when, what, before and after. Rows are only ever added. */
@Entity('audit_entries')
@Index('ix_audit_entries_organization_at', ['organizationId', 'at'])
@Index('ix_audit_entries_subject', ['organizationId', 'subjectId', 'at'])
@Index('ix_audit_entries_actor', ['organizationId', 'actor', 'at'])
export class AuditEntry {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** `staff:<id>`, `token:<id>` or `system`. */
  @Column('text')
  actor!: string;

  /** Verb in the past tense with its subject's kind, e.g. `session.changed`. */
  @Column('text')
  action!: string;

  @Column('text')
  subjectId!: string;

  @Column('jsonb', { nullable: true })
  before!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  after!: Record<string, unknown> | null;

  @Column('timestamptz')
  at!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
