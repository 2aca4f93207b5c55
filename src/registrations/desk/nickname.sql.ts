const KATAKANA = Array.from({ length: 86 }, (_, index) => String.fromCodePoint(0x30a1 + index)).join('');
const HIRAGANA = Array.from({ length: 86 }, (_, index) => String.fromCodePoint(0x3041 + index)).join('');

/**
 * SQL: a nickname as it is compared: width (NFKC) and case do not matter, katakana is hiragana, spaces are nothing. Both what
 * is stored and what is typed go through it, so that there is one rule.
 */
export function plainNickname(expression: string): string {
  return `regexp_replace(translate(lower(normalize(${expression}, NFKC)), '${KATAKANA}', '${HIRAGANA}'), '\\s+', '', 'g')`;
}
