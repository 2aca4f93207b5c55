import { describe, expect, it, jest } from '@jest/globals';
import { Feed } from '../../../src/calendar/feeds/feed.js';
import { ENTRY_BYTES, FeedCache } from '../../../src/calendar/feeds/feed-cache.js';
import { SharedLooks } from '../../../src/platform/shared-looks.js';

const feed = (size: number) => new Feed(Buffer.alloc(size), new Date(0));
/** Of which nothing can be made smaller: its compressed bytes are some more than its own. */
const noise = (size: number) =>
  new Feed(Buffer.from(Array.from({ length: size }, (_, index) => (index * 2654435761) >>> 13)), new Date(0));

/** Room for so many feeds of so many bytes in all. */
const room = (feeds: number, bytes: number) => feeds * ENTRY_BYTES + bytes;

/** Asks for the feed and says whether it was there already. */
async function has(cache: FeedCache, key: string, revision: string): Promise<boolean> {
  let rendered = false;
  await cache
    .feed(key, revision, () => {
      rendered = true;
      return Promise.reject(new Error('not there'));
    })
    .catch(() => undefined);
  return !rendered;
}

function keep(cache: FeedCache, key: string, revision: string, given: Feed): Promise<Feed> {
  return cache.feed(key, revision, () => Promise.resolve(given));
}

describe('FeedCache', () => {
  it('has a feed under its revision only, and one version of each', async () => {
    const cache = new FeedCache(room(1, 100));
    const kept = feed(10);
    await keep(cache, 'all', 'v1', kept);
    expect(await keep(cache, 'all', 'v1', feed(11))).toBe(kept);
    expect(await has(cache, 'all', 'v2')).toBe(false);
    await keep(cache, 'all', 'v2', feed(20));
    expect(await has(cache, 'all', 'v1')).toBe(false);
    expect(cache.bytes).toBe(room(1, 20));
  });

  it('stays within its bytes and throws out what was unused longest', async () => {
    const cache = new FeedCache(room(3, 100));
    for (const key of ['a', 'b', 'c']) await keep(cache, key, 'v', feed(30));
    await has(cache, 'a', 'v');
    await keep(cache, 'd', 'v', feed(40));
    const kept = [];
    for (const key of ['a', 'b', 'c', 'd']) if (await has(cache, key, 'v')) kept.push(key);
    expect(kept).toEqual(['a', 'c', 'd']);
    expect(cache.feeds).toBe(3);
    await keep(cache, 'huge', 'v', feed(room(2, 101)));
    expect(cache.bytes).toBe(room(3, 100));
  });

  it('counts something for each feed, however small, and nothing for the length of its key', async () => {
    const cache = new FeedCache(room(3, 0));
    for (const key of ['a', 'b', 'c', 'd']) await keep(cache, key.repeat(100_000), 'v', feed(0));
    expect([cache.feeds, cache.bytes]).toEqual([3, room(3, 0)]);
    expect(await has(cache, 'd'.repeat(100_000), 'v')).toBe(true);
    expect(
      JSON.stringify(
        [...Object.values(cache)].flatMap((part) => (part instanceof Map ? [...part.keys()] : [])),
      ),
    ).not.toContain('dddd');
  });

  it('counts what a feed holds compressed, and makes room for it', async () => {
    const cache = new FeedCache(room(2, 2_500));
    const [first, second] = [noise(1_000), noise(1_000)];
    await keep(cache, 'first', 'v', first);
    await keep(cache, 'second', 'v', second);
    const once = await second.inCoding('gzip');
    expect(await second.inCoding('gzip')).toBe(once);
    expect(await has(cache, 'first', 'v')).toBe(false);
    expect(cache.bytes).toBe(room(1, 1_000 + once.length));
    // Thrown out while it was compressed for its last reader, it is nobody's to count.
    await first.inCoding('gzip');
    expect(cache.bytes).toBe(room(1, 1_000 + once.length));
  });

  it('renders once for all who ask while it is rendered, and again for who has seen a newer revision', async () => {
    const cache = new FeedCache(room(1, 100));
    const gates: ((feed: Feed) => void)[] = [];
    const render = jest.fn(() => new Promise<Feed>((resolve) => gates.push(resolve)));
    const [one, other] = [cache.feed('all', 'v1', render), cache.feed('all', 'v1', render)];
    const later = cache.feed('all', 'v2', render);
    expect(render).toHaveBeenCalledTimes(2);
    const [older, newer] = [feed(10), feed(20)];
    gates[1]?.(newer);
    expect(await later).toBe(newer);
    gates[0]?.(older);
    expect([await one, await other]).toEqual([older, older]);
    expect(await keep(cache, 'all', 'v2', feed(30))).toBe(newer);
  });

  it('knows the tags of a feed that it could not keep, and renders it for who does not have it', async () => {
    const cache = new FeedCache(room(0, 100));
    const render = jest.fn(async () => feed(101));
    const first = await cache.toSend('huge', 'v', render);
    const known = await cache.toSend('huge', 'v', render);
    expect(render).toHaveBeenCalledTimes(1);
    expect([known.etags, known.lastModified]).toEqual([first.etags, first.lastModified]);
    expect(known).toMatchObject({ open: expect.any(Function) });
    if ('open' in known) expect((await known.open()).bytes.length).toBe(101);
    expect(render).toHaveBeenCalledTimes(2);
    await cache.toSend('huge', 'v2', render);
    expect(render).toHaveBeenCalledTimes(3);
  });

  it('forgets a rendering that failed', async () => {
    const cache = new FeedCache(room(1, 100));
    await expect(cache.feed('all', 'v', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    const back = feed(10);
    expect(await keep(cache, 'all', 'v', back)).toBe(back);
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
