import { Check, Column, Entity, ForeignKey, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Organization } from '../organizations/organization.entity.js';
import type { FileClosure } from './domain/closure-file.js';
import type { Weekday } from './domain/recurrence.js';

/** 会場: a place, or an online room. */
@Entity('venues')
@Unique(['organizationId', 'key'])
@Check(
  'ck_venues_position',
  `(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180`,
)
export class Venue {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organizationId!: string;

  /** Key in the organization's programme file. */
  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  nameEn!: string | null;

  /** Its name in hiragana. */
  @Column('text', { nullable: true })
  nameKana!: string | null;

  @Column('text', { nullable: true })
  address!: string | null;

  /** 方書: building, floor and room, as addresses of the town write them. */
  @Column('text', { nullable: true })
  building!: string | null;

  /** Degrees, WGS 84; null where `longitude` is. */
  @Column('double precision', { nullable: true })
  latitude!: number | null;

  @Column('double precision', { nullable: true })
  longitude!: number | null;

  @Column('text', { nullable: true })
  parking!: string | null;

  /** How to get in, step-free routes, side entrances; the source's words. */
  @Column('text', { nullable: true })
  access!: string | null;

  /** True: one gets in and to the room without a step; null: the source does not say. */
  @Column('boolean', { nullable: true })
  stepFree!: boolean | null;

  /** 目立たない入口: how one gets in without being seen. */
  @Column('text', { nullable: true })
  discreetEntrance!: string | null;

  @Column('boolean', { default: false })
  online!: boolean;

  /** Link of an online room; shown to holders of a place only. */
  @Column('text', { nullable: true })
  url!: string | null;

  /** Days on which it is closed, both ends included. */
  @Column('jsonb', { default: '[]' })
  closures!: FileClosure[];

  /** Weekdays on which it is closed. */
  @Column('text', { array: true, default: '{}' })
  closedOn!: Weekday[];

  /** Photograph on its pages. */
  @ForeignKey('Picture', { onDelete: 'SET NULL' })
  @Column('uuid', { nullable: true })
  pictureId!: string | null;

  /** What a programme file last asked of this row; where a column differs, staff changed it since. */
  @Column('jsonb', { nullable: true })
  asked!: object | null;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
