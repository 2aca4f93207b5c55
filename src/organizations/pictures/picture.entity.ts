import { Check, Column, Entity, Index, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organization.entity.js';

export type PictureRole = 'logo' | 'photograph';

/** A picture on public pages: an organization's logo, or a photograph of a programme or a venue. Its bytes are `picture_files`. */
@Entity('pictures')
@Check('ck_pictures_role', `role IN ('logo', 'photograph')`)
export class Picture {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  organizationId!: string;

  @Column('text')
  role!: PictureRole;

  /** What it shows, for those who do not see it. */
  @Column('text')
  alt!: string;

  @Column('text', { nullable: true })
  altEn!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
