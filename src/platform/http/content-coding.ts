/**
 * How to send what a client may have compressed (RFC 9110 §12.5.3): in the first of the codings offered that it names and does not like
 * the plain bytes better, plain to everyone else, also to who says that anything will do. Who takes none gets the plain bytes: what
 * cannot be read is no better than nothing.
 * @param offered the best first
 */
export function codingFor<Coding extends string>(
  acceptEncoding: string | string[] | undefined,
  offered: readonly Coding[],
): Coding | 'identity' {
  if (!acceptEncoding) return 'identity';
  const weights = new Map(String(acceptEncoding).toLowerCase().split(',').map(weightOf));
  const weightFor = (coding: string) => weights.get(coding) ?? weights.get(`x-${coding}`);
  const named = offered.filter((coding) => weightFor(coding) !== undefined);
  const identity = weights.get('identity');
  if (named.length === 0) return identity === 0 && weights.get('*') ? (offered[0] ?? 'identity') : 'identity';
  const liked = named.filter((coding) => isLiked(weightFor(coding) ?? 0, identity ?? 0));
  // Sorting keeps the order of what is liked equally.
  return liked.sort((one, other) => (weightFor(other) ?? 0) - (weightFor(one) ?? 0))[0] ?? 'identity';
}

function isLiked(weight: number, plain: number): boolean {
  return weight > 0 && weight >= plain;
}

/** `gzip;q=0.5` as name and weight; without a weight, or with one that is no number, it is 1. */
function weightOf(part: string): [string, number] {
  const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  const number = weight === undefined ? 1 : Number(weight);
  return [name, Number.isNaN(number) ? 1 : number];
}

/** True where If-None-Match names the tag of what has but one form; weak tags count, as they do where `tagAmong` looks. */
export function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch !== undefined && tagAmong(ifNoneMatch, { identity: etag }, 'identity') !== undefined;
}

/**
 * The tag among those of a thing, one for each coding, that If-None-Match names (RFC 9110 §13.1.2): that of the coding in which it would be
 * sent, else that of another, for a copy in any coding is a copy. A proxy that changed the answer may have made the tag weak; the
 * comparison is weak.
 */
export function tagAmong<Coding extends string>(
  ifNoneMatch: string,
  etags: Readonly<Record<Coding, string>>,
  coding: Coding,
): string | undefined {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  const sent = etags[coding];
  if (tags.includes('*') || tags.includes(sent)) return sent;
  return (Object.values(etags) as string[]).find((tag) => tags.includes(tag));
}
