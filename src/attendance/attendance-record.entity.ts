import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Session } from '../programmes/session.entity.js';

/** That attendance of a session was recorded, even if nobody came: keeps 0 apart from nothing recorded (I9). */
@Entity('attendance_records')
export class AttendanceRecord {
  @PrimaryColumn('uuid')
  sessionId!: string;

  @Column('uuid')
  organizationId!: string;

  @Column('timestamptz')
  recordedAt!: Date;

  @Column('text')
  recordedBy!: string;

  /** True: its head counts are estimates (約120人); reports mark every figure that they are part of. */
  @Column('boolean', { default: false })
  approximate!: boolean;

  /** When staff closed the sheet: nothing is marked any more until somebody opens it again. Null: open. */
  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  @Column('text', { nullable: true })
  closedBy!: string | null;

  // What was counted is reported: a session that has it is cancelled, never removed.
  @ManyToOne(() => Session, { onDelete: 'NO ACTION' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
