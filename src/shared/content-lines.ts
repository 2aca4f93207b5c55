/** Octets of UTF-8 in a line without its end (RFC 5545 §3.1), but for the space that begins a continuation. */
const MOST_OCTETS = 74;
const FOLD = '\r\n ';
/** A line of so many UTF-16 units has at most three octets for each: it need not be counted. */
const SURELY_SHORT = Math.floor(MOST_OCTETS / 3);

/** Control characters, halves of surrogate pairs, separators of lines: what makes a text need cleaning. */
const UNCLEAN = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/**
 * Text without what TEXT values must not hold (RFC 5545 §3.3.11): control characters, and halves of surrogate pairs, which
 * have no UTF-8. Every kind of line break becomes `\n`, a tab becomes a space; spaces at both ends go.
 */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text.trim();
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/\p{Cs}|[^\P{Cc}\n]/gu, '')
    .trim();
}

/** Clean text of one line: its lines in a row, with a space between, blank ones left out. */
export function oneLine(text: string): string {
  const clean = cleanText(text);
  if (!clean.includes('\n')) return clean;
  return clean
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Clean text as a TEXT value (RFC 5545 §3.3.11). */
export function textValue(clean: string): string {
  return clean.replace(/[\\;,\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/**
 * A web address as a URI value, which has no escapes of its own (RFC 5545 §3.3.13): what careless readers would take for one is
 * percent-encoded. Null for anything else: what happens to begin like an address (`END:VEVENT`) may have spaces in it.
 */
export function uriValue(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return null;
  return parsed.href.replace(/[,;\\]/g, percentEncoded);
}

/**
 * One mailbox in ASCII, without a name, as it stands behind `mailto:` (RFC 6068 §2).
 * @throws RangeError for anything else.
 */
export function mailboxValue(address: string): string {
  const [, local, domain] = /^([\w.!#$%&'*+/=?^`{|}~-]+)@([A-Za-z0-9.-]+)$/.exec(address) ?? [];
  if (!local || !domain) throw new RangeError(`${JSON.stringify(address)} is no mail address`);
  return `${local.replace(/[^\w.!$'*+~-]/g, percentEncoded)}@${domain}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * The line folded (RFC 5545 §3.1): at most 75 octets of UTF-8 in each part, no character in two parts. Cuts slices, because
 * a string that grows by single characters takes ten times as long.
 * @param line Without halves of surrogate pairs.
 */
export function folded(line: string): string {
  if (line.length <= SURELY_SHORT) return line;
  let text = '';
  let from = 0;
  let octets = 0;
  for (let index = 0; index < line.length; index++) {
    const unit = line.charCodeAt(index);
    const isPair = unit >= 0xd800 && unit <= 0xdbff;
    const size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : 3;
    if (octets + size > MOST_OCTETS) {
      text += line.slice(from, index) + FOLD;
      from = index;
      octets = 0;
    }
    octets += size;
    if (isPair) index++;
  }
  return from === 0 ? line : text + line.slice(from);
}
