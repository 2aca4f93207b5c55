/** A lecturer as written, and the key under which the same person is found again. */
export interface NamedLecturer {
  readonly name: string;
  readonly key: string;
}

/** Several lecturers in one field. */
const BETWEEN = /[、，,・／/;；\n\r]+/;
/** A middle dot inside a name in katakana (ジョン・スミス) joins: either half alone is no one. */
const DOT_IN_NAME = /(\p{sc=Katakana}[\p{sc=Katakana}ー]*)・(?=\p{sc=Katakana})/gu;
const IN_BRACKETS = /\([^)]*\)|\[[^\]]*\]|「[^」]*」/g;
const AND_OTHERS = /(?:ほか|他|など|等)(?:\d+名)?$/;
const COURTESY = /(?:氏|先生|さん|様)$/;
/** A word that ends so says what somebody is, not who. */
const WHAT_NOT_WHO =
  /(?:職員|相談員|支援員|スタッフ|部局|課|係|未定|調整中|講師|教授|院長|所長|センター長|会長|理事長?|代表|医師?|師|福祉士|心理士|弁護士|書士|プランナー|カウンセラー|当事者|経験者|家族|tba|tbd|staff)$/;

/**
 * The lecturers of a session, one by one. Names are compared without width, spaces, brackets, courtesy and what the
 * person is, where that is a word of its own: 「臨床心理士　斎藤　環氏（筑波大学）」 is 「斎藤環」. Who is only said to be
 * something (「保健師」「市職員」「未定」) is nobody: two sessions with a public health nurse need not have the same one.
 */
export function lecturersOf(field: string | null): readonly NamedLecturer[] {
  if (field === null) return [];
  const found = new Map<string, NamedLecturer>();
  const bare = field.normalize('NFKC').replace(IN_BRACKETS, ' ').replace(DOT_IN_NAME, '$1');
  for (const part of bare.split(BETWEEN)) {
    const words = part.trim().replace(AND_OTHERS, '').split(/\s+/);
    const name = words.filter((word) => !WHAT_NOT_WHO.test(word.toLowerCase())).join(' ');
    const key = name.replaceAll(' ', '').replace(COURTESY, '').toLowerCase();
    if (key !== '') found.set(key, { name, key });
  }
  return [...found.values()];
}
