import { bare, folded, tellingParts, WITHDRAWAL } from './telling-parts.js';

/** Shorter titles and topics of single sessions are ordinary words: まとめ, 休み. */
export const LEAST_TOPIC = 4;

/** Whether a session's title or topic is long enough to be known again. */
export function isTellingTopic(topic: string | null): boolean {
  return topic !== null && topic.length >= LEAST_TOPIC;
}

/**
 * The first of what must not be said that `text` says all the same: the word for withdrawal, however it is spelled, or a name, or a
 * part of a name by which it is known again; undefined: nothing. Compared without width, case, kana, spaces, punctuation and
 * what cannot be seen.
 * @param names of programmes, organizations, venues; null where there is none in that language
 */
export function givenAway(text: string, names: readonly (string | null)[]): string | undefined {
  const said = bare(folded(text));
  const withdrawal = WITHDRAWAL.exec(said);
  if (withdrawal) return withdrawal[0];
  for (const name of names) {
    const parts = name === null ? [] : tellingParts(name);
    const found = parts.find((part) => said.includes(bare(folded(part))));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether `givenAway` finds anything. */
export function givesAway(text: string, names: readonly (string | null)[]): boolean {
  return givenAway(text, names) !== undefined;
}
