import { firstGraphemes } from './text-width.js';

/** Characters that a mail says of one thing that others have written; the page behind its link says the rest. */
const MOST_IN_QUOTE = 160;
/** Characters as people count them that a subject may have; phones show some 40. */
export const MOST_IN_SUBJECT = 150;
/** The same of a sender's name. */
export const MOST_IN_NAME = 60;
/** Code units of one such character: the longest emoji have some 20, a heap of combining marks has thousands. */
const MOST_IN_GRAPHEME = 32;

/** Breaks of a line, and what else has no place in one. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
/** What turns the direction of what stands around it (Unicode Standard Annex 9). */
const TURNS_LINES = /\p{Bidi_Control}/gu;
/** The same, without what ends with its words: what is isolated from the first strong letter on stays so. */
const TURNS_THE_REST = /[\u202A-\u202E\u2066\u2067]/g;
/** Signs of no width that let two names look the same; none of them joins letters or emoji. */
const UNSEEN = /[\u00AD\u200B\u2060\uFEFF]/g;
const RUNS_LEFTWARDS =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069'];

/**
 * What somebody else has written, as a sentence of ours can carry it: on one line, no longer than a reader wants it, and where
 * it runs from right to left isolated, so that nothing around it is turned. The ways to break out of a line are taken out.
 */
export function quotable(text: string): string {
  const shown = shortened(onOneLine(text), MOST_IN_QUOTE);
  return RUNS_LEFTWARDS.test(shown) ? `${FIRST_STRONG_ISOLATE}${shown}${POP_ISOLATE}` : shown;
}

/** The same where there is something to quote. */
export function quotableOrNull<Text extends string | null | undefined>(text: Text): Text | string {
  return typeof text === 'string' ? quotable(text) : text;
}

/**
 * Words of others as one harmless line for a header: no line breaks, nothing that turns the direction of the line, nothing
 * that reads as an encoded word (RFC 2047 §2) that they wrote themselves, and at most `most` characters as people count
 * them, with … where something is left out.
 */
export function headerText(text: string, most: number): string {
  const line = onOneLine(text).replace(UNSEEN, '').replaceAll('=?', '= ?').replace(/ {2,}/g, ' ').trim();
  return shortened(line, most);
}

/** A body without the marks that turn the lines of a whole mail; what is isolated stays so. */
export function withoutTurns(text: string): string {
  return text.replace(TURNS_THE_REST, '');
}

function onOneLine(text: string): string {
  return text.toWellFormed().replace(BREAKS, ' ').replace(TURNS_LINES, '').trim();
}

/** At most so many characters as people count them, none of them a heap of marks; … stands for the rest. */
function shortened(text: string, most: number): string {
  const kept = firstGraphemes(text, most + 1).map((one) =>
    one.length > MOST_IN_GRAPHEME ? one.slice(0, MOST_IN_GRAPHEME).toWellFormed() : one,
  );
  if (kept.length <= most) return kept.join('');
  return `${kept
    .slice(0, most - 1)
    .join('')
    .trimEnd()}…`;
}
