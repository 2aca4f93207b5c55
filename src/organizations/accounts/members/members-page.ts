import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { type PageContext, Views } from '../../../platform/views/views.js';
import { DomainError, type Fault } from '../../../shared/domain-error.js';
import { Organization } from '../../organization.entity.js';
import { type Principal, ROLES } from '../../principal.js';
import { Invitations } from '../invitations/invitations.js';
import { selectMembers } from './members.queries.js';

/** What the page shows beside what is so. */
export interface ShownOnMembers {
  readonly done?: string | null;
  /** Why an act upon a member was refused: `faults.<code>`. */
  readonly memberFault?: string | null;
  /** Slug of the organization whose form of invitation was refused, what was typed there, and why. */
  readonly invitingFor?: string | null;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: ReadonlyMap<string, Fault>;
}

/** The page of who acts for the organizations that somebody owns, and to whom a role is offered. */
@Injectable()
export class MembersPage {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly invitations: Invitations,
    private readonly views: Views,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async owned(principal: Principal, slug: string): Promise<Organization> {
    const organization = await this.db.manager.findOneBy(Organization, { slug });
    if (!organization) throw new DomainError('unknown');
    principal.require('owner', organization.id);
    return organization;
  }

  async show(principal: Principal, context: PageContext, shown: ShownOnMembers = {}): Promise<string> {
    const owned = principal.organizationsWith('owner');
    const organizations = await this.db.manager.find(Organization, {
      where: { id: In(owned) },
      order: { name: 'ASC', slug: 'ASC' },
    });
    const now = this.clock.now();
    const members = await selectMembers(this.db, owned, now);
    const invitations = await this.invitations.list(owned);
    return this.views.page(
      'staff/members',
      { ...context, path: '/staff/members' },
      {
        ...{ done: null, memberFault: null, invitingFor: null, values: {}, faults: new Map() },
        ...shown,
        roles: ROLES,
        actor: principal.actor,
        groups: organizations.map((organization) => ({
          organization,
          members: members.filter(({ organizationId }) => organizationId === organization.id),
          invitations: invitations
            .filter(({ organizationId }) => organizationId === organization.id)
            .map((invitation) => ({ ...invitation, isExpired: invitation.expiresAt <= now })),
        })),
      },
    );
  }
}
