import type { Coding, FeedTags } from './feed.js';

/** What a client says about what it has and what it can read, as the headers come in. */
export interface FeedRequestHeaders {
  readonly 'if-none-match'?: string;
  readonly 'if-modified-since'?: string;
  readonly 'accept-encoding'?: string | string[];
}

/**
 * The tag of the copy that the client has, where that is still the feed (RFC 9110 §13.2.2): If-None-Match decides where it is sent, and
 * only without it If-Modified-Since, whose unit is the second. Malformed dates are as good as none. A copy in either coding
 * counts: which one it is, its tag says, and a cache finds the copy to renew by it (RFC 9111 §4.3.4).
 * @param coding in which the feed would be sent
 */
export function tagInHand(feed: FeedTags, headers: FeedRequestHeaders, coding: Coding): string | undefined {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = headers;
  if (ifNoneMatch !== undefined) {
    // A proxy that changed the answer may have made the tag weak; the comparison is weak (RFC 9110 §13.1.2).
    const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    const sent = feed.etags[coding];
    if (tags.includes('*') || tags.includes(sent)) return sent;
    return Object.values(feed.etags).find((tag) => tags.includes(tag));
  }
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince);
  return Math.floor(feed.lastModified.getTime() / 1000) * 1000 <= since ? feed.etags[coding] : undefined;
}

/**
 * How to send it (RFC 9110 §12.5.3): compressed to who names gzip and does not like the plain bytes better, plain to everyone else, also to
 * who says that anything will do. Who takes neither gets the plain bytes: a calendar that cannot be read is no better than none.
 */
export function codingFor(acceptEncoding: string | string[] | undefined): Coding {
  if (!acceptEncoding) return 'identity';
  const weights = new Map(String(acceptEncoding).toLowerCase().split(',').map(weightOf));
  const gzip = weights.get('gzip') ?? weights.get('x-gzip');
  const identity = weights.get('identity');
  if (gzip === undefined) return identity === 0 && weights.get('*') ? 'gzip' : 'identity';
  return gzip > 0 && gzip >= (identity ?? 0) ? 'gzip' : 'identity';
}

/** `gzip;q=0.5` as name and weight; without a weight, or with one that is no number, it is 1. */
function weightOf(part: string): [string, number] {
  const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  const number = weight === undefined ? 1 : Number(weight);
  return [name, Number.isNaN(number) ? 1 : number];
}
