import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import { Organization } from '../organization.entity.js';
import type { Role } from '../principal.js';
import { type MemberAct, Members } from './members/members.js';
import { type MemberRow, selectMembers } from './members/members.queries.js';
import { normalizedEmail } from './sign-in.service.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

/** Accounts by address, for the operator: what owners do on their page, without being one. */
@Injectable()
export class StaffAccounts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly members: Members,
  ) {}

  /** @throws DomainError `unknown` */
  async list(organizationSlug: string): Promise<MemberRow[]> {
    const { id } = await this.organization(organizationSlug);
    return selectMembers(this.db, [id], this.clock.now());
  }

  /** @throws DomainError `unknown`; `invalid` (`lastOwner`) */
  async giveRole(email: string, organizationSlug: string, role: Role): Promise<void> {
    const { id: organizationId } = await this.organization(organizationSlug);
    const { id: memberId } = await this.member(email);
    await this.members.giveRole({ actor: 'system', organizationId, memberId }, role);
  }

  /** @throws DomainError `unknown`; `invalid` (`lastOwner`) */
  async disable(email: string): Promise<void> {
    await this.members.disable(await this.actUpon(email), 'any');
  }

  /** @throws DomainError `unknown` */
  async enable(email: string): Promise<void> {
    await this.members.enable(await this.actUpon(email), 'any');
  }

  /** @throws DomainError `unknown` */
  async resetFactors(email: string): Promise<void> {
    await this.members.resetFactors(await this.actUpon(email), 'any');
  }

  private async actUpon(email: string): Promise<MemberAct> {
    const { id: memberId } = await this.member(email);
    const where = { staffMemberId: memberId };
    const role = await this.db.manager.findOne(StaffRole, { where, order: { organizationId: 'ASC' } });
    if (!role) throw new DomainError('unknown');
    return { actor: 'system', organizationId: role.organizationId, memberId };
  }

  private async member(email: string): Promise<StaffMember> {
    const member = await this.db.manager.findOneBy(StaffMember, { email: normalizedEmail(email) });
    if (!member) throw new DomainError('unknown');
    return member;
  }

  private async organization(slug: string): Promise<Organization> {
    const organization = await this.db.manager.findOneBy(Organization, { slug });
    if (!organization) throw new DomainError('unknown');
    return organization;
  }
}
