import { toHiragana } from 'wanakana';
import type { Reader } from '../../platform/views/furigana/reader.js';
import { folded } from './folding.js';

/** Words of a query that count; more of them say nothing more. */
const MOST_WORDS = 12;

/** One way in which a text can have a word: it has all of `parts`, and is like `pattern`. */
export interface Way {
  readonly parts: readonly string[];
  /** A regular expression of PostgreSQL over folded text, of letters and of what is written here alone. */
  readonly pattern?: string;
}

/** A word of a query: the ways in which a folded text, or its reading, can have it. */
export type Wanted = readonly Way[];

/** Kana by their vowels, folded: what may lengthen each. */
const LENGTHENED = new Map(
  (
    [
      ['あかさたなはまやらわがざだばぱ', 'あ?'],
      ['いきしちにひみりぎじびぴ', 'い?'],
      ['うくすつぬふむゆるぐずぶぷ', 'う?'],
      ['えけせてねへめれげぜでべぺ', '[いえ]?'],
      ['おこそとのほもよろごぞどぼぽ', '[うお]?'],
    ] as const
  ).flatMap(([kana, vowel]) => [...kana].map((one) => [one, vowel] as const)),
);

const KANA = /[ぁ-ゖ]/;
const EVERY_KANA = /[ぁ-ゖ]+/g;

/** What a query asks for. */
export interface Query {
  /** All of which must be found. Empty where the query says nothing to look for. */
  readonly words: readonly Wanted[];
  /** The words as one (家族 会), which is better found than each of them; null where there is one word. */
  readonly whole: Wanted | null;
}

/**
 * The words of a query, each as texts may have it: as it is typed; kanji by their reading where it is known (引きこもり, ひきこもり), kana
 * that the text may write in kanji (湘南かい), Latin letters as romaji.
 */
export function wantedIn(query: string, reader: Reader): Query {
  const typed = query
    .toWellFormed()
    .split(/[\s\p{Z}\p{Cc}、，,。]+/u)
    .filter((word) => folded(word) !== '');
  const each = new Map(typed.map((word) => [folded(word), word]));
  const words = [...each].slice(0, MOST_WORDS).map(([word, asTyped]) => waysOf(word, asTyped, reader));
  const all = typed.join('');
  return { words, whole: words.length > 1 ? waysOf(folded(all), all, reader) : null };
}

function waysOf(word: string, typed: string, reader: Reader): Wanted {
  const ways: Way[] = [{ parts: [word] }];
  if (/\p{Script=Han}/u.test(word)) {
    const parts = reader.parts(typed.normalize('NFKC'));
    const read = folded(parts.map(({ text, reading }) => reading ?? text).join(''));
    if (read !== word) ways.push({ parts: [read] });
    // Where nobody wrote down how the kanji are read, the text must have them.
    if (KANA.test(word) && /\p{Script=Han}/u.test(read)) ways.push(mixed(word));
    return ways;
  }
  // A hyphen may part romaji (kazoku-kai), or stand for a long vowel between kana.
  const kana = romaji(typed) ?? (/[ーｰ―〜～~-]/.test(typed) ? word : null);
  const pattern = kana === null ? null : lengthened(kana);
  if (pattern) ways.push({ parts: [], pattern });
  return ways;
}

/** 湘南かい finds 湘南会: where it has kana, the text may have as many other letters or fewer, and is read so. */
function mixed(word: string): Way {
  const pattern = word.replaceAll(EVERY_KANA, (run) => `(${run}|[^a-z0-9\n]{1,${run.length}})`);
  return { parts: word.match(EVERY_KANA) ?? [], pattern };
}

/** Kana with each vowel short or long: とうきょう, ときょ and とーきょー are one. Null of what is no kana, or too little to look for. */
function lengthened(kana: string): string | null {
  if (!/^[ぁ-ゖ]+$/.test(kana)) return null;
  const sounds: string[] = [];
  let vowel: string | undefined;
  for (const one of kana) {
    // What lengthens the letter before it is in its pattern already.
    const isLong = vowel?.includes(one) ?? false;
    vowel = isLong ? undefined : LENGTHENED.get(one);
    if (!isLong) sounds.push(one + (vowel ?? ''));
  }
  return sounds.length > 1 ? sounds.join('') : null;
}

/** Romaji as folded kana; the last letters may be a kana half typed. Null where it is none. */
function romaji(typed: string): string | null {
  const letters = typed
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’\u2010\u2011-]/g, '')
    .toLowerCase();
  if (!/^[a-z]{2,}$/.test(letters)) return null;
  const kana = toHiragana(letters.replace(/m(?=[bpm])/g, 'n'));
  const whole = kana.replace(/[a-z]{1,2}$/, '');
  return whole === kana || whole.length > 2 ? folded(whole) : null;
}
