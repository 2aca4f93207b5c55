import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { AppConfig } from '../../../platform/config/app-config.js';
import { inTransaction } from '../../../platform/database/transaction.js';
import { opened, sealed } from '../../../platform/sealed.js';
import { DomainError } from '../../../shared/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { Audit } from '../../audit/audit.js';
import { Organization } from '../../organization.entity.js';
import type { Principal } from '../../principal.js';
import { StaffSession } from '../sessions/staff-session.entity.js';
import { IdentityProvider } from './identity-provider.entity.js';
import type { KnownProvider } from './openid-client.js';
import { StaffIdentity } from './staff-identity.entity.js';

const PURPOSE = 'openid';

/** What the sign-in page says of an organization that has a provider of its own: what everybody may know. */
export interface OfferedProvider {
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string | null;
}

/** How staff of an organization sign in, as its owner sets it. */
export interface SignInRules {
  readonly secondFactorRequired: boolean;
  /** Null: no provider. */
  readonly provider: ProviderRules | null;
}

export interface ProviderRules {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: as it is. */
  readonly clientSecret: string | null;
  readonly mailDomains: readonly string[];
  readonly isOnlyWay: boolean;
  readonly isOffered: boolean;
}

/** The providers of identity that organizations have set up, and what else they ask of those who sign in. */
@Injectable()
export class Providers {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly audit: Audit,
  ) {}

  offered(): Promise<OfferedProvider[]> {
    return this.db.query(
      `SELECT o.slug, o.name, o.name_en AS "nameEn" FROM identity_providers p
       JOIN organizations o ON o.id = p.organization_id WHERE p.is_offered ORDER BY o.name, o.slug`,
    );
  }

  /** One that the sign-in page offers. @throws DomainError `unknown` */
  async offeredBy(slug: string): Promise<IdentityProvider> {
    const organization = await this.db.manager.findOneBy(Organization, { slug });
    const found =
      organization &&
      (await this.db.manager.findOneBy(IdentityProvider, {
        organizationId: organization.id,
        isOffered: true,
      }));
    if (!found) throw new DomainError('unknown');
    return found;
  }

  /** @throws DomainError `unavailable` where its secret was sealed under another APP_SECRET */
  openedOf({ id, issuer, clientId, clientSecret }: IdentityProvider): KnownProvider {
    const secret = opened(this.config, PURPOSE, id, clientSecret);
    if (secret === undefined) throw new DomainError('unavailable');
    return { issuer, clientId, clientSecret: secret };
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async of(
    principal: Principal,
    slug: string,
  ): Promise<{ organization: Organization; provider: IdentityProvider | null }> {
    const organization = await this.db.manager.findOneBy(Organization, { slug });
    if (!organization) throw new DomainError('unknown');
    principal.require('owner', organization.id);
    const provider = await this.db.manager.findOneBy(IdentityProvider, { organizationId: organization.id });
    return { organization, provider };
  }

  /**
   * Sets the rules. Who was linked to a provider is not linked to another one, and its sessions end.
   * @throws DomainError `unknown`, `forbidden`; `invalid` (`clientSecret` missing for a new provider)
   */
  async save(
    principal: Principal,
    slug: string,
    { secondFactorRequired, provider: asked }: SignInRules,
  ): Promise<void> {
    const { organization } = await this.of(principal, slug);
    const { id: organizationId } = organization;
    await inTransaction(this.db, async (tx) => {
      const former = await tx.findOne(IdentityProvider, {
        where: { organizationId },
        lock: { mode: 'pessimistic_write' },
      });
      await tx.update(Organization, { id: organizationId }, { secondFactorRequired });
      const isOther = former?.issuer !== asked?.issuer || former?.clientId !== asked?.clientId;
      if (former && isOther) await this.forget(tx, former);
      if (asked) await this.write(tx, isOther ? null : former, organizationId, asked);
      await this.audit.record(tx, {
        organizationId,
        actor: principal.actor,
        action: 'organization.sign_in_changed',
        subjectId: organizationId,
        before: factsOf(organization.secondFactorRequired, former),
        after: { ...factsOf(secondFactorRequired, asked), ...(isOther ? { providerReplaced: true } : {}) },
      });
    });
  }

  private async write(
    tx: EntityManager,
    former: IdentityProvider | null,
    organizationId: string,
    { clientSecret, mailDomains, ...asked }: ProviderRules,
  ): Promise<void> {
    const id = former?.id ?? newId();
    if (!former && clientSecret === null)
      throw new DomainError('invalid', { faults: [{ field: 'clientSecret', code: 'isNotEmpty' }] });
    const secret =
      clientSecret === null ? former?.clientSecret : sealed(this.config, PURPOSE, id, clientSecret);
    const values = { ...asked, mailDomains: [...mailDomains], ...(secret ? { clientSecret: secret } : {}) };
    if (former) await tx.update(IdentityProvider, { id }, values);
    else {
      const made = { id, organizationId, clientSecret: secret ?? '', createdAt: this.clock.now() };
      await tx.insert(IdentityProvider, { ...values, ...made });
    }
  }

  private async forget(tx: EntityManager, { id, organizationId }: IdentityProvider): Promise<void> {
    await tx.delete(StaffIdentity, { providerId: id });
    await tx.delete(StaffSession, { organizationId });
    await tx.delete(IdentityProvider, { id });
  }
}

/** What the log keeps of the rules: neither addresses nor keys. */
function factsOf(
  secondFactorRequired: boolean,
  provider: Pick<ProviderRules, 'isOffered' | 'isOnlyWay'> | null,
): Record<string, boolean> {
  const { isOffered = false, isOnlyWay = false } = provider ?? {};
  return { secondFactorRequired, provider: provider !== null, isOffered, isOnlyWay };
}
