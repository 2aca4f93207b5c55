import { hkdfSync } from 'node:crypto';
import fastifyCookie, { type CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.js';

/** Reads and signs cookies. The key is derived, so that a signed cookie is of no use where the secret itself signs. */
export async function registerCookies(
  fastify: FastifyInstance,
  config: Pick<AppConfig, 'secret'>,
): Promise<void> {
  await fastify.register(fastifyCookie, { secret: derivedKey(config, 'cookies') });
}

/** 32 bytes that depend on the secret of this installation and on what they are for (HKDF, RFC 5869), hex. */
export function derivedKey(config: Pick<AppConfig, 'secret'>, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', config.secret, '', `tsudoi ${purpose}`, 32)).toString('hex');
}

/** Attributes of every cookie we set: signed, out of reach of scripts, and of other sites' forms. */
export function cookieOptions(config: Pick<AppConfig, 'publicUrl'>, path: string): CookieSerializeOptions {
  return {
    path,
    signed: true,
    httpOnly: true,
    sameSite: 'lax',
    secure: config.publicUrl.startsWith('https:'),
  };
}
