import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import { Programme } from './programme.entity.js';

/** 主催・共催・後援・協賛・委託先: an organization's part in a programme, by name. */
@Entity('programme_hosts')
@Check('ck_programme_hosts_rights', `rights IN ('viewer', 'reception', 'organizer')`)
@Index('ix_programme_hosts_organization', ['hostOrganizationId'])
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

  /** The host's own organization in this installation, if it has one. */
  @Column('uuid', { nullable: true })
  hostOrganizationId!: string | null;

  /** What that organization's staff may do in the programme, as far as their own role goes; null: nothing. */
  @Column('text', { nullable: true })
  rights!: 'viewer' | 'reception' | 'organizer' | null;

  @Column('integer')
  position!: number;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Programme, { onDelete: 'CASCADE' })
  programme?: Relation<Programme>;

  // Deferred: towns that host together may come with one import, in any order.
  @ManyToOne(() => Organization, { onDelete: 'SET NULL', deferrable: 'INITIALLY DEFERRED' })
  hostOrganization?: Relation<Organization> | null;
}
