import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock.js';
import { Accepting } from '../invitations/accepting.js';
import { normalizedEmail } from '../sign-in.service.js';
import { StaffMember } from '../staff-member.entity.js';
import { StaffRole } from '../staff-role.entity.js';
import type { IdentityProvider } from './identity-provider.entity.js';
import type { OpenIdPerson } from './openid-client.js';
import { StaffIdentity } from './staff-identity.entity.js';

/** Why nobody was signed in; words in `accounts.openid.refusals`. */
export type OpenIdRefusal =
  | 'again'
  | 'failed'
  | 'unreachable'
  | 'noMail'
  | 'unverified'
  | 'otherDomain'
  | 'nobody'
  | 'linked';

/** Characters of a name. */
const MOST_OF_NAME = 100;

/** Whom of an organization's staff a provider means. */
@Injectable()
export class OpenIdLinking {
  constructor(
    private readonly clock: Clock,
    private readonly accepting: Accepting,
  ) {}

  async memberOf(
    tx: EntityManager,
    provider: IdentityProvider,
    person: OpenIdPerson,
  ): Promise<{ readonly staffMemberId: string } | { readonly refusal: OpenIdRefusal }> {
    const providerId = provider.id;
    const { organizationId } = provider;
    const { subject } = person;
    const known = await tx.findOneBy(StaffIdentity, { providerId, subject });
    if (known) {
      const { staffMemberId } = known;
      return (await isStaff(tx, staffMemberId, organizationId)) ? { staffMemberId } : { refusal: 'nobody' };
    }
    const mail = mailOf(provider, person);
    if ('refusal' in mail) return mail;
    const { email } = mail;
    const member = await tx.findOneBy(StaffMember, { email });
    const staffMemberId =
      member && (await isStaff(tx, member.id, organizationId))
        ? member.id
        : await this.accepting.throughProvider(tx, { email, organizationId, name: nameOf(person) });
    if (!staffMemberId) return { refusal: 'nobody' };
    // An address that has passed to another person at the provider must not open the account of the one before.
    if (await tx.existsBy(StaffIdentity, { providerId, staffMemberId })) return { refusal: 'linked' };
    await tx.insert(StaffIdentity, { providerId, subject, staffMemberId, linkedAt: this.clock.now() });
    return { staffMemberId };
  }
}

/** The address for which a provider may speak. One that says nothing of having verified it is believed for the domains that its organization lists. */
function mailOf(
  { mailDomains }: IdentityProvider,
  { email, isVerified }: OpenIdPerson,
): { readonly email: string } | { readonly refusal: OpenIdRefusal } {
  if (!email) return { refusal: 'noMail' };
  const address = normalizedEmail(email);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (mailDomains.length > 0 && !mailDomains.includes(domain)) return { refusal: 'otherDomain' };
  if (isVerified === false || (isVerified === null && mailDomains.length === 0))
    return { refusal: 'unverified' };
  return { email: address };
}

/** The name as an account can have it; null where the provider says none. */
function nameOf({ name }: OpenIdPerson): string | null {
  const plain = name?.replace(/\p{C}/gu, '').trim() ?? '';
  return [...plain].slice(0, MOST_OF_NAME).join('') || null;
}

async function isStaff(tx: EntityManager, staffMemberId: string, organizationId: string): Promise<boolean> {
  const member = await tx.findOneBy(StaffMember, { id: staffMemberId });
  if (!member || member.disabledAt) return false;
  return tx.existsBy(StaffRole, { staffMemberId, organizationId });
}
