import { describe, expect, it } from '@jest/globals';
import { KeptPage, type PageHeaders } from '../../../../src/platform/http/public-pages/kept-page.js';
import { ENTRY_BYTES, type Look, PageCache } from '../../../../src/platform/http/public-pages/page-cache.js';
import { TestClock } from '../../../support/test-app.js';

const MIB = 1024 * 1024;
const NOW = '2025-04-01T09:00:00+09:00';

function world(pageCacheMiB = 1) {
  const clock = new TestClock(NOW);
  const marks = { now: 'a' as string | undefined };
  const cache = new PageCache({ current: async () => marks.now } as never, clock, { pageCacheMiB } as never);
  return { clock, marks, cache };
}

const page = (html: string, status = 200, headers: PageHeaders = {}) =>
  new KeptPage(html, status, headers, new Date(NOW));

/** A rendering that ends when it is told to. */
function rendering() {
  let end: (page: KeptPage) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const result = new Promise<KeptPage>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  let calls = 0;
  return {
    render: () => {
      calls++;
      return result;
    },
    end: (html: string) => end(page(html)),
    fail: () => fail(new Error('broken')),
    calls: () => calls,
  };
}

async function lookOf(cache: PageCache): Promise<Look> {
  const look = await cache.look();
  if (!look) throw new Error('nothing may be kept');
  return look;
}

describe('pages that are kept', () => {
  it('are shown while nothing was committed and the second lasts, and not a moment longer', async () => {
    const { cache, marks, clock } = world();
    const kept = await cache.rendered('/', await lookOf(cache), async () => page('one'));
    expect(cache.find('/', await lookOf(cache))).toBe(kept);
    expect(cache.find('/?lang=en', await lookOf(cache))).toBeUndefined();
    clock.set('2025-04-01T09:00:00.999+09:00');
    expect(cache.find('/', await lookOf(cache))).toBe(kept);
    clock.set('2025-04-01T09:00:01+09:00');
    expect(cache.find('/', await lookOf(cache))).toBeUndefined();
    clock.set(NOW);
    marks.now = 'b';
    expect(cache.find('/', await lookOf(cache))).toBeUndefined();
  });

  it('were looked up before they were rendered: what is committed meanwhile makes them old', async () => {
    const { cache, marks } = world();
    await cache.rendered('/', await lookOf(cache), async () => {
      marks.now = 'b';
      return page('half old');
    });
    expect(cache.find('/', await lookOf(cache))).toBeUndefined();
  });

  it('are none where the database cannot tell what was committed, or nothing may be kept', async () => {
    const { cache, marks } = world();
    marks.now = undefined;
    expect(await cache.look()).toBeUndefined();
    expect(await world(0).cache.look()).toBeUndefined();
  });

  it.each([
    ['another status than 200', page('gone', 410)],
    ['a cookie', page('yours', 200, { 'set-cookie': 'a=b' })],
  ])('never have %s', async (_, given) => {
    const { cache } = world();
    expect(given.headers['set-cookie']).toBeUndefined();
    await cache.rendered('/', await lookOf(cache), async () => given);
    expect(cache.pages).toBe(0);
  });

  it('are rendered once for all who ask at once', async () => {
    const { cache } = world();
    const one = rendering();
    const look = await lookOf(cache);
    const asked = Array.from({ length: 100 }, () => cache.rendered('/', look, one.render));
    one.end('one');
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(one.calls()).toBe(1);
    expect(cache.outcomes).toEqual({ kept: 0, shared: 99, rendered: 1, stood_in: 0 });
  });

  it('are rendered again, once, for those who ask after something was committed', async () => {
    const { cache, marks } = world();
    const [old, fresh] = [rendering(), rendering()];
    const before = cache.rendered('/', await lookOf(cache), old.render);
    marks.now = 'b';
    const look = await lookOf(cache);
    const after = Array.from({ length: 10 }, () => cache.rendered('/', look, fresh.render));
    await Promise.resolve();
    expect(fresh.calls()).toBe(0);
    old.end('old');
    fresh.end('fresh');
    expect((await before).bytes.toString()).toBe('old');
    for (const one of await Promise.all(after)) expect(one.bytes.toString()).toBe('fresh');
    expect(fresh.calls()).toBe(1);
    expect(cache.find('/', look)?.bytes.toString()).toBe('fresh');
  });

  it('fail for all who share them, and are tried again by the next', async () => {
    const { cache } = world();
    const one = rendering();
    const look = await lookOf(cache);
    const asked = [cache.rendered('/', look, one.render), cache.rendered('/', look, one.render)];
    one.fail();
    for (const answer of asked) await expect(answer).rejects.toThrow('broken');
    expect((await cache.rendered('/', look, async () => page('well'))).bytes.toString()).toBe('well');
  });

  it('stay within their room, whatever is asked for, and count what they hold compressed', async () => {
    const { cache } = world(1);
    const look = await lookOf(cache);
    const size = 100_000;
    const noise = Buffer.from(Array.from({ length: size }, (_, index) => (index * 2654435761) >>> 13));
    for (let count = 0; count < 50; count++) {
      const kept = await cache.rendered(`/?page=${count}`, look, async () => page(noise.toString('latin1')));
      const before = cache.bytes;
      const packed = await kept.inCoding(count % 2 ? 'br' : 'gzip');
      // What had to go for it makes room: the sum may have fallen.
      if (cache.pages === 1) expect(cache.bytes).toBe(before + packed.length);
      expect(cache.bytes).toBeLessThanOrEqual(MIB);
    }
    expect(cache.pages).toBeGreaterThan(1);
    expect(cache.find('/?page=49', look)).toBeDefined();
    expect(cache.find('/?page=0', look)).toBeUndefined();
    await cache.rendered('/', look, async () => page('x'.repeat(2 * MIB)));
    expect(cache.find('/', look)).toBeUndefined();
  });

  it('take more than their bytes: a thousand small ones do not get in for nothing', async () => {
    const { cache } = world(1);
    const look = await lookOf(cache);
    for (let count = 0; count < 1000; count++) {
      await cache.rendered(`/?page=${count}`, look, async () => page('x'));
    }
    expect(cache.pages).toBeLessThanOrEqual(MIB / ENTRY_BYTES);
  });

  it('stand in for a day, and no longer', async () => {
    const { cache, clock, marks } = world();
    const kept = await cache.rendered('/', await lookOf(cache), async () => page('one'));
    marks.now = 'b';
    clock.set('2025-04-02T09:00:00+09:00');
    expect(cache.standIn('/')).toBe(kept);
    expect(cache.standIn('/programmes')).toBeUndefined();
    clock.set('2025-04-02T09:00:01+09:00');
    expect(cache.standIn('/')).toBeUndefined();
  });
});
