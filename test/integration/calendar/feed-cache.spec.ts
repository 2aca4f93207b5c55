import { describe, expect, it } from '@jest/globals';
import type { Feed } from '../../../src/calendar/feed.js';
import { FeedCache } from '../../../src/calendar/feed-cache.js';
import { SharedLooks } from '../../../src/calendar/shared-looks.js';

const feed = (size: number): Feed => ({
  bytes: Buffer.alloc(size),
  etag: `"${size}"`,
  lastModified: new Date(0),
});

describe('FeedCache', () => {
  it('finds a feed under its fingerprint only', () => {
    const cache = new FeedCache(100);
    const kept = feed(10);
    cache.keep('all', 'v1', kept);
    expect(cache.find('all', 'v1')).toBe(kept);
    expect(cache.find('all', 'v2')).toBeUndefined();
    cache.keep('all', 'v2', feed(20));
    expect(cache.find('all', 'v1')).toBeUndefined();
    expect(cache.bytes).toBe(20);
  });

  it('stays within its bytes and throws out what was unused longest', () => {
    const cache = new FeedCache(100);
    for (const key of ['a', 'b', 'c']) cache.keep(key, 'v', feed(30));
    cache.find('a', 'v');
    cache.keep('d', 'v', feed(40));
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key, 'v'))).toEqual(['a', 'c', 'd']);
    cache.keep('huge', 'v', feed(101));
    expect(cache.bytes).toBe(100);
  });
});

describe('SharedLooks', () => {
  it('shares a look that has not begun, and never one that has', async () => {
    const looks = new SharedLooks<number>();
    let data = 1;
    let count = 0;
    const gates: (() => void)[] = [];
    const read = () => {
      count++;
      const seen = data;
      return new Promise<number>((resolve) => gates.push(() => resolve(seen)));
    };
    const first = looks.look('all', read);
    data = 2;
    const later = [looks.look('all', read), looks.look('all', read), looks.look('all', read)];
    const other = looks.look('other', read);
    gates.shift()?.();
    expect(await first).toBe(1);
    gates.shift()?.();
    expect(await other).toBe(2);
    gates.shift()?.();
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    expect(count).toBe(3);
    data = 3;
    const last = looks.look('all', read);
    gates.shift()?.();
    expect(await last).toBe(3);
  });

  it('is not stopped by a look that fails', async () => {
    const looks = new SharedLooks<string>();
    const failing = looks.look('all', () => Promise.reject(new Error('away')));
    const next = looks.look('all', () => Promise.resolve('back'));
    await expect(failing).rejects.toThrow('away');
    expect(await next).toBe('back');
  });
});
