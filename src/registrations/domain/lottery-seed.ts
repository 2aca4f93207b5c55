/** Longest seed, and longest announcement of where it will come from, in characters. */
export const MAX_SEED = 200;

const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

/**
 * A seed, or any words that go into the list, as they are kept: composed (NFC), each run of white space one space, none at the
 * ends; so that whoever types them from a screen types the same bytes.
 * @returns undefined where it is empty, longer than 200 characters, or holds what cannot be seen
 */
export function visibleText(text: string): string | undefined {
  const plain = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return plain !== '' && [...plain].length <= MAX_SEED && VISIBLE.test(plain) ? plain : undefined;
}
