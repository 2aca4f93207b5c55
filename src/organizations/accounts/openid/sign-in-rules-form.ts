import { IsBoolean, IsString, Matches, MaxLength } from 'class-validator';
import { IsPlainText } from '../../../platform/http/constraints.js';
import type { FormValues } from '../../../platform/http/edited-form.js';
import { parse } from '../../../platform/http/validation.js';
import { DomainError, type Fault } from '../../../shared/domain-error.js';
import type { Organization } from '../../organization.entity.js';
import type { IdentityProvider } from './identity-provider.entity.js';
import type { SignInRules } from './providers.js';

export type RulesForm = FormValues;

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const CHECKED = '1';

class ProviderForm {
  @IsString()
  @IsPlainText()
  @MaxLength(500, { context: { max: 500 } })
  issuer!: string;

  @IsString()
  @IsPlainText()
  @Matches(/./)
  @MaxLength(500, { context: { max: 500 } })
  clientId!: string;

  @IsString()
  @IsPlainText()
  @MaxLength(1000, { context: { max: 1000 } })
  clientSecret!: string;

  @IsBoolean()
  isOffered!: boolean;

  @IsBoolean()
  isOnlyWay!: boolean;
}

/** The rules as a form shows them; the secret is never shown again. */
export function rulesForm(
  { secondFactorRequired }: Organization,
  provider: IdentityProvider | null,
): RulesForm {
  const flag = (isSet: boolean | undefined) => (isSet ? CHECKED : '');
  return {
    secondFactorRequired: flag(secondFactorRequired),
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    mailDomains: provider?.mailDomains.join(' ') ?? '',
    isOffered: flag(provider?.isOffered),
    isOnlyWay: flag(provider?.isOnlyWay),
  };
}

/**
 * What a form asks for. Without an issuer there is no provider.
 * @param trustedHosts those that may be asked without TLS
 * @throws DomainError `invalid`
 */
export function rulesOf(form: RulesForm, trustedHosts: readonly string[]): SignInRules {
  const text = (field: string) => form[field]?.trim() ?? '';
  const secondFactorRequired = form.secondFactorRequired === CHECKED;
  if (text('issuer') === '') return { secondFactorRequired, provider: null };
  const { clientSecret, ...given } = parse(ProviderForm, {
    issuer: text('issuer'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    isOffered: form.isOffered === CHECKED,
    isOnlyWay: form.isOnlyWay === CHECKED,
  });
  const mailDomains = [
    ...new Set(
      text('mailDomains')
        .toLowerCase()
        .split(/[\s,、@]+/)
        .filter(Boolean),
    ),
  ];
  const faults: Fault[] = [
    ...(isIssuer(given.issuer, trustedHosts) ? [] : [{ field: 'issuer', code: 'issuer' }]),
    ...(mailDomains.every((domain) => DOMAIN.test(domain))
      ? []
      : [{ field: 'mailDomains', code: 'mailDomains' }]),
    ...(given.isOnlyWay && !given.isOffered ? [{ field: 'isOnlyWay', code: 'onlyWayOffered' }] : []),
  ];
  if (faults.length > 0) throw new DomainError('invalid', { faults });
  return { secondFactorRequired, provider: { ...given, mailDomains, clientSecret: clientSecret || null } };
}

/** An identifier of a provider (OpenID Connect Discovery §3): an https address without query or fragment. */
function isIssuer(text: string, trustedHosts: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && trustedHosts.includes(hostname));
  return isSafe && search === '' && hash === '' && username === '';
}
