import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../../../organizations/organization.entity.js';
import { Session } from '../../../programmes/session.entity.js';

/** 謝礼, 報酬, 補助: money that was paid for one session. */
@Entity('session_costs')
@Check('ck_session_costs_yen', `yen >= 0`)
@Check('ck_session_costs_product', `(quantity IS NULL) = (unit_price IS NULL)`)
export class SessionCost {
  @PrimaryColumn('uuid')
  sessionId!: string;

  /** From 0, as typed. */
  @PrimaryColumn('integer')
  position!: number;

  @Column('uuid')
  organizationId!: string;

  @Column('text')
  label!: string;

  /** Person-days, hours, heads; null: paid as one sum. */
  @Column('integer', { nullable: true })
  quantity!: number | null;

  /** Yen for each of `quantity`. */
  @Column('integer', { nullable: true })
  unitPrice!: number | null;

  @Column('integer')
  yen!: number;

  // What was paid is reported: a session that has it is cancelled, never removed.
  @ManyToOne(() => Session, { onDelete: 'NO ACTION' })
  session?: Relation<Session>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
