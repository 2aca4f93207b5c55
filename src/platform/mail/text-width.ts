/** What a terminal or a mail program shows in two columns, as far as living scripts go (Unicode Standard Annex 11: W and F). */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u;
const PICTURE = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\uFE0F/u;
/** Marks upon what stands before, joiners, and what only says how to show its neighbours. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}\u1160-\u11FF]/u;

const GRAPHEMES = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** What a reader takes for one character each: a letter with its marks, a family of emoji. */
export function graphemes(text: string): string[] {
  return [...GRAPHEMES.segment(text)].map(({ segment }) => segment);
}

/** The first of these, at most so many: the rest of a book is not even looked at. */
export function firstGraphemes(text: string, most: number): string[] {
  const first: string[] = [];
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (first.length === most) break;
    first.push(segment);
  }
  return first;
}

/** True for a character that is two columns wide. */
export function isWide(grapheme: string): boolean {
  return WIDE.test(grapheme) || PICTURE.test(grapheme);
}

/** Columns of a fixed-width font that the text takes: 2 for full-width characters and emoji, 0 for marks. */
export function widthOf(text: string): number {
  // Most of what is asked for is plain ASCII.
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  return graphemes(text).reduce((width, grapheme) => width + widthOfGrapheme(grapheme), 0);
}

function widthOfGrapheme(grapheme: string): number {
  if (isWide(grapheme)) return 2;
  return [...grapheme].filter((character) => !UNSEEN.test(character)).length;
}
