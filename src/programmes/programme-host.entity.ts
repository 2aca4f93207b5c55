import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Programme } from './programme.entity.js';

/** 主催・共催・後援・協賛・委託先: an organization's part in a programme, by name. */
@Entity('programme_hosts')
@Check('ck_programme_hosts_role', `role IN ('organizer', 'co_host', 'supporter', 'sponsor', 'operator')`)
export class ProgrammeHost {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  programmeId!: string;

  @Column('text')
  role!: 'organizer' | 'co_host' | 'supporter' | 'sponsor' | 'operator';

  @Column('text')
  name!: string;

  @Column('integer')
  position!: number;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;
}
