import { domainToASCII } from 'node:url';

/** Octets of an address, and of what stands before the @ (RFC 5321 §4.5.3.1). */
const MOST_OCTETS = 254;
const MOST_LOCAL_OCTETS = 64;
const MOST_LABEL_OCTETS = 63;

/**
 * Letters, digits and signs of an atom (RFC 5322 §3.2.3), and dots wherever they stand: Japanese mobile carriers gave out
 * addresses such as `a..b@docomo.ne.jp` and `.a@ezweb.ne.jp`, against RFC 5321, and they are still in use.
 */
const LOCAL_PART = /^[\w.!#$%&'*+/=?^`{|}~-]*[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]*$/;
/** Quotes around what would do without them, as some mail programs ask for where such an address is typed. */
const NEEDLESSLY_QUOTED = /^"([^"\\]*)"$/;
/** Letters of any script, digits, hyphens and dots: neither an address in brackets nor what only a URL may say. */
const DOMAIN = /^[\p{L}\p{M}\p{N}\p{Emoji_Presentation}.\u3002\uFF0E\uFF61-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const HAS_LETTER = /[a-z]/;
/** ASCII as Japanese keyboards type it at twice the width. */
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const NOT_ASCII = /[^\p{ASCII}]/u;

/**
 * The address as it is kept, compared and written to: `Hana@Mail.Example` is `Hana@mail.example`, full-width letters are
 * ASCII, quotes that change nothing are gone, a domain in another script is in ASCII (RFC 5891). This is the one rule of what
 * an address is, at registering, in what staff edit, and before anything is sent.
 * @returns undefined where it is not exactly one mailbox that any server takes: what needs quotes, a local part in another
 * script (it would need SMTPUTF8, RFC 6531, all the way), a domain that is a number or has one label, more than 254 octets.
 */
export function mailboxOf(text: string): string | undefined {
  const plain = withoutFullWidth(text);
  const at = plain.lastIndexOf('@');
  const quoted = plain.slice(0, Math.max(at, 0));
  const local = NEEDLESSLY_QUOTED.exec(quoted)?.[1] ?? quoted;
  const domain = asciiDomainOf(plain.slice(at + 1));
  if (domain === undefined || !LOCAL_PART.test(local) || local.length > MOST_LOCAL_OCTETS) return undefined;
  const address = `${local}@${domain}`;
  return address.length <= MOST_OCTETS ? address : undefined;
}

/** The address as `mailboxOf` writes it, or what was given where it is none. */
export function asMailbox(text: string): string {
  return mailboxOf(text) ?? text;
}

/** True where letters of another script stand before the @: a real address perhaps, to which few servers can write. */
export function hasForeignLocalPart(text: string): boolean {
  const plain = withoutFullWidth(text);
  const at = plain.lastIndexOf('@');
  return at > 0 && NOT_ASCII.test(plain.slice(0, at));
}

/** True for what can be handed to a server as one recipient, e.g. `hana@mail.example`. */
export function isOneAddress(text: string): boolean {
  return mailboxOf(text) !== undefined;
}

/**
 * Whether two ways of writing an address mean one mailbox. Case is let be on both sides of the @: what comes back from
 * other people's servers is not written as it was sent.
 */
export function isSameMailbox(one: string, other: string): boolean {
  return asMailbox(one).toLowerCase() === asMailbox(other).toLowerCase();
}

function asciiDomainOf(text: string): string | undefined {
  if (!DOMAIN.test(text)) return undefined;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const fits = labels.every((label) => label.length <= MOST_LABEL_OCTETS && LABEL.test(label));
  return fits && labels.length > 1 && HAS_LETTER.test(labels.at(-1) ?? '') ? domain : undefined;
}

function withoutFullWidth(text: string): string {
  return text.replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));
}
