import { describe, expect, it } from '@jest/globals';
import { FewAtATime } from '../../../src/platform/few-at-a-time.js';

/** Work that is done when it is told to, and says when it began. */
function makeWork(queue: FewAtATime) {
  const began: string[] = [];
  const ends = new Map<string, (failure?: Error) => void>();
  const ask = (name: string, lane?: string) =>
    queue.run(() => {
      began.push(name);
      return new Promise<string>((resolve, reject) =>
        ends.set(name, (failure) => (failure ? reject(failure) : resolve(name))),
      );
    }, lane);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string, failure?: Error) => {
    ends.get(name)?.(failure);
    await settled();
  };
  return { began, ask, end };
}

describe('FewAtATime', () => {
  it('does no more at a time than it may, first come first', async () => {
    const { began, ask, end } = makeWork(new FewAtATime(2, 10));
    const all = ['a', 'b', 'c', 'd'].map((name) => ask(name));
    expect(began).toEqual(['a', 'b']);
    await end('b');
    expect(began).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c', 'd']) await end(name);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets lanes take turns: who fills one keeps nobody in another waiting', async () => {
    const { began, ask, end } = makeWork(new FewAtATime(1, 3));
    const all = [ask('first'), ...['x', 'y', 'z'].map((name) => ask(name, 'crowded')), ask('own', 'plain')];
    for (const name of ['first', 'x', 'own', 'y', 'z']) await end(name);
    expect(began).toEqual(['first', 'x', 'own', 'y', 'z']);
    expect(await Promise.all(all)).toHaveLength(5);
  });

  it('turns away at once who would be one too many in a lane, and says when to come again', async () => {
    const { ask, end } = makeWork(new FewAtATime(1, 2));
    const all = [ask('first'), ask('second'), ask('third')];
    await expect(ask('fourth')).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    const other = ask('other', 'elsewhere');
    for (const name of ['first', 'second', 'other', 'third']) await end(name);
    expect(await Promise.all([...all, other])).toEqual(['first', 'second', 'third', 'other']);
  });

  it('frees the turn of what fails', async () => {
    const { began, ask, end } = makeWork(new FewAtATime(1, 2));
    const failing = expect(ask('failing')).rejects.toThrow('away');
    const next = ask('next');
    await end('failing', new Error('away'));
    await failing;
    await end('next');
    expect(await next).toBe('next');
    const last = ask('last');
    expect(began).toEqual(['failing', 'next', 'last']);
    await end('last');
    await last;
  });
});
