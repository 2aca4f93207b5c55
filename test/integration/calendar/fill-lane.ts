import type { FewAtATime } from '../../../src/platform/few-at-a-time.js';

/** Has all turns taken and as many waiting in `lane` as may. Gives what ends it. */
export function fillLane(queue: FewAtATime, lane: string): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work: Promise<unknown>[] = [];
  let isFull = false;
  // Far more than any queue takes.
  for (let count = 0; count < 1000; count += 1) {
    work.push(
      queue
        .run(() => promise, lane)
        .catch(() => {
          isFull = true;
        }),
    );
  }
  return async () => {
    resolve();
    await Promise.all(work);
    if (!isFull) throw new Error('the lane takes more than a thousand');
  };
}
