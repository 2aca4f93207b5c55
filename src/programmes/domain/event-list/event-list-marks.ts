/** An event's name without the marks that lists put before and behind it. */
export interface MarkedName {
  readonly name: string;
  /** The marks as they stand, in order: 【満席】. Those that call it off are not among them. */
  readonly marks: readonly string[];
  readonly isCancelled: boolean;
  /** True where it is put off: 【延期】. */
  readonly isPostponed: boolean;
}

const CANCELLED =
  /[【[［(（〔《＜<]\s?(?:開催)?中止(?:となりました|になりました|しました|決定)?\s?[】\]］)）〕》＞>]|^中止\s?[:：]\s?/gu;
/** What marks say that tell how an event stands and not what it is. */
const STATES = [
  '満席|満員|定員に?達し(?:まし)?た(?:ため)?(?:受付終了|締切)?',
  '延期(?:になりました|となりました|しました|決定)?|日程変更|会場変更|時間変更|変更あり',
  '(?:申込)?受付(?:前|中|終了|締切|を?終了しました)|募集(?:中|終了)|締切(?:りました)?|残席?わずか|キャンセル待ち(?:受付中)?|空きあり',
  '要(?:事前)?(?:申込|申し込み|申込み|予約)|(?:事前)?(?:申込|予約)(?:制|必要)',
].join('|');
/** In round brackets this may be a part of the name: 居場所（オンライン）. */
const WAYS = 'オンライン|オンライン開催|対面|対面開催|ハイブリッド';
const MARK = [
  `[【\\[［〔《＜<]\\s?(?:${STATES}|${WAYS})\\s?[】\\]］〕》＞>]`,
  `[(（]\\s?(?:${STATES})\\s?[)）]`,
].join('|');
const LEADING = new RegExp(`^(?:${MARK})`, 'u');
const TRAILING = new RegExp(`(?:${MARK})$`, 'u');
const POSTPONED = /延期/u;
/** Any text in brackets. */
const BRACKETED = /[【[［(（〔《＜<][^】\]］)）〕》＞>]*[】\]］)）〕》＞>]/gu;
const YEAR =
  /(?:(?:令和|平成|昭和)\s?(?:[0-9]{1,2}|元)|[rhs][0-9]{1,2}|(?:19|20)[0-9]{2})\s?(?:年度|年)|(?:今|本)年度/gu;

/** Takes off the marks before and behind a name. A name of marks alone stays as it is. */
export function markedName(name: string): MarkedName {
  const whole = name.replace(/\s+/gu, ' ').trim();
  const uncancelled = whole.replace(CANCELLED, ' ').replace(/\s+/gu, ' ').trim();
  const isCancelled = whole.search(CANCELLED) >= 0;
  const leading: string[] = [];
  const trailing: string[] = [];
  let rest = uncancelled;
  for (let mark = LEADING.exec(rest); mark; mark = LEADING.exec(rest)) {
    leading.push(mark[0]);
    rest = rest.slice(mark[0].length).trimStart();
  }
  for (let mark = TRAILING.exec(rest); mark; mark = TRAILING.exec(rest)) {
    trailing.unshift(mark[0]);
    rest = rest.slice(0, -mark[0].length).trimEnd();
  }
  if (rest === '') return { name: whole, marks: [], isCancelled, isPostponed: POSTPONED.test(whole) };
  const marks = [...leading, ...trailing];
  return { name: rest, marks, isCancelled, isPostponed: marks.some((mark) => POSTPONED.test(mark)) };
}

/**
 * What stands before a number and names no event: a year (`年度`), brackets, whose it is. Null: it names one.
 * @param names of the town and of who holds it
 */
export function namelessPrefix(
  before: string,
  names: readonly string[],
): { readonly marks: readonly string[] } | null {
  const marks = [...before.matchAll(BRACKETED)].map(([mark]) => mark);
  let rest = before.replace(BRACKETED, ' ').normalize('NFKC').toLowerCase().replace(YEAR, ' ');
  const known = names
    .map((name) => name.normalize('NFKC').toLowerCase().trim())
    .filter((name) => name !== '');
  for (const name of known.sort((one, other) => other.length - one.length)) rest = rest.replaceAll(name, ' ');
  return /^[\s・、,:：の/-]*(?:主催)?[\s・、,:：/-]*$/u.test(rest) ? { marks } : null;
}
