import { createHash } from 'node:crypto';
import { type Calendar, icalendarOf } from '../shared/icalendar.js';

/** A feed as it is sent. Bytes, ETag and date follow from the data alone, so that every replica has the same. */
export interface Feed {
  readonly bytes: Buffer;
  /** Strong entity tag with its quotes (RFC 9110 §8.8.3): a hash of the bytes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Characters of the hash in an ETag: 162 bits. */
const ETAG_LENGTH = 27;

/** Renders `calendar`; `headChangedAt` is how old the feed is without its events. */
export function feedOf(calendar: Calendar, headChangedAt: Date | null): Feed {
  const bytes = Buffer.from(icalendarOf(calendar), 'utf8');
  const newest = calendar.events.reduce(
    (time, event) => Math.max(time, event.changedAt.getTime()),
    headChangedAt?.getTime() ?? 0,
  );
  return {
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, ETAG_LENGTH)}"`,
    lastModified: new Date(newest),
  };
}

/**
 * Whether the client already has this feed (RFC 9110 §13.2.2): If-None-Match decides where it is sent, and only without it
 * If-Modified-Since, whose unit is the second. Malformed dates are as good as none.
 */
export function clientHas(
  feed: Feed,
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined) {
    // A proxy that compressed the answer may have made the tag weak; the comparison is weak (RFC 9110 §13.1.2).
    return ifNoneMatch
      .split(',')
      .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === feed.etag);
  }
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince);
  return Math.floor(feed.lastModified.getTime() / 1000) * 1000 <= since;
}
