/** Ends of sentences, with what closes them. */
const SENTENCE = /[^。．！？!?\n]*(?:[。．！？!?]+[」』）)]*|\.(?=\s)|\n|$)/gu;
/** Shorter than this, nothing is left to say. */
const LEAST = 12;
const DOTS = '…';

/**
 * A text without its last sentence; of a single sentence, its beginning up to a comma or a word, and dots. Cut again and again, it
 * comes to an end.
 * @returns null where nothing sensible would be left
 */
export function shortened(text: string): string | null {
  const sentences = (text.match(SENTENCE) ?? []).filter((sentence) => sentence.trim() !== '');
  if (sentences.length > 1) return sentences.slice(0, -1).join('').trim();
  return cutAt(text, Math.floor(text.length * 0.8));
}

/** The beginning of a text, with dots, no longer than `length` characters. @returns null where that would say nothing */
export function cutAt(text: string, length: number): string | null {
  const characters = [...text];
  if (characters.length <= length) return text;
  const bare = characters
    .slice(0, Math.max(0, length - 1))
    .join('')
    .replace(/…+$/, '');
  const clause = Math.max(bare.lastIndexOf('、'), bare.lastIndexOf(' '), bare.lastIndexOf('，'));
  const beginning = (clause > bare.length / 2 ? bare.slice(0, clause) : bare).replace(
    /[、，\s・（「『]+$/u,
    '',
  );
  return beginning.length < LEAST ? null : `${beginning}${DOTS}`;
}
