import { cutAt } from './shortening.js';
import { linesIn } from './text-space.js';

/** Where a headline stands: sizes in points (largest first), breadth in points, and how many lines it may take. */
export interface HeadlineFrame {
  readonly sizes: readonly number[];
  readonly breadth: number;
  readonly lines: number;
}

export interface FittedHeadline {
  readonly text: string;
  /** Which of the frame's sizes: 0 is the largest. */
  readonly step: number;
  readonly lines: number;
  /** Points. */
  readonly size: number;
}

/** Headlines break between phrases, so that lines are rarely full. */
const FULLNESS = 0.8;

/** The largest size at which the headline takes no more lines than it may; one that is too long even at the smallest ends in dots. */
export function fitHeadline(text: string, { sizes, breadth, lines }: HeadlineFrame): FittedHeadline {
  const linesAt = (words: string, size: number) => linesIn(words, (breadth / size) * FULLNESS);
  for (const [step, size] of sizes.entries()) {
    const taken = linesAt(text, size);
    // A short headline is larger on one or two lines than on as many as there may be.
    if (taken <= Math.min(lines, step < sizes.length / 2 ? 2 : lines))
      return { text, step, lines: taken, size };
  }
  const step = sizes.length - 1;
  const size = sizes[step]!;
  let words = text;
  while (linesAt(words, size) > lines) {
    const cut = cutAt(words, [...words].length - 2);
    if (cut === null || cut === words) break;
    words = cut;
  }
  return { text: words, step, lines: linesAt(words, size), size };
}
