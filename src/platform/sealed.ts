import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AppConfig } from './config/app-config.js';
import { derivedKey } from './http/cookies.js';

const ALGORITHM = 'aes-256-gcm';
/** Octets of a nonce and of a tag, as NIST SP 800-38D recommends for this mode. */
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
/** Says how what follows was sealed: another way would have another one. */
const FORM = 'v1.';

/**
 * A secret that this house must be able to read again, as the database may keep it: AES-256-GCM under a key that is derived
 * from `APP_SECRET` for this purpose. Whoever has the database alone reads nothing, and cannot put one row's secret into
 * another: what it belongs to is part of the seal.
 * @param purpose what kind of secret it is, e.g. `totp`; each has a key of its own
 * @param of the id of the row that it belongs to
 */
export function sealed(
  config: Pick<AppConfig, 'secret'>,
  purpose: string,
  of: string,
  plainText: string,
): string {
  const nonce = randomBytes(NONCE_OCTETS);
  const cipher = createCipheriv(ALGORITHM, keyFor(config, purpose), nonce).setAAD(Buffer.from(of));
  const hidden = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
  return FORM + Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
}

/**
 * What `sealed` hid.
 * @returns undefined where it was sealed for something else, under another `APP_SECRET`, or was tampered with
 */
export function opened(
  config: Pick<AppConfig, 'secret'>,
  purpose: string,
  of: string,
  text: string,
): string | undefined {
  if (!text.startsWith(FORM)) return undefined;
  const octets = Buffer.from(text.slice(FORM.length), 'base64url');
  if (octets.length < NONCE_OCTETS + TAG_OCTETS) return undefined;
  const decipher = createDecipheriv(ALGORITHM, keyFor(config, purpose), octets.subarray(0, NONCE_OCTETS), {
    authTagLength: TAG_OCTETS,
  })
    .setAAD(Buffer.from(of))
    .setAuthTag(octets.subarray(NONCE_OCTETS, NONCE_OCTETS + TAG_OCTETS));
  try {
    const plain = [decipher.update(octets.subarray(NONCE_OCTETS + TAG_OCTETS)), decipher.final()];
    return Buffer.concat(plain).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyFor(config: Pick<AppConfig, 'secret'>, purpose: string): Buffer {
  return Buffer.from(derivedKey(config, `sealed ${purpose}`), 'hex');
}
