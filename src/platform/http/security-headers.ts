import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.js';

/** Everything a page uses comes from this server; nothing is inline, so that injected markup cannot act. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** For pages that other sites may show in a frame: they have nothing to press but links, and fetch nothing but their style. */
export const EMBEDDED_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ');

const HSTS_SECONDS = 365 * 24 * 3600;

/** The headers by which browsers protect visitors. */
export function securityHeaders(config: Pick<AppConfig, 'publicUrl'>): Record<string, string> {
  const headers: Record<string, string> = {
    'content-security-policy': CONTENT_SECURITY_POLICY,
    // The address of a registration's page holds its token: no other page may learn it.
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
  if (config.publicUrl.startsWith('https:')) {
    headers['strict-transport-security'] = `max-age=${HSTS_SECONDS}`;
  }
  return headers;
}

/** Puts the headers by which browsers protect visitors on every answer that a route gives, errors and files too. */
export function registerSecurityHeaders(
  fastify: FastifyInstance,
  config: Pick<AppConfig, 'publicUrl'>,
): void {
  const headers = securityHeaders(config);
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
