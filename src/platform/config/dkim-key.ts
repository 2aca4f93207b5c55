import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DkimKey } from '../mail/dkim.js';

/** Bits below which receivers pass a signature over (RFC 8301 §3.2). */
const FEWEST_BITS = 1024;
/** A name in the DNS, of one label or several. */
const DNS_NAME = /^(?!.{254})[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*$/i;

interface DkimEnv {
  readonly MAIL_DKIM_DOMAIN?: string;
  readonly MAIL_DKIM_SELECTOR?: string;
  readonly MAIL_DKIM_KEY_FILE?: string;
}

/** What the environment says of signing: a key, none, or what is wrong, one sentence each. */
export function dkimOf(env: DkimEnv): { readonly key?: DkimKey; readonly problems: readonly string[] } {
  const { MAIL_DKIM_DOMAIN: domain, MAIL_DKIM_SELECTOR: selector, MAIL_DKIM_KEY_FILE: file } = env;
  if (!domain && !selector && !file) return { problems: [] };
  if (!domain || !selector || !file) {
    const missing = [
      ['MAIL_DKIM_DOMAIN', domain],
      ['MAIL_DKIM_SELECTOR', selector],
      ['MAIL_DKIM_KEY_FILE', file],
    ].flatMap(([name, value]) => (value ? [] : [name]));
    return { problems: [`${missing.join(' and ')} must be set too: DKIM needs domain, selector and key`] };
  }
  const read = privateKeyIn(file);
  const problems = [
    ...(DNS_NAME.test(domain) && domain.includes('.')
      ? []
      : ['MAIL_DKIM_DOMAIN must be a domain, e.g. city.example']),
    ...(DNS_NAME.test(selector) ? [] : ['MAIL_DKIM_SELECTOR must be a name in the DNS, e.g. tsudoi2025']),
    ...('problem' in read ? [`MAIL_DKIM_KEY_FILE ${read.problem}`] : []),
  ];
  if (problems.length > 0 || 'problem' in read) return { problems };
  return { key: { domain: domain.toLowerCase(), selector, privateKey: read.pem }, problems };
}

function privateKeyIn(file: string): { readonly pem: string } | { readonly problem: string } {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return {
      problem: 'must hold a private key in PEM, without a passphrase, e.g. from: openssl genrsa 2048',
    };
  }
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < FEWEST_BITS)
    return { problem: 'must hold an RSA key of at least 1024 bits, e.g. from: openssl genrsa 2048' };
  return { pem };
}
