import { Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { Session } from '../../programmes/session.entity.js';

/**
 * One tap at the door, as a device sent it. Its id is made on the device: what is sent twice, because the line broke before the
 * answer came, is done once. Rows are only ever added.
 */
@Entity('door_acts')
@Index('ix_door_acts_session', ['sessionId', 'receivedAt'])
export class DoorAct {
  /** Made by the device that the act comes from. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('uuid')
  sessionId!: string;

  /** `staff:<id>` or `token:<id>`. */
  @Column('text')
  actor!: string;

  /** What was asked, as it was sent: `{ act: 'mark', place, member, mark }`, `{ act: 'count', category, by }`, … */
  @Column('jsonb')
  act!: Record<string, unknown>;

  /** What it found and left, for undoing it and for whoever asks who changed a mark: no names. */
  @Column('jsonb')
  outcome!: Record<string, unknown>;

  /** When it was tapped, by the device's clock: only shown. */
  @Column('timestamptz')
  tappedAt!: Date;

  @Column('timestamptz')
  receivedAt!: Date;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
