import { KANJI, type Part } from './spelled-reading.js';

/** 日 of the days that are not read by their number: the reading of the whole. */
const DAYS = new Map([
  ...[
    [2, 'ふつか'],
    [3, 'みっか'],
    [4, 'よっか'],
    [5, 'いつか'],
    [6, 'むいか'],
    [7, 'なのか'],
    [8, 'ようか'],
    [9, 'ここのか'],
    [10, 'とおか'],
    [14, 'じゅうよっか'],
    [20, 'はつか'],
    [24, 'にじゅうよっか'],
  ],
] as [number, string][]);

/** What follows a number, and how it is read behind it; a function where that depends on the number, null where it is not counted so. */
const COUNTERS: readonly (readonly [string, string | ((number: number) => string | null)])[] = [
  // 1年中 is all through the year, 3年中 within three.
  ['年中', (number) => (number === 1 ? 'ねんじゅう' : null)],
  ['日中', (number) => (number === 1 ? 'にちじゅう' : null)],
  ['か月', 'かげつ'],
  ['ヶ月', 'かげつ'],
  ['カ月', 'かげつ'],
  ['ヵ月', 'かげつ'],
  ['か所', 'かしょ'],
  ['ヶ所', 'かしょ'],
  ['カ所', 'かしょ'],
  ['週間', 'しゅうかん'],
  ['時間', 'じかん'],
  ['年度', 'ねんど'],
  ['年間', 'ねんかん'],
  ['丁目', 'ちょうめ'],
  ['番地', 'ばんち'],
  ['番目', 'ばんめ'],
  ['号室', 'ごうしつ'],
  ['文字', 'もじ'],
  ['通り', 'とおり'],
  ['年', 'ねん'],
  ['月', 'がつ'],
  ['日', 'にち'],
  ['時', 'じ'],
  ['分', minutes],
  ['秒', 'びょう'],
  ['回', 'かい'],
  ['人', 'にん'],
  ['名', 'めい'],
  ['組', 'くみ'],
  ['席', 'せき'],
  ['件', 'けん'],
  ['歳', 'さい'],
  ['才', 'さい'],
  ['代', 'だい'],
  ['円', 'えん'],
  ['階', (number) => (number % 10 === 3 ? 'がい' : 'かい')],
  ['番', 'ばん'],
  ['号', 'ごう'],
  ['枚', 'まい'],
  ['期', 'き'],
  ['部', 'ぶ'],
  ['行', 'ぎょう'],
  ['桁', 'けた'],
  ['度', 'ど'],
  ['倍', 'ばい'],
  ['点', 'てん'],
  ['字', 'じ'],
  ['個', 'こ'],
  ['冊', 'さつ'],
  ['通', 'つう'],
  ['室', 'しつ'],
  ['台', 'だい'],
];

/** Counted words whose number is read with them. */
const WHOLE = new Map([
  ['1人', 'ひとり'],
  ['2人', 'ふたり'],
  ['1組', 'ひとくみ'],
  ['2組', 'ふたくみ'],
]);

const NUMBER = /[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?/y;

/** The number that begins there; empty where none does. */
export function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? '';
}

/** 0分 れいふん, 1分 いっぷん, 2分 にふん, 3分 さんぷん … 10分 じゅっぷん. */
function minutes(number: number): string {
  return number === 0 || [2, 5, 7, 9].includes(number % 10) ? 'ふん' : 'ぷん';
}

/** What is counted also where a space stands behind the number, and no kanji behind it. */
const SPACED = new RegExp(`[ \\u3000](?=[人名組回歳円席](?![${KANJI}]))`, 'uy');
/** The end of a month's name, and what lies before a day of it. */
const ENDS_IN_MONTH = /[0-9０-９][ \u3000]?月$/;

/**
 * A number at `at` with what it counts there, longest first; empty where nothing that is known follows it. 1日 is ついたち only as a
 * date: behind the number of its month.
 */
export function countedAt(text: string, at: number): Part[][] {
  const figures = numberAt(text, at);
  if (figures === '') return [];
  const number = Number(figures.normalize('NFKC').replaceAll(',', ''));
  SPACED.lastIndex = at + figures.length;
  const digits = figures + (SPACED.exec(text)?.[0] ?? '');
  const after = at + digits.length;
  const isInMonth = ENDS_IN_MONTH.test(text.slice(0, at));
  return COUNTERS.filter(([counter]) => text.startsWith(counter, after)).flatMap(([counter, reading]) => {
    if (counter === '月' && !(number >= 1 && number <= 12)) return [];
    // 第3日曜日: the third of them.
    if (text.startsWith('曜', after + counter.length)) return [];
    const whole = wholeReading(number, counter, isInMonth);
    if (whole) return [[{ text: digits + counter, reading: whole }]];
    const own = typeof reading === 'string' ? reading : reading(number);
    if (own === null || (counter === '日中' && isInMonth)) return [];
    return [
      [
        { text: digits, reading: null },
        { text: counter, reading: own },
      ],
    ];
  });
}

function wholeReading(number: number, counter: string, isInMonth: boolean): string | undefined {
  if (counter !== '日') return WHOLE.get(`${number}${counter}`);
  return number === 1 && isInMonth ? 'ついたち' : DAYS.get(number);
}
