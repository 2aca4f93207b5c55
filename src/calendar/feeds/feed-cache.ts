import { createHash } from 'node:crypto';
import type { Feed, FeedTags, Sendable, Unopened } from './feed.js';

/** What can be kept: it says how many bytes it holds, and when it comes to hold more. */
interface Keepable extends Sendable {
  readonly bytes: Buffer;
  whenGrown?(tell: (bytes: number) => void): void;
}

interface Entry<Kept> {
  readonly revision: string;
  readonly feed: Kept;
  /** Of the feed in all its codings, and `ENTRY_BYTES`. */
  bytes: number;
}

interface Known {
  readonly revision: string;
  readonly tags: FeedTags;
}

interface Rendering<Kept> {
  readonly revision: string;
  readonly feed: Promise<Kept>;
}

/** Feeds whose tags are known, also where they themselves are not kept: some 500 bytes each. */
const MOST_KNOWN = 10_000;

/** What a kept feed takes besides its bytes, in bytes: its key, its tags and what holds them. */
export const ENTRY_BYTES = 1_000;

/**
 * Rendered feeds of this process, the longest unused thrown out first, within a number of bytes. Keeps one version of each:
 * an entry whose revision is not the one asked for is no answer. Keys may be of any length: what is kept is their hash.
 */
export class FeedCache<Kept extends Keepable = Feed> {
  private readonly entries = new Map<string, Entry<Kept>>();
  private readonly known = new Map<string, Known>();
  private readonly renderings = new Map<string, Rendering<Kept>>();
  private size = 0;

  constructor(private readonly maxBytes: number) {}

  /** Bytes of the feeds kept, in all their codings, and of what holds them. */
  get bytes(): number {
    return this.size;
  }

  /** Feeds kept. */
  get feeds(): number {
    return this.entries.size;
  }

  /**
   * The feed `name` as of `revision` for somebody who may have it already: it is not rendered again where nothing but its tags is
   * known, because it was thrown out or is larger than all that may be kept.
   */
  async toSend(name: string, revision: string, render: () => Promise<Kept>): Promise<Kept | Unopened<Kept>> {
    const key = hashOf(name);
    const kept = this.find(key, revision);
    if (kept) return kept;
    const known = this.known.get(key);
    if (known?.revision !== revision) return this.feed(name, revision, render);
    return { ...known.tags, open: () => this.feed(name, revision, render) };
  }

  /**
   * The feed `name` as of `revision`: kept, or being rendered for somebody else, or rendered now. Whoever asks must have read the
   * revision just before: what was read for it at any later time is at least as new.
   */
  async feed(name: string, revision: string, render: () => Promise<Kept>): Promise<Kept> {
    const key = hashOf(name);
    const kept = this.find(key, revision);
    if (kept) return kept;
    const underWay = this.renderings.get(key);
    if (underWay?.revision === revision) return underWay.feed;
    const rendering = { revision, feed: render() };
    this.renderings.set(key, rendering);
    try {
      const feed = await rendering.feed;
      // One of an older revision that took longer is not kept over a newer one.
      if (this.renderings.get(key) === rendering) this.keep(key, revision, feed);
      return feed;
    } finally {
      if (this.renderings.get(key) === rendering) this.renderings.delete(key);
    }
  }

  private find(key: string, revision: string): Kept | undefined {
    const entry = this.entries.get(key);
    if (entry?.revision !== revision) return undefined;
    // A Map keeps the order of insertion: the last is the most recently used.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.feed;
  }

  private keep(key: string, revision: string, feed: Kept): void {
    this.drop(key);
    this.know(key, { revision, tags: { etags: feed.etags, lastModified: feed.lastModified } });
    const bytes = feed.bytes.length + ENTRY_BYTES;
    if (bytes > this.maxBytes) return;
    const entry = { revision, feed, bytes };
    this.entries.set(key, entry);
    this.size += bytes;
    feed.whenGrown?.((more) => {
      if (this.entries.get(key) !== entry) return;
      entry.bytes += more;
      this.size += more;
      this.shrink();
    });
    this.shrink();
  }

  private know(key: string, known: Known): void {
    this.known.delete(key);
    this.known.set(key, known);
    const [oldest = key] = this.known.keys();
    if (this.known.size > MOST_KNOWN) this.known.delete(oldest);
  }

  private shrink(): void {
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.size -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
