import type { CivilDate } from '../../../shared/civil-time.js';
import { markedName, namelessPrefix } from './event-list-marks.js';

/** What the name of one event says. */
export interface ListTitle {
  /** All of it but the marks before and behind it. */
  readonly name: string;
  /** Without number, marks and what stands after the number. */
  readonly title: string;
  /** 第3回 */
  readonly number?: number;
  /** What stands after the number: 「就労について」. */
  readonly topic?: string;
  /** True where the name begins with the number: alone, 第5回講演会 is a title and no number. */
  readonly isNumberFirst?: boolean;
  readonly isCancelled: boolean;
  /** True where it is put off: 【延期】. */
  readonly isPostponed: boolean;
  /** What is kept of its marks as words: 【満席】. */
  readonly marks: readonly string[];
}

/** Numbers as lists write them; each has the number in its first group that matched. */
const NUMBERINGS: readonly RegExp[] = [
  /[（(〔[［【]?\s*第\s*([0-9０-９]{1,4}|[一二三四五六七八九十]{1,3})\s*回目?\s*[）)〕\]］】]?/gu,
  /[（(〔[［]\s*([0-9０-９]{1,4})\s*[/／]\s*(?:全)?([0-9０-９]{1,4})(?:回)?\s*[）)〕\]］]/gu,
  /([\u2460-\u2473])/gu,
  /[（(〔[［]?\s*(?<![0-9０-９全])([0-9０-９]{1,4})回目\s*[）)〕\]］]?/gu,
  /(?:^|\s)[#＃]([0-9０-９]{1,4})(?=\s|$)/gu,
  /(?:^|[\s　（(])[Vv][Oo][Ll][.．]?\s*([0-9０-９]{1,4})[）)]?(?=\s|$)/gu,
];
const KANJI_DIGITS = '一二三四五六七八九';

/**
 * Takes an event's name apart. A number that is the date of the event (5/13) is none; what stands before a number and names nothing
 * (令和7年度, 【オンライン】, 京都市) is not the title.
 * @param names of the town and of who holds it
 */
export function listTitle(name: string, date?: CivilDate, names: readonly string[] = []): ListTitle {
  const { name: unmarked, ...marked } = markedName(name);
  for (const numbering of NUMBERINGS) {
    const matches = [...unmarked.matchAll(numbering)];
    // Two numbers, as in 第1回・第2回, are no number.
    if (matches.length !== 1) continue;
    const [match] = matches;
    const number = numberOf(match!, date);
    if (number === undefined) continue;
    const before = unmarked.slice(0, match!.index).trim();
    const after = unmarked.slice(match!.index + match![0].length).trim();
    if (before === '' && after === '') break;
    const prefix = after === '' ? null : namelessPrefix(before, names);
    if (prefix) {
      return {
        ...{ ...marked, name: unmarked, title: after, number },
        marks: [...marked.marks, ...prefix.marks],
        ...(before === '' && { isNumberFirst: true }),
      };
    }
    const topic = after.replace(/^[:：\-－・、~～]\s*/u, '');
    return { ...marked, name: unmarked, title: before, number, ...(topic !== '' && { topic }) };
  }
  return { ...marked, name: unmarked, title: unmarked };
}

function numberOf(match: RegExpExecArray, date: CivilDate | undefined): number | undefined {
  const [, digits = '', of] = match;
  const circled = digits.codePointAt(0) ?? 0;
  const number =
    circled >= 0x2460 && circled <= 0x2473
      ? circled - 0x245f
      : /^[一二三四五六七八九十]/u.test(digits)
        ? kanjiNumber(digits)
        : Number(digits.normalize('NFKC'));
  if (!Number.isInteger(number) || number < 1 || number > 9999) return undefined;
  if (of === undefined) return number;
  const all = Number(of.normalize('NFKC'));
  const isDate =
    date !== undefined && number === Number(date.slice(5, 7)) && all === Number(date.slice(8, 10));
  return isDate || all < number ? undefined : number;
}

/** 三, 十, 十二, 二十三 */
function kanjiNumber(text: string): number {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (sign: string | undefined, none: number) => (sign ? KANJI_DIGITS.indexOf(sign) + 1 : none);
  return text.includes('十') ? digit(tens, 1) * 10 + digit(ones, 0) : digit(ones, 0);
}

/**
 * Titles of rows, once it is seen which of them count on: a number in front of a name that nothing else has, is a part of it.
 * @param known titles of programmes that are there already
 */
export function countedTitles<Titled extends ListTitle>(
  rows: readonly Titled[],
  known: readonly string[] = [],
): Titled[] {
  const byTitle = Map.groupBy(rows, ({ title }) => sameName(title));
  const goingOn = new Set(known.map(sameName));
  return rows.map((row) => {
    const name = sameName(row.title);
    if (!row.isNumberFirst || byTitle.get(name)!.length > 1 || goingOn.has(name)) return row;
    const { number: _, ...whole } = row;
    return { ...whole, title: row.name } as Titled;
  });
}

/** What two names have in common that mean the same thing: width, case and spaces do not count. */
export function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
}
