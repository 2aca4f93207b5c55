/** A piece of a text with how it is read; null: as it stands. */
export interface Part {
  readonly text: string;
  readonly reading: string | null;
}

/** Kanji, and the small ケ that stands between them in names. */
export const KANJI = '\\p{Script=Han}ヶヵ';
const HAS_KANJI = new RegExp(`[${KANJI}]`, 'u');
/** Kana as they are read out; signs and spaces, which are not; all else, which the reading has to say. */
const SEGMENTS = /([ぁ-ゖァ-ヴー]+)|([^\p{L}\p{N}]+)|((?:(?![ぁ-ゖァ-ヴー])[\p{L}\p{N}])+)/gu;
const KATAKANA = /[\u30a1-\u30f6]/g;

/** Katakana as hiragana; all else stays. */
export function asHiragana(text: string): string {
  return text.replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

type Segment =
  | { readonly kind: 'kana'; readonly text: string; readonly sound: string }
  | { readonly kind: 'silent' | 'read'; readonly text: string };

/**
 * A word with its reading, laid over those of its letters that need it: 申し込み, もうしこみ gives 申（もう） し 込（こ） み. Where it can be laid
 * in no way or in more than one, the reading stands over the whole.
 * @param reading in hiragana or katakana
 */
export function spelledReading(text: string, reading: string): Part[] {
  const sound = asHiragana(reading).replace(/[^\p{L}\p{N}ー]/gu, '');
  const segments = segmentsOf(text);
  const ends = alignment(segments, sound);
  if (!ends) return [{ text, reading: asHiragana(reading) }];
  let from = 0;
  return segments.map((segment, index) => {
    const until = ends[index] ?? from;
    const own = sound.slice(from, until);
    from = until;
    const needsReading = segment.kind === 'read' && HAS_KANJI.test(segment.text);
    return { text: segment.text, reading: needsReading ? own : null };
  });
}

function segmentsOf(text: string): Segment[] {
  return [...text.matchAll(SEGMENTS)].map(([all, kana, silent]): Segment => {
    if (kana !== undefined) return { kind: 'kana', text: all, sound: asHiragana(kana) };
    return { kind: silent === undefined ? 'read' : 'silent', text: all };
  });
}

/** Where in the reading each segment ends; null where there is no way, or more than one. */
function alignment(segments: readonly Segment[], sound: string): number[] | null {
  const known = new Map<number, number>();
  const width = sound.length + 1;
  /** Ways, at most two, to lay the segments from `index` over the reading from `from`. */
  const ways = (index: number, from: number): number => {
    const place = index * width + from;
    const counted = known.get(place);
    if (counted !== undefined) return counted;
    const segment = segments[index];
    let count = 0;
    if (!segment) count = from === sound.length ? 1 : 0;
    else for (const end of endsOf(segment, sound, from)) count = Math.min(2, count + ways(index + 1, end));
    known.set(place, count);
    return count;
  };
  if (ways(0, 0) !== 1) return null;
  let from = 0;
  return segments.map((segment, index) => {
    from = endsOf(segment, sound, from).find((end) => ways(index + 1, end) === 1) ?? from;
    return from;
  });
}

function endsOf(segment: Segment, sound: string, from: number): number[] {
  if (segment.kind === 'silent') return [from];
  if (segment.kind === 'kana')
    return sound.startsWith(segment.sound, from) ? [from + segment.sound.length] : [];
  return Array.from({ length: sound.length - from }, (_, index) => from + index + 1);
}
