import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new token that nobody can guess: 256 bits, base64url, after `prefix`. */
export function newSecretToken(prefix = ''): string {
  return `${prefix}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** What is kept of a token: SHA-256, hex. A fast hash is enough for 256 random bits. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
