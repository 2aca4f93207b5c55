/** Breadth of characters in ems, as Noto Sans JP has them: kanji and kana are square. Rather too broad than too narrow. */
const NARROW = 0.62;
const SPACE = 0.3;

/** What breaks only as a whole: words and numbers of Latin letters; every other character may begin a line. */
const PIECES = /[\u0021-\u024f]+|\s+|./gu;
/** What may not begin a line takes the character before it along (JIS X 4051). */
const CLINGS = /^[、。，．・：；？！ー）」』】〕〉》々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/u;

/** Breadth of a text on one line, in ems. */
export function breadthOf(text: string): number {
  let ems = 0;
  for (const character of text) ems += breadthOfOne(character);
  return ems;
}

function breadthOfOne(character: string): number {
  if (/\s/.test(character) && character !== '\u3000') return SPACE;
  return character <= '\u024f' || (character >= '\uff61' && character <= '\uff9f') ? NARROW : 1;
}

/** Lines that a text takes in a column of so many ems; a line feed begins a new one. */
export function linesIn(text: string, ems: number): number {
  return text.split('\n').reduce((lines, paragraph) => lines + linesOfOne(paragraph, ems), 0);
}

function linesOfOne(paragraph: string, ems: number): number {
  let lines = 1;
  let used = 0;
  let last = 0;
  for (const [piece] of paragraph.matchAll(PIECES)) {
    const breadth = breadthOf(piece);
    if (used + breadth <= ems) {
      used += breadth;
    } else if (breadth > ems) {
      // A word longer than the column is broken where it must be.
      const rest = used + breadth;
      lines += Math.floor(rest / ems);
      used = rest % ems;
    } else {
      lines++;
      used = breadth + (CLINGS.test(piece) ? last : 0);
    }
    last = breadth;
  }
  return lines;
}
