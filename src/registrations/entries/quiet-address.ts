import { folded } from '../mails/texts/telling-parts.js';

/** Digits as they stand in addresses, hyphens as keyboards give them, and the words between the numbers of a house. */
const DIGIT = '[0-9０-９]';
const KANJI_DIGIT = '[〇一二三四五六七八九十百]';
const HYPHEN = '[-‐‑‒–—−－ーｰ]';
const UNIT = '(?:丁目|番地割|地割|番地|番(?!町)|号(?!室|館|棟)|条|線)';
/** 1-2-3, 1丁目2番3号, 北1条西2丁目3-4, 一丁目二番三号; a number of a floor, a room or a house among several is none. */
const NUMBER = `(?:${DIGIT}+|${KANJI_DIGIT}+(?=${UNIT}))`;
const NO_FLOOR = `(?!${DIGIT}|\\s*(?:階|F|Ｆ|f|号室|号館|号棟))`;
const HOUSE_NUMBER = new RegExp(
  `${NUMBER}${NO_FLOOR}${UNIT}?(?:(?:${HYPHEN}|の|[東西南北]|\\s)?${NUMBER}${NO_FLOOR}${UNIT}?)*`,
  'u',
);
/** Before the address: the postal code has numbers of its own. */
const POSTAL_CODE = new RegExp(`^\\s*〒?\\s*${DIGIT}{3}${HYPHEN}?${DIGIT}{4}\\s*`, 'u');

/** What a house is for, in words; towns and streets have few of them in their names, and then go without. */
const INSTITUTION = new RegExp(
  [
    'センター ステーション クリニック サポート プラザ ハウス スペース カウンセリング こころ 心の メンタル ケア デイ フリースクール',
    '会館 公民館 児童館 病院 医院 診療 療育 保健 健康 福祉 相談 支援 精神 障害 障がい 発達 若者 家族 親の会 就労 作業所 居場所 の家',
    '社協 協議会 法人 協会 教会 機構 財団 学園 学校 学級 教育 大学 電話 ひきこもり',
  ]
    .flatMap((words) => words.split(' '))
    .map(folded)
    .concat(
      'cent(?:er|re)',
      'clinic',
      'hospital',
      'support',
      'station',
      'welfare',
      'health',
      'mental',
      'counsel',
      'npo',
    )
    .concat('tel(?![a-z])', 'fax', 'school', 'house(?![a-z])', 'foundation', 'association')
    .join('|'),
  'u',
);
/** An address of the web or of mail says more than where it is. */
const ELECTRONIC = /[a-z][a-z\d+.-]*:\/\/|www\.|@|[a-z\d-]\.(?:com|net|org|us|jp|info|example)(?![a-z])/;
/** Behind these stands what is in the house. */
const BEHIND_THE_HOUSE = /[\s、,，・（(【[「『].*$/su;

/**
 * Of an address in anybody's words the part that leads to the house, and names nobody in it: up to the house number
 * (`ほし市中央1-2`, `中央一丁目二番三号`), or the town alone where there is none. Floors and rooms are not in it.
 * @returns null where no such part is left
 */
export function addressOfHouse(address: string): string | null {
  const code = POSTAL_CODE.exec(address)?.[0] ?? '';
  const written = address.slice(code.length);
  if (ELECTRONIC.test(folded(address))) return null;
  const number = HOUSE_NUMBER.exec(written);
  // Where the number comes first, as in English, the town stands behind it.
  const isTownBehind = number !== null && !/\p{L}/u.test(written.slice(0, number.index));
  const house =
    number === null
      ? written.replace(BEHIND_THE_HOUSE, '')
      : isTownBehind
        ? written
        : written.slice(0, number.index + number[0].length);
  const isNamed = number === null && /[階FＦ]/u.test(house);
  const kept = `${code}${house}`.trim();
  return kept === '' || isNamed || INSTITUTION.test(folded(kept)) ? null : kept;
}
