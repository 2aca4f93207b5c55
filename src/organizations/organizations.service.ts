import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { isOneAddress } from '../platform/mail/addresses.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { hashPassword } from './accounts/passwords.js';
import { normalizedEmail } from './accounts/sign-in.service.js';
import { StaffMember } from './accounts/staff-member.entity.js';
import { StaffRole } from './accounts/staff-role.entity.js';
import { Audit } from './audit/audit.js';
import { Organization } from './organization.entity.js';
import type { Role } from './principal.js';

export interface NewStaff {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly organizationSlug: string;
  readonly role: Role;
}

/** Who may act for an organization: acts of the operator, from the command line and the demo. */
@Injectable()
export class Organizations {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Gives a person a role in an organization, and an account if the address has none. An account that exists keeps its
   * name and password: a second town must not be able to take it over.
   * @throws DomainError `unknown` (no such organization), `invalid` (no mail address, or password of a new account too short).
   */
  async addStaff(staff: NewStaff): Promise<{ id: string; isNewAccount: boolean }> {
    const email = normalizedEmail(staff.email);
    if (!isOneAddress(email))
      throw new DomainError('invalid', { faults: [{ field: 'email', code: 'isEmail' }] });
    return inTransaction(this.db, async (tx) => {
      const organization = await organizationOf(tx, staff.organizationSlug);
      const former = await tx.findOneBy(StaffMember, { email });
      const id = former?.id ?? newId();
      if (!former) {
        const passwordHash = await hashPassword(staff.password);
        await tx.insert(StaffMember, {
          id,
          email,
          name: staff.name,
          passwordHash,
          createdAt: this.clock.now(),
        });
      }
      await tx.upsert(StaffRole, { staffMemberId: id, organizationId: organization.id, role: staff.role }, [
        'staffMemberId',
        'organizationId',
      ]);
      await this.audit.record(tx, {
        organizationId: organization.id,
        actor: 'system',
        action: 'staff.added',
        subjectId: id,
        after: { role: staff.role },
      });
      return { id, isNewAccount: !former };
    });
  }
}

async function organizationOf(tx: EntityManager, slug: string): Promise<Organization> {
  const organization = await tx.findOneBy(Organization, { slug });
  if (!organization) throw new DomainError('unknown');
  return organization;
}
