import { Check, Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from '../organization.entity.js';
import { ApiToken } from './api-token.entity.js';

/** What an API token may do for one organization, as a role does for a staff member. */
@Entity('api_token_roles')
@Check('ck_api_token_roles_role', `role IN ('owner', 'organizer', 'reception', 'viewer')`)
export class ApiTokenRole {
  @PrimaryColumn('uuid')
  tokenId!: string;

  @PrimaryColumn('uuid')
  organizationId!: string;

  @Column('text')
  role!: 'owner' | 'organizer' | 'reception' | 'viewer';

  @ManyToOne(() => ApiToken, { onDelete: 'CASCADE' })
  token?: Relation<ApiToken>;

  @ManyToOne(() => Organization, { onDelete: 'CASCADE' })
  organization?: Relation<Organization>;
}
