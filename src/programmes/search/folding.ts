import { asPresentKanji } from './kanji-spellings.js';

const KATAKANA = /[\u30a1-\u30f6]/g;
/** From a katakana to its hiragana, in code points. */
const TO_HIRAGANA = 0x60;

/** Kana that are written small, or in two ways of one sound, and as what they count here. */
const ONE_KANA = new Map(
  [
    ...['ぁあ', 'ぃい', 'ぅう', 'ぇえ', 'ぉお', 'っつ', 'ゃや', 'ゅゆ', 'ょよ', 'ゎわ', 'ゕか', 'ゖけ'],
    ...['ぢじ', 'づず', 'ゔぶ', 'をお', 'ゐい', 'ゑえ'],
  ].map((pair) => [...pair] as [string, string]),
);

const V_SOUNDS = new Map([
  ['ゔぁ', 'ば'],
  ['ゔぃ', 'び'],
  ['ゔぇ', 'べ'],
  ['ゔぉ', 'ぼ'],
]);

/**
 * A text as search compares it: however it is typed, one form. Half-width and full-width, katakana and hiragana, small and large
 * kana, long vowel marks, hyphens, accents, cases, former shapes of kanji, spaces and signs make no difference. What is part of a text
 * stays part of it: only characters are changed or left out. Folding what is folded changes nothing.
 */
export function folded(text: string): string {
  const plain = withoutAccents(withoutAccents(text.toWellFormed().normalize('NFKC').toLowerCase()));
  return asPresentKanji(plain)
    .replace(/(?<=\p{N})[ヶヵケ](?=\p{Script=Han})/gu, 'か')
    .replace(/(?<=\p{Script=Han})[ヶケ](?=\p{Script=Han})/gu, 'が')
    .replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - TO_HIRAGANA))
    .replace(/ゔ[ぁぃぇぉ]/g, (sound) => V_SOUNDS.get(sound) ?? sound)
    .replace(/[ぁ-ゖ]/g, (letter) => ONE_KANA.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]|[ーｰ゠\ufffd]/gu, '');
}

/** Letters without what stands over or under them: Tōkyō is tokyo. The marks that belong to kana stay. */
function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase();
}
