import { graphemes, isWide, widthOf } from './text-width.js';

/** What no line begins with (kinsoku, JIS X 4051): closing marks, small kana, marks of sound and length. */
const NOT_FIRST =
  /^[、。，．,.:;：；！？!?)\]}）］｝〕〉》」』】’”々ー〜～・…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜ｧ-ｯｰﾞﾟ｡｣､％%]/;
/** What no line ends with: opening marks. */
const NOT_LAST = /[([{（［｛〔〈《「『【‘“]$/;
/** Links stay whole, whatever they are followed by. */
const LINK = /(?:https?:\/\/|mailto:)[^\s\u3000。、「」（）『』【】]+/gu;
/** After these a sentence is over, with the brackets that close it. */
const SENTENCES = /(?<=[。！？][」』）]?)(?![」』）。！？])/u;
const PHRASE_MARK = /[、，：；）」』】]$/;
/** A line that is broken at a mark keeps at least this part of its columns. */
const LEAST_FILLED = 0.45;

const WORDS = new Intl.Segmenter('ja', { granularity: 'word' });

/**
 * How good a place is to break a line behind, the best first: a mark; a space, or the end of a phrase (kana before, something
 * else after); the end of a word; anywhere.
 */
const PLACES = ['mark', 'phrase', 'word', 'letter'] as const;
type Place = (typeof PLACES)[number];

/** What is never broken, and whether a line may end with it. */
interface Piece {
  readonly text: string;
  readonly width: number;
  /** The same without the space at its end, which no line keeps. */
  readonly widthAtEnd: number;
  readonly after: Place | null;
}

/**
 * Breaks lines that are wider than `columns`, where a full-width character takes two. Words that are parted by spaces are
 * kept whole. Japanese gets a line for each sentence; a longer sentence is broken after a mark (、), else at the end of a
 * phrase, and no line begins or ends with a mark that must not stand there. A link, or a word that is longer than a line,
 * stands on a line of its own, whole. Continued lines are indented like their first.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= columns ? line : wrappedLine(line, columns)))
    .join('\n');
}

function wrappedLine(line: string, columns: number): string {
  const head = /^[ \u3000]*(?:- |・)?/.exec(line)?.[0] ?? '';
  const indent = head.replace('-', ' ').replace('・', '\u3000');
  const sentences = line
    .slice(head.length)
    .split(SENTENCES)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  const room = Math.max(2, columns - widthOf(indent));
  const lines = sentences.flatMap((sentence) => linesOf(piecesOf(sentence), room));
  return lines.map((one, index) => (index === 0 ? head : indent) + one).join('\n');
}

function linesOf(pieces: readonly Piece[], room: number): string[] {
  const lines: string[] = [];
  let from = 0;
  while (from < pieces.length) {
    const until = endOfLine(pieces, from, room);
    lines.push(
      pieces
        .slice(from, until)
        .map(({ text }) => text)
        .join('')
        .trim(),
    );
    from = until;
  }
  return lines.filter((line) => line !== '');
}

/** @returns the index of the first piece of the next line */
function endOfLine(pieces: readonly Piece[], from: number, room: number): number {
  const ends = new Map<Place, number>();
  let width = 0;
  for (const [offset, { width: own, widthAtEnd, after }] of pieces.slice(from).entries()) {
    if (width + widthAtEnd > room) {
      const best = PLACES.find((place) => ends.has(place));
      return best ? (ends.get(best) as number) : endOfWord(pieces, from + offset);
    }
    width += own;
    const place = after === 'mark' && width < room * LEAST_FILLED ? 'phrase' : after;
    if (place) ends.set(place, from + offset + 1);
  }
  return pieces.length;
}

/** Where not even the first word has room: behind it. */
function endOfWord(pieces: readonly Piece[], from: number): number {
  const last = pieces.findIndex(({ after }, index) => index >= from && after !== null);
  return last < 0 ? pieces.length : last + 1;
}

function piecesOf(sentence: string): Piece[] {
  const texts = unbroken(sentence);
  const ends = wordEnds(sentence);
  let position = 0;
  return texts.map((text, index) => {
    position += text.length;
    const next = texts[index + 1] ?? '';
    return {
      text,
      width: widthOf(text),
      widthAtEnd: widthOf(text.trimEnd()),
      after: next === '' ? null : placeBetween(text, next, ends.has(position)),
    };
  });
}

/** Links, words of narrow letters with the space behind them, and single characters of scripts without spaces. */
function unbroken(sentence: string): string[] {
  const texts: string[] = [];
  let position = 0;
  for (const { 0: link, index } of sentence.matchAll(LINK)) {
    texts.push(...lettersOf(sentence.slice(position, index)), link);
    position = index + link.length;
  }
  return [...texts, ...lettersOf(sentence.slice(position))];
}

function lettersOf(text: string): string[] {
  const pieces: string[] = [];
  let word = '';
  for (const grapheme of graphemes(text)) {
    if (isUnspaced(grapheme) || isSpace(grapheme)) {
      if (isSpace(grapheme)) pieces.push(word + grapheme);
      else pieces.push(...(word === '' ? [] : [word]), grapheme);
      word = '';
    } else word += grapheme;
  }
  return word === '' ? pieces : [...pieces, word];
}

function placeBetween(before: string, after: string, isWordEnd: boolean): Place | null {
  if (NOT_LAST.test(before) || NOT_FIRST.test(after) || after.trim() === '') return null;
  if (isSpace(before)) return PHRASE_MARK.test(before.trimEnd()) ? 'mark' : 'phrase';
  if (!isUnspaced(before) && !isUnspaced(after)) return null;
  if (PHRASE_MARK.test(before)) return 'mark';
  // を is a particle wherever it stands.
  if (before === 'を') return 'phrase';
  if (/\p{Script=Hiragana}$/u.test(before) && !/^\p{Script=Hiragana}/u.test(after)) return 'phrase';
  return isWordEnd ? 'word' : 'letter';
}

/** Where the words of the sentence end, as positions in it. */
function wordEnds(sentence: string): ReadonlySet<number> {
  return new Set([...WORDS.segment(sentence)].map(({ index, segment }) => index + segment.length));
}

/** True for characters of scripts that part no words. */
function isUnspaced(text: string): boolean {
  return isWide(text) || /[\uFF61-\uFF9F]/.test(text);
}

function isSpace(text: string): boolean {
  return text.endsWith(' ') || text.endsWith('\u3000');
}
