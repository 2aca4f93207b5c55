import { countedAt, numberAt } from './counted.js';
import { KANJI, type Part, spelledReading } from './spelled-reading.js';

/**
 * How a word is read. `only`: what may follow it, as letters (話 is はな before し, はなし elsewhere). `joins`: a single kanji that is read so
 * behind other kanji (室), or before them or a number (各); any other single kanji is read only where it stands alone.
 */
export interface Word {
  readonly text: string;
  /** In hiragana. */
  readonly reading: string;
  readonly only?: string;
  readonly joins?: 'after' | 'before';
}

interface Known {
  readonly word: Word;
  /** Worked out when it is first met. */
  readonly parts: () => readonly Part[];
}

const RUN = new RegExp(`[${KANJI}]+`, 'uy');
/** Kanji of which the text itself says in brackets how they are read. */
const SAID = new RegExp(`([${KANJI}]+)[（(]([ぁ-ゖー]+)[）)]`, 'uy');
/** Words in brackets that are none of the kanji before them. */
const NO_READING =
  /^(?:あり|なし|など|のみ|ほか|まで|から|より|ため|おおよそ|およそ|むりょう|めやす|ただし|または)/;
/** （月）, 月・水・金, 火～土, 月・木曜日, 毎週日・月曜日: weekdays by one kanji; 年・月・日 are none. */
const WEEKDAY = '[月火水木金土日祝]';
const BETWEEN = '[・、，,～〜~－-]';
const WEEKDAYS = new RegExp(
  `(?<=[（(])${WEEKDAY}(?=[）)])|(?:(?<![${KANJI}]|年[・、，,])|(?<=[毎隔]週))` +
    `${WEEKDAY}(?:${BETWEEN}${WEEKDAY})*${BETWEEN}(?:${WEEKDAY}曜日?|祝日|${WEEKDAY}(?![${KANJI}]))`,
  'uy',
);
const DAY_READINGS = new Map(
  ['月げつ', '火か', '水すい', '木もく', '金きん', '土ど', '日にち', '祝しゅく'].map((one) => [
    one[0],
    one.slice(1),
  ]),
);
/** 木漏れ, of which nobody said how it is read: what follows is a part of the same word. No particle ends so. */
const ENDS_IN_OKURIGANA = new RegExp(`[${KANJI}][ぁ-ゖ]?[^のはがをにへともやでか\\P{Script=Hiragana}]$`, 'u');
/** A letter with which a run of kanji or a number begins, or half of one. */
/** Okurigana: a kanji before it is a verb's, 図る, 組み, and not the noun 図 or 組. */
const OKURIGANA = /^[りるれろむみえけげっ]/;
const BEGINS_SOMETHING = new RegExp(`[${KANJI}\\p{N}]|[\ud800-\udfff]`, 'u');
const ANY_KANJI = new RegExp(`[${KANJI}]`, 'u');

/**
 * Reads Japanese by words that people wrote down, never by a guess: a run of kanji is read only where words cover the whole of it, the
 * longest first. A name of which no one has said how it is read stays as it is.
 */
export class Reader {
  private readonly own: ReadonlyMap<string, readonly Known[]>;
  private readonly merged = new Map<string, readonly Known[]>();

  /**
   * @param words earlier ones count before later ones of the same text
   * @param others whose words are read too, where none of these is the same
   */
  constructor(
    words: Iterable<Word>,
    private readonly others?: Reader,
  ) {
    this.own = Map.groupBy(
      [...words].filter(({ text }) => text !== '').map((word) => ({ word, parts: partsOf(word) })),
      ({ word }) => word.text.slice(0, 1),
    );
  }

  /** Words that begin with a letter, in the order in which they are tried: the longest first. */
  private knownBy(first: string): readonly Known[] {
    const known = this.merged.get(first);
    if (known) return known;
    const all = new Map<string, Known>();
    for (const one of [...(this.own.get(first) ?? []), ...(this.others?.knownBy(first) ?? [])]) {
      const name = `${one.word.text}+${one.word.only ?? ''}+${one.word.joins ?? ''}`;
      if (!all.has(name)) all.set(name, one);
    }
    const weight = ({ word }: Known) => word.text.length * 2 + (word.only === undefined ? 0 : 1);
    const sorted = [...all.values()].sort((one, other) => weight(other) - weight(one));
    this.merged.set(first, sorted);
    return sorted;
  }

  /** The text in pieces, with the readings that are known; put together again they are the text, brackets with readings left out. */
  parts(text: string): Part[] {
    if (!ANY_KANJI.test(text)) return [{ text, reading: null }];
    const parts: Part[] = [];
    let plain = '';
    let isAfterUnread = false;
    let at = 0;
    while (at < text.length) {
      const letter = text.charAt(at);
      if (!BEGINS_SOMETHING.test(letter) && this.knownBy(letter).length === 0) {
        plain += letter;
        at++;
        continue;
      }
      // Behind a number that counts nothing known, a kanji is a counter that is not known.
      const starts = !/\p{N}/u.test(text.charAt(at - 1));
      const isTail = isAfterUnread && ENDS_IN_OKURIGANA.test(plain.slice(-3));
      const words = isTail ? null : this.covered(text, at, starts);
      const found = this.said(text, at) ?? weekdaysAt(text, at) ?? words;
      if (found) {
        if (plain) parts.push({ text: plain, reading: null });
        plain = '';
        isAfterUnread = false;
        parts.push(...found.parts);
        at = found.end;
      } else {
        const skipped = runAt(text, at) || numberAt(text, at) || letter;
        plain += skipped;
        isAfterUnread ||= ANY_KANJI.test(skipped);
        at += skipped.length;
      }
    }
    if (plain) parts.push({ text: plain, reading: null });
    return parts;
  }

  /** 家族会（かぞくかい）: the text says it itself. What a word is known to be read counts more than brackets. */
  private said(text: string, at: number): Found | null {
    SAID.lastIndex = at;
    const [all, kanji = '', reading = ''] = SAID.exec(text) ?? [];
    if (all === undefined || NO_READING.test(reading)) return null;
    const known = this.covered(kanji, 0, true);
    if (known && known.end === kanji.length) {
      const own = known.parts.map((part) => part.reading ?? part.text).join('');
      return own === reading ? { parts: known.parts, end: at + all.length } : null;
    }
    const fits = reading.length >= kanji.length && reading.length <= kanji.length * 4;
    return fits ? { parts: [{ text: kanji, reading }], end: at + all.length } : null;
  }

  /** Words from `at` on that end where a run of kanji ends; null where there are none. `starts`: nothing of the run lies before. */
  private covered(text: string, at: number, starts: boolean): Found | null {
    for (const parts of countedAt(text, at)) {
      const end = at + parts.reduce((length, part) => length + part.text.length, 0);
      const found = this.continued(text, end, parts);
      if (found) return found;
    }
    for (const { word, parts } of this.knownBy(text.charAt(at))) {
      if (!text.startsWith(word.text, at)) continue;
      const end = at + word.text.length;
      const next = text.charAt(end);
      if (word.only !== undefined && (next === '' || !word.only.includes(next))) continue;
      if (!isInPlace(word, starts, text.slice(end, end + 2))) continue;
      const found = this.continued(text, end, parts());
      if (found) return found;
    }
    return null;
  }

  private continued(text: string, end: number, parts: readonly Part[]): Found | null {
    const isInside = runAt(text, end - lastLength(text, end)) !== '' && runAt(text, end) !== '';
    if (!isInside) return { parts: [...parts], end };
    // 毎週日・月曜日: days of the week follow.
    const rest = weekdaysAt(text, end) ?? this.covered(text, end, false);
    return rest && { parts: [...parts, ...rest.parts], end: rest.end };
  }
}

interface Found {
  readonly parts: Part[];
  /** Where it ends in the text. */
  readonly end: number;
}

/** True unless a single kanji would be read among others or in a verb as it is read alone, or the other way round. */
function isInPlace({ text, joins, only }: Word, starts: boolean, rest: string): boolean {
  if (joins === 'after') return !starts;
  const goesOn = runAt(rest, 0) !== '';
  if (joins === 'before') return goesOn || /^\p{N}/u.test(rest);
  const isSingleKanji = [...text].length === 1 && ANY_KANJI.test(text);
  return !isSingleKanji || only !== undefined || (starts && !goesOn && !OKURIGANA.test(rest));
}

function partsOf({ text, reading }: Word): () => readonly Part[] {
  let parts: readonly Part[] | undefined;
  return () => {
    parts ??= spelledReading(text, reading);
    return parts;
  };
}

function weekdaysAt(text: string, at: number): Found | null {
  WEEKDAYS.lastIndex = at;
  const [days] = WEEKDAYS.exec(text) ?? [];
  if (days === undefined) return null;
  const written = days.match(/祝日|.曜日?|./gu) ?? [];
  const parts = written.map((one) => ({ text: one, reading: dayReading(one) }));
  return { parts, end: at + days.length };
}

/** 月 げつ, 月曜日 げつようび, 祝日 しゅくじつ; null of what stands between. */
function dayReading(day: string): string | null {
  if (day === '祝日') return 'しゅくじつ';
  const first = DAY_READINGS.get(day.slice(0, 1));
  if (first === undefined) return null;
  return first + (day.includes('曜') ? 'よう' : '') + (day.endsWith('曜日') ? 'び' : '');
}

function runAt(text: string, at: number): string {
  RUN.lastIndex = at;
  return RUN.exec(text)?.[0] ?? '';
}

/** Code units of the character that ends there. */
function lastLength(text: string, end: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(end - 1)) ? 2 : 1;
}
