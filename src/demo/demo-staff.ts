import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { hashPassword } from '../organizations/accounts/passwords.js';
import { StaffMember } from '../organizations/accounts/staff-member.entity.js';
import { StaffRole } from '../organizations/accounts/staff-role.entity.js';
import type { Organization } from '../organizations/organization.entity.js';
import { hashOfToken } from '../organizations/secret-tokens.js';
import { ApiToken } from '../organizations/tokens/api-token.entity.js';
import { ApiTokenRole } from '../organizations/tokens/api-token-role.entity.js';
import { AppConfig } from '../platform/config/app-config.js';
import { Views } from '../platform/views/views.js';
import { idOfKey } from '../shared/ids.js';

/** Who signs in to the demo: owner of every town. */
export const DEMO_OWNER_EMAIL = 'owner@tsudoi.example';
/** Characters of the demo's password. */
const PASSWORD_LENGTH = 16;

/** Address of the organizer whom the demo gives to a town. */
export function organizerEmailOf(town: string): string {
  return `organizer@${town}.example`;
}

/** The demo's accounts and its API token. */
@Injectable()
export class DemoStaff {
  constructor(
    private readonly config: AppConfig,
    private readonly views: Views,
  ) {}

  /**
   * The token for the API of all towns. It is made from the application's secret, so that every start can print it and
   * yet only its hash is stored, as with any other token.
   */
  apiToken(): string {
    return `tsu_${createHmac('sha256', this.config.secret).update('demo API token').digest('base64url')}`;
  }

  /** Password of the owner and the towns' organizers: another one in every installation, and the same at every start. */
  password(): string {
    const digest = createHmac('sha256', this.config.secret).update('demo password').digest('base64url');
    return digest.replace(/[-_]/g, '').slice(0, PASSWORD_LENGTH);
  }

  async add(tx: EntityManager, organizations: readonly Organization[], now: Date): Promise<void> {
    const t = this.views.translator('ja');
    // One hash for all: they share one password, and hashing is made to be slow.
    const passwordHash = await hashPassword(this.password());
    const owner = {
      id: staffIdOf(DEMO_OWNER_EMAIL),
      email: DEMO_OWNER_EMAIL,
      name: t('demo.staff.owner'),
      passwordHash,
      createdAt: now,
    };
    const organizers = organizations.map(({ slug, name }) => ({
      id: staffIdOf(organizerEmailOf(slug)),
      email: organizerEmailOf(slug),
      name: t('demo.staff.organizer', { town: name }),
      passwordHash,
      createdAt: now,
    }));
    await tx.insert(StaffMember, [owner, ...organizers]);
    await tx.insert(
      StaffRole,
      organizations.flatMap(({ id, slug }) => [
        { staffMemberId: owner.id, organizationId: id, role: 'owner' as const },
        { staffMemberId: staffIdOf(organizerEmailOf(slug)), organizationId: id, role: 'organizer' as const },
      ]),
    );
    const tokenId = idOfKey('demo', 'api-token');
    const tokenHash = hashOfToken(this.apiToken());
    await tx.insert(ApiToken, { id: tokenId, tokenHash, label: t('demo.token'), createdAt: now });
    await tx.insert(
      ApiTokenRole,
      organizations.map(({ id }) => ({ tokenId, organizationId: id, role: 'owner' as const })),
    );
  }
}

/** Id of a demo account; acts of the past are recorded under `staff:<id>`. */
export function staffIdOf(email: string): string {
  return idOfKey('demo', 'staff', email);
}
