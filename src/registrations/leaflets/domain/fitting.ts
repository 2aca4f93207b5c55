import type { Contents, Passage, Said } from './leaflet.js';
import { shortened } from './shortening.js';
import { breadthOf } from './text-space.js';

/** A sheet or a panel of it: the sizes of its text, largest first, and whether contents fit at one of them. */
export interface Frame {
  /** Points; the last is the smallest that may be read. */
  readonly sizes: readonly number[];
  /** Passages that stand here; the others are not touched. */
  readonly passages: readonly Passage[];
  /** How few dates are shown before texts are cut for their sake; 0: dates do not stand here. */
  readonly fewestDates: number;
  /** Points that the contents take of the height, of `room`. */
  heightOf(contents: Contents, size: number): number;
  readonly room: number;
}

export interface Fitted {
  readonly contents: Contents;
  /** Which of the frame's sizes: 0 is the largest. */
  readonly step: number;
}

/** Ems of text that count as one line of a date. */
const DATE_EMS = 24;
/** Each passage keeps so many ems before a longer one is cut first. */
const KEPT_EMS: Readonly<Partial<Record<Passage, number>>> = {
  contact: 60,
  where: 60,
  when: 60,
  register: 60,
  who: 50,
};

const NEVER_ALL: readonly Passage[] = ['contact', 'when', 'where'];

/**
 * The largest text at which the contents fit. Where even the smallest is too large, the longest passage is cut by a sentence, or
 * the last date left out, until they do.
 */
export function fitContents(contents: Contents, frame: Frame, from = 0): Fitted {
  const last = frame.sizes.length - 1;
  for (let step = from; step <= last; step++) {
    if (frame.heightOf(contents, frame.sizes[step]!) <= frame.room) return { contents, step };
  }
  let left = contents;
  while (frame.heightOf(left, frame.sizes[last]!) > frame.room) {
    const cut = withLess(left, frame);
    if (!cut) break;
    left = cut;
  }
  return { contents: left, step: last };
}

/** The contents with a little less of what is longest; null: nothing is left that could go. */
function withLess(contents: Contents, frame: Frame): Contents | null {
  const candidates = [
    ...frame.passages.map((name) => ({
      name,
      excess: breadthOfAll(contents.passages[name]) - (KEPT_EMS[name] ?? 0),
    })),
    ...(frame.fewestDates > 0
      ? [{ name: null, excess: (contents.dates.length - frame.fewestDates) * DATE_EMS }]
      : []),
  ].sort((one, other) => other.excess - one.excess);
  for (const { name } of candidates) {
    const cut = name === null ? withoutLastDate(contents, frame.fewestDates) : withShorter(contents, name);
    if (cut) return cut;
  }
  return frame.fewestDates > 0 ? withBareDates(contents) : null;
}

/** At the very last, topics and places go that stand beside dates. */
function withBareDates(contents: Contents): Contents | null {
  if (contents.dates.every(({ about }) => about === null)) return null;
  return { ...contents, dates: contents.dates.map((row) => ({ ...row, about: null })), isCut: true };
}

function withoutLastDate(contents: Contents, fewest: number): Contents | null {
  const { dates, more } = contents;
  if (fewest === 0 || dates.length <= Math.min(fewest, 1)) return null;
  return { ...contents, dates: dates.slice(0, -1), more: more + 1 };
}

function withShorter(contents: Contents, name: Passage): Contents | null {
  const lines = contents.passages[name];
  const last = lines.at(-1);
  if (!last) return null;
  const text = shortened(last.text);
  const rest: Said[] = [...lines.slice(0, -1), ...(text === null ? [] : [{ ...last, text }])];
  // Whom to ask, when, and where, never goes altogether.
  if (rest.length === 0 && NEVER_ALL.includes(name)) return null;
  return { ...contents, passages: { ...contents.passages, [name]: rest }, isCut: true };
}

/** How much is said: ems of text, and dates as if they were text. */
export function amountOf({ passages, dates }: Contents): number {
  const texts = Object.values(passages).reduce((sum, lines) => sum + breadthOfAll(lines), 0);
  return texts + dates.reduce((sum, { about }) => sum + DATE_EMS + breadthOf(about?.text ?? ''), 0);
}

function breadthOfAll(lines: readonly Said[]): number {
  return lines.reduce((sum, { text }) => sum + breadthOf(text), 0);
}
