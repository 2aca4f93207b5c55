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

  // What was counted is reported: a session that has it is cancelled, never removed.
  @ManyToOne(() => Session, { onDelete: 'NO ACTION' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
