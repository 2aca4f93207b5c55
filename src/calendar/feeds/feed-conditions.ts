import { codingFor as codingAmong, tagAmong } from '../../platform/http/content-coding.js';
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
  if (ifNoneMatch !== undefined) return tagAmong(ifNoneMatch, feed.etags, coding);
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince);
  return Math.floor(feed.lastModified.getTime() / 1000) * 1000 <= since ? feed.etags[coding] : undefined;
}

/** How to send it: compressed to who names gzip and does not like the plain bytes better. */
export function codingFor(acceptEncoding: string | string[] | undefined): Coding {
  return codingAmong(acceptEncoding, ['gzip']);
}
