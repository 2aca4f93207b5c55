import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Marks that something which the feeds of an organization show has changed. Triggers of the database write them, whoever changes it.
 * The marks of an organization together are its revision; rows are only added, so that nobody waits for anybody.
 */
@Entity('feed_changes')
@Index('ix_feed_changes_organization', ['organizationId'])
export class FeedChange {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('timestamptz')
  changedAt!: Date;
}
