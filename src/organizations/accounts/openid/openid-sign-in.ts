import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/transaction.js';
import { hashOfToken, newSecretToken } from '../../secret-tokens.js';
import { Challenges } from '../sessions/challenges.js';
import { StaffSessions, type VisitingBrowser } from '../sessions/staff-sessions.js';
import { IdentityProvider } from './identity-provider.entity.js';
import { OpenIdClient, type OpenIdPerson, type OpenProvider } from './openid-client.js';
import { OpenIdLinking, type OpenIdRefusal } from './openid-linking.js';
import { Providers } from './providers.js';

export type OpenIdOutcome =
  | { readonly token: string; readonly next: string }
  | { readonly refusal: OpenIdRefusal };

/**
 * The way in through an organization's own provider. It vouches for staff of this organization alone: the session that it opens acts in
 * the role that they have there, and nowhere else, whatever else the same person may do.
 */
@Injectable()
export class OpenIdSignIn {
  private readonly logger = new Logger('sign-in');

  constructor(
    private readonly db: DataSource,
    private readonly providers: Providers,
    private readonly client: OpenIdClient,
    private readonly challenges: Challenges,
    private readonly sessions: StaffSessions,
    private readonly linking: OpenIdLinking,
  ) {}

  /**
   * @returns where the browser is to go, and what it must bring back as well
   * @throws DomainError `unknown` for an organization whose provider is not offered
   */
  async begin(
    slug: string,
    next: string,
  ): Promise<{ url: string; token: string } | { refusal: OpenIdRefusal }> {
    const provider = await this.providers.offeredBy(slug);
    const [token, nonce, verifier] = [newSecretToken(), newSecretToken(), newSecretToken()];
    const sent = { state: stateOf(token), nonce, verifier };
    try {
      const url = await this.client.begin(this.openedOf(provider, slug), sent);
      await this.challenges.begin({
        kind: 'openid',
        token,
        facts: { provider: provider.id, of: slug, nonce, verifier, next },
      });
      return { url, token };
    } catch (error) {
      this.logger.warn(`the provider of ${slug} cannot be asked: ${nameOf(error)}`);
      return { refusal: 'unreachable' };
    }
  }

  /**
   * @param token what the browser was given to bring back
   * @param slug organization to whose address it came back: another than the one whose provider was asked is refused
   * @param query of the address to which the provider has sent it
   */
  async finish(
    { token, slug, query }: { readonly token: string; readonly slug: string; readonly query: string },
    browser: VisitingBrowser,
  ): Promise<OpenIdOutcome> {
    const begun = await this.challenges.take('openid', token);
    const { provider: id = '', of = '', nonce = '', verifier = '', next = '' } = begun?.facts ?? {};
    const provider = begun && (await this.db.manager.findOneBy(IdentityProvider, { id, isOffered: true }));
    if (!provider || of !== slug) return { refusal: 'again' };
    let person: OpenIdPerson;
    try {
      const sent = { state: stateOf(token), nonce, verifier };
      person = await this.client.finish(this.openedOf(provider, slug), query, sent);
    } catch (error) {
      this.logger.warn(`a provider's answer was refused: ${nameOf(error)}`);
      return { refusal: 'failed' };
    }
    const found = await inTransaction(this.db, (tx) => this.linking.memberOf(tx, provider, person));
    if ('refusal' in found) return found;
    const { organizationId } = provider;
    const { staffMemberId } = found;
    return {
      token: await this.sessions.open({ staffMemberId, method: 'openid', organizationId, browser }),
      next,
    };
  }

  private openedOf(provider: IdentityProvider, slug: string): OpenProvider {
    return { ...this.providers.openedOf(provider), redirectUri: this.client.redirectUriFor(slug) };
  }
}

/** What the provider is given to send back: it does not tell what the browser keeps. */
function stateOf(token: string): string {
  return hashOfToken(`state ${token}`);
}

/** Names an error without what a provider or a browser has written. */
function nameOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return [name, typeof code === 'string' ? code : ''].filter(Boolean).join(' ');
}
