import type { Feed } from './feed.js';

interface Entry {
  readonly fingerprint: string;
  readonly feed: Feed;
}

/**
 * Rendered feeds of this process, the longest unused thrown out first, within a number of bytes. Keeps one version of each:
 * an entry whose fingerprint is not the one asked for is no answer.
 */
export class FeedCache {
  private readonly entries = new Map<string, Entry>();
  private size = 0;

  constructor(private readonly maxBytes: number) {}

  /** Bytes of the feeds kept. */
  get bytes(): number {
    return this.size;
  }

  find(key: string, fingerprint: string): Feed | undefined {
    const entry = this.entries.get(key);
    if (entry?.fingerprint !== fingerprint) return undefined;
    // A Map keeps the order of insertion: the last is the most recently used.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.feed;
  }

  keep(key: string, fingerprint: string, feed: Feed): void {
    this.drop(key);
    if (feed.bytes.length > this.maxBytes) return;
    this.entries.set(key, { fingerprint, feed });
    this.size += feed.bytes.length;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.size -= this.entries.get(key)?.feed.bytes.length ?? 0;
    this.entries.delete(key);
  }
}
