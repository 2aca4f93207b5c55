import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Calendar, icalendarInTurns } from '../../shared/icalendar.js';

const gzipped = promisify(gzip);

/** Characters of the hash in an ETag: 162 bits. */
const ETAG_LENGTH = 27;

/** Content codings in which a feed can be sent; `identity` is the feed itself. */
export type Coding = 'identity' | 'gzip';

/** What is known of a feed without having it. */
export interface FeedTags {
  /** Strong entity tags with their quotes (RFC 9110 §8.8.3), one for each coding: a hash of the bytes before coding. */
  readonly etags: Readonly<Record<Coding, string>>;
  /** Newest change of what the feed shows, or may have shown. */
  readonly lastModified: Date;
}

/** What is sent to whoever does not have it yet. */
export interface Sendable extends FeedTags {
  inCoding(coding: Coding): Buffer | Readable | Promise<Buffer>;
}

/** A feed that would have to be rendered: who has its tag in hand does not need it. */
export interface Unopened<Opened extends Sendable = Sendable> extends FeedTags {
  /** The feed as of now: its tags may be newer ones. */
  open(): Promise<Opened>;
}

/** A feed as it is sent. Bytes, ETags and date follow from the data alone, so that every replica has the same. */
export class Feed implements Sendable {
  readonly etags: Readonly<Record<Coding, string>>;

  private compressed?: Promise<Buffer>;
  private grown: (bytes: number) => void = () => undefined;

  constructor(
    readonly bytes: Buffer,
    readonly lastModified: Date,
  ) {
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, ETAG_LENGTH);
    this.etags = { identity: `"${hash}"`, gzip: `"${hash}-gzip"` };
  }

  /** The bytes in a coding. Compressing happens once, when it is first asked for, outside the event loop. */
  async inCoding(coding: Coding): Promise<Buffer> {
    if (coding === 'identity') return this.bytes;
    this.compressed ??= gzipped(this.bytes).then((bytes) => {
      this.grown(bytes.length);
      return bytes;
    });
    return this.compressed;
  }

  /** Tells whoever keeps this feed how many bytes more it holds, once it is compressed. */
  whenGrown(tell: (bytes: number) => void): void {
    this.grown = tell;
  }
}

/** How often clients are asked to look again; each does as it likes. */
const REFRESH_MINUTES = 60;

/** Renders `calendar`, in turns; `changedAt` is how old the feed is without its events. */
export async function feedOf(
  calendar: Omit<Calendar, 'refreshMinutes' | 'method'>,
  changedAt: Date | null,
): Promise<Feed> {
  const newest = calendar.events.reduce(
    (time, event) => Math.max(time, event.changedAt.getTime()),
    changedAt?.getTime() ?? 0,
  );
  const text = await icalendarInTurns({ ...calendar, refreshMinutes: REFRESH_MINUTES });
  return new Feed(Buffer.from(text, 'utf8'), new Date(newest));
}
