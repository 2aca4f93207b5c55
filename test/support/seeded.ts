/** Choices that are the same at every run (mulberry32). */
export interface Seeded {
  /** From 0 to 1. */
  (): number;
  /** From 0 to below `n`. */
  below(n: number): number;
  chance(probability: number): boolean;
  one<T>(of: readonly T[]): T;
}

export function seeded(seed: number): Seeded {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return Object.assign(next, {
    below,
    chance: (probability: number) => next() < probability,
    one: <T>(of: readonly T[]): T => of[below(of.length)] as T,
  });
}
