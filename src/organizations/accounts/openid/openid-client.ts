import { Injectable } from '@nestjs/common';
import * as openid from 'openid-client';
import { AppConfig } from '../../../platform/config/app-config.js';
import { askOutward } from '../../../platform/http/outward.js';

/** Seconds for each answer of a provider: somebody waits before a blank page. */
const TIMEOUT_SECONDS = 5;
/** Milliseconds for which what a provider says of itself is not asked again. */
const KNOWN_FOR_MS = 10 * 60_000;
const SCOPE = 'openid email profile';

/** A provider, with its secret opened. */
export interface KnownProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One that people are sent to. */
export interface OpenProvider extends KnownProvider {
  /** Where it sends people back to. No two providers have the same one: an answer that came to another's is not its own. */
  readonly redirectUri: string;
}

/** What was sent along and must come back. */
export interface OpenIdRequest {
  readonly state: string;
  readonly nonce: string;
  /** Secret half of the challenge (PKCE, RFC 7636). */
  readonly verifier: string;
}

/** Whom a provider has signed in. */
export interface OpenIdPerson {
  readonly subject: string;
  readonly email: string | null;
  /** Null: the provider does not say. */
  readonly isVerified: boolean | null;
  readonly name: string | null;
}

/** Speaks OpenID Connect (Core 1.0, authorization code with PKCE) with providers that organizations have named. */
@Injectable()
export class OpenIdClient {
  private readonly known = new Map<string, { readonly at: number; readonly it: openid.Configuration }>();

  constructor(private readonly config: AppConfig) {}

  /**
   * Where the provider of an organization sends people back to; its operator must have entered it there. Each has an address of its
   * own (RFC 9700 §4.4.2): else the provider of one town could have another's answer delivered to itself.
   */
  redirectUriFor(slug: string): string {
    return `${this.config.publicUrl}/staff/sign-in/openid/${encodeURIComponent(slug)}`;
  }

  /** Asks the provider what it is, whether it was asked before or not. @throws Error where it does not answer as a provider does */
  async meet(provider: KnownProvider): Promise<void> {
    this.known.delete(keyOf(provider));
    await this.configurationOf(provider);
  }

  /** The address at the provider to which the browser goes. @throws Error where the provider does not answer */
  async begin(provider: OpenProvider, { state, nonce, verifier }: OpenIdRequest): Promise<string> {
    const configuration = await this.configurationOf(provider);
    return openid.buildAuthorizationUrl(configuration, {
      redirect_uri: provider.redirectUri,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /**
   * Exchanges what the browser brought back. State, nonce, issuer, audience, signature and times of the token are checked
   * by the library.
   * @param query the query of the address to which the browser came back, from `?` on
   * @throws Error where the provider refused, does not answer, or anything is not as it must be
   */
  async finish(provider: OpenProvider, query: string, sent: OpenIdRequest): Promise<OpenIdPerson> {
    const configuration = await this.configurationOf(provider);
    const tokens = await openid.authorizationCodeGrant(
      configuration,
      new URL(`${provider.redirectUri}${query}`),
      {
        expectedState: sent.state,
        expectedNonce: sent.nonce,
        pkceCodeVerifier: sent.verifier,
        idTokenExpected: true,
      },
    );
    const claims = tokens.claims();
    if (!claims) throw new Error('no identity token');
    const more =
      claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims;
    return {
      subject: claims.sub,
      email: typeof more.email === 'string' ? more.email : null,
      isVerified: typeof more.email_verified === 'boolean' ? more.email_verified : null,
      name: typeof more.name === 'string' ? more.name : null,
    };
  }

  private async configurationOf(provider: KnownProvider): Promise<openid.Configuration> {
    const key = keyOf(provider);
    const known = this.known.get(key);
    if (known && Date.now() - known.at < KNOWN_FOR_MS) return known.it;
    const issuer = new URL(provider.issuer);
    const it = await openid.discovery(issuer, provider.clientId, provider.clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      [openid.customFetch]: (url, { method, headers, body }) =>
        askOutward(url, {
          method,
          headers,
          body: body instanceof URLSearchParams ? body.toString() : textOf(body),
          timeoutMs: TIMEOUT_SECONDS * 1000,
          trustedHosts: this.config.trustedHosts,
        }),
      execute: [
        openid.enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
      ],
    });
    this.known.set(key, { at: Date.now(), it });
    return it;
  }
}

function keyOf({ issuer, clientId, clientSecret }: KnownProvider): string {
  return JSON.stringify([issuer, clientId, clientSecret]);
}

/** Bodies that the library sends are texts. */
function textOf(body: openid.FetchBody): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string') return body;
  throw new Error('a body of another sort');
}
