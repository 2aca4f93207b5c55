import csrfProtection from '@fastify/csrf-protection';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/domain-error.js';
import type { AppConfig } from '../config/app-config.js';
import { cookieOptions, derivedKey } from './cookies.js';
import { isOneClick } from './one-click.js';

const FORM_COOKIE = 'tsudoi_form';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface FormProtection {
  /** Pages under this path take a form only with its token. */
  readonly path: string;
  /** What a token belongs to, e.g. the session of the visitor: a token of one is refused for another. Never empty. */
  readonly holderOf: (request: FastifyRequest) => string;
}

/**
 * Refuses forms that no page of ours has made (OWASP, Cross-Site Request Forgery Prevention).
 *
 * Staff pages use the signed double submit of @fastify/csrf-protection: a secret in a signed cookie, a token made from it
 * in the form, both checked by the library before any handler runs. Its tokens are bound to the session by `holderOf`,
 * because a neighbouring subdomain could plant a cookie and token of its own. Public forms have no session to abuse and
 * need no cookie: for them, what the browser itself says about the sender is enough.
 *
 * Needs `registerCookies` first; call it before routes are added.
 */
export async function registerFormProtection(
  fastify: FastifyInstance,
  config: Pick<AppConfig, 'publicUrl' | 'secret'>,
  { path, holderOf }: FormProtection,
): Promise<void> {
  await fastify.register(csrfProtection, {
    cookieKey: FORM_COOKIE,
    cookieOpts: cookieOptions(config, path),
    csrfOpts: { hmacKey: derivedKey(config, 'forms'), userInfo: true },
    getUserInfo: holderOf,
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(isFromElsewhere(request, config.publicUrl) ? new DomainError('unverified_form') : undefined);
  });
  fastify.addHook('preHandler', (request, reply, done) => {
    if (SAFE_METHODS.has(request.method) || !isUnder(path, request)) return done();
    fastify.csrfProtection(request, reply, done);
  });
}

/**
 * The pattern of the route that will answer decides, not the address as sent: two spellings of one address must not be
 * two answers to the question whether a token is needed.
 */
function isUnder(path: string, request: FastifyRequest): boolean {
  const route = request.routeOptions.url ?? request.url;
  return route === path || route.startsWith(`${path}/`);
}

/**
 * True for a page's form that another site has sent, as far as the browser tells (Fetch Metadata, W3C; Origin, RFC 6454).
 * `Origin: null` says nothing here: under our own `Referrer-Policy: no-referrer` browsers send it with our own forms.
 * Clients of the API carry no cookies and are let through.
 */
function isFromElsewhere(request: FastifyRequest, publicUrl: string): boolean {
  if (SAFE_METHODS.has(request.method) || isUnder('/api', request) || isOneClick(request)) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = request.headers;
  if (origin === undefined || origin === 'null') return false;
  if (!URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  return host !== request.host && host !== new URL(publicUrl).host;
}
