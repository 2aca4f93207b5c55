/** What lists and pages say where nobody pays anything. */
export const FREE_OF_CHARGE = '無料';

/** What a source writes where it means that nobody pays anything, and nothing else. */
const FREE =
  /^(?:(?:参加|受講|利用|入場|聴講|相談)?(?:費用|費|料金|料)?(?:は|:)?)無料(?:です)?(?:\((?:参加|入場)?無料\))?。?$/;
const FREE_EN = /^(?:admission |entry )?(?:is )?free(?: of charge| admission| entry)?\.?$/i;

/**
 * True where a programme's words on its fee say that it is free and no more: 「参加費：無料」. Words with a price, a condition or a cost
 * beside it (「無料（材料費実費）」) are not read as free, nor as anything else.
 */
export function saysFree(fee: string | null): boolean {
  const words = (fee ?? '').normalize('NFKC').trim();
  return FREE.test(words.replace(/\s/g, '')) || FREE_EN.test(words);
}

/** What everybody pays, in yen, where the source says that and nothing else: 「無料」, 「参加費 500円」. */
export function yenOf(fee: string | null): number | null {
  if (saysFree(fee)) return 0;
  const words = (fee ?? '').normalize('NFKC').replace(/\s/g, '');
  const amount = /^(?:(?:参加|受講|利用|入場)?(?:費用|費|料金|料)?:?)(\d{1,3}(?:,\d{3})+|\d{1,7})円$/.exec(
    words,
  )?.[1];
  return amount === undefined ? null : Number(amount.replaceAll(',', ''));
}
