import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { inTransaction } from '../platform/database/transaction.js';
import { isOneAddress } from '../platform/mail/addresses.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { ApiToken } from './api-token.entity.js';
import { ApiTokenRole } from './api-token-role.entity.js';
import { Audit } from './audit.js';
import { Organization } from './organization.entity.js';
import { hashPassword } from './passwords.js';
import type { Role } from './principal.js';
import { hashOfToken, newSecretToken } from './secret-tokens.js';
import { normalizedEmail } from './sign-in.service.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

/** By this people and secret scanners recognise a leaked token of ours. */
const API_TOKEN_PREFIX = 'tsu_';

export interface NewStaff {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly organizationSlug: string;
  readonly role: Role;
}

export interface NewToken {
  /** The organizations for which the token may act, each in the same role. */
  readonly organizationSlugs: readonly string[];
  /** What the token is for, as the audit log shows it. */
  readonly label: string;
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

  /**
   * @returns the token's text, `tsu_` and 43 characters; it cannot be had again, because only its hash is kept.
   * @throws DomainError `unknown` (no such organization)
   */
  async createToken({ organizationSlugs, label, role }: NewToken): Promise<string> {
    const token = newSecretToken(API_TOKEN_PREFIX);
    await inTransaction(this.db, async (tx) => {
      const id = newId();
      await tx.insert(ApiToken, { id, tokenHash: hashOfToken(token), label, createdAt: this.clock.now() });
      for (const slug of organizationSlugs) {
        const { id: organizationId } = await organizationOf(tx, slug);
        await tx.insert(ApiTokenRole, { tokenId: id, organizationId, role });
        const after = { label, role };
        await this.audit.record(tx, {
          organizationId,
          actor: 'system',
          action: 'token.created',
          subjectId: id,
          after,
        });
      }
    });
    return token;
  }

  /**
   * Ends a token, at once and for good; one that has already ended stays as it is.
   * @param token its text, as it leaked or was found.
   * @throws DomainError `unknown`
   */
  async revokeToken(token: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const found = await tx.findOneBy(ApiToken, { tokenHash: hashOfToken(token) });
      if (!found) throw new DomainError('unknown');
      if (found.revokedAt) return;
      await tx.update(ApiToken, { id: found.id }, { revokedAt: this.clock.now() });
      for (const { organizationId, role } of await tx.findBy(ApiTokenRole, { tokenId: found.id })) {
        const before = { label: found.label, role };
        await this.audit.record(tx, {
          organizationId,
          actor: 'system',
          action: 'token.revoked',
          subjectId: found.id,
          before,
        });
      }
    });
  }
}

async function organizationOf(tx: EntityManager, slug: string): Promise<Organization> {
  const organization = await tx.findOneBy(Organization, { slug });
  if (!organization) throw new DomainError('unknown');
  return organization;
}
