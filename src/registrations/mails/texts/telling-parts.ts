/** Katakana lies this far behind hiragana in Unicode. */
const KANA_DISTANCE = 0x60;

/**
 * The word that a discreet mail never says, as people spell it, in text that is `folded` and `bare`. 悲喜こもごも is another one;
 * 引き込む too.
 */
export const WITHDRAWAL =
  /(?:引き?|ひき)(?:こも(?!ご)り?|[籠篭](?:も?り)?|込(?:もり?|り))|h[iy]k{1,2}ikomori|social(?:ly)?withdraw(?:al|n)/;
/** The same in text that still has its spaces and brackets. */
const WITHDRAWAL_SPACED = new RegExp(WITHDRAWAL.source.replace('withdraw', '\\s*withdraw'));

/** Least weight (characters, those of Latin letters and digits by half) by which a name is known again: whole … */
const LEAST_WHOLE = 2;
/** … what is left of it without the word for withdrawal … */
const LEAST_LEFT = 3;
/** … and a part that stands by itself, between brackets or spaces. */
const LEAST_PART = 4;

/**
 * Words that name what is held, when and where, and of whom any mail may speak. What is made of them alone is no name that could be
 * known again: 相談会, 令和7年度 前期.
 */
const ORDINARY = [
  '教室 相談 講演 講座 講義 研修 養成 研究 セミナー フォーラム サークル クラブ スポーツ 社会 体験 会議 集まり 集い つどい 交流 学習',
  '勉強 説明 イベント プログラム コース シリーズ グループ その他 個別 無料 定例 会 室 お知らせ ご案内 案内 予定 未定 開催 実施 事業',
  '見学 参加 申込 申し込み 令和 平成 年度 前期 後期 上半期 下半期 前半 後半 通年 春 夏 秋 冬 第 回 目 期 年 月 火 水 木 金 土 日 曜',
  '平日 週 毎 午前 午後 昼間 昼 夜間 夜 朝 夕方 時 分 間 部 初 最終 会場 会議室 研修室 和室 ホール オンライン 対面 電話 来所 階',
  'class classes lecture seminar workshop consultation forum club meeting gathering group event course training',
  'programme program series session term fiscal year first second third last half spring summer autumn winter',
  'support work experience sports other online inperson room hall centre center the of for and in on at a an s',
]
  .flatMap((words) => words.split(' '))
  .toSorted((one, other) => other.length - one.length);
/** One of them, the longest first, or what ties them: taken out one by one, so that no long name takes long. */
const ORDINARY_WORD = new RegExp(`${ORDINARY.map(folded).join('|')}|[のとやをにはでへ]|\\d`, 'g');

/** Between what stands by itself: brackets and marks; spaces only between Japanese words, for English ones need them. */
const MARKS = /[()[\]{}<>「」『』【】〈〉《》〔〕:;/|~〜・,、。!?"]+|(?<![a-z\d])\s+|\s+(?![a-z\d])/;
const PARTICLES = '(?:の|と|や|を|に|へ|で|が|は|も|から|まで|など|等)';
const LEADING = new RegExp(`^${PARTICLES}+`);
const TRAILING = new RegExp(`${PARTICLES}+$`);

/** Without differences of width, case and kana. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE));
}

/** Letters and digits alone. */
export function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/**
 * By what a name is known again, `folded`: the whole, what is left of it where the word for withdrawal is cut out, and what stands
 * by itself in it; without what is too short, or made of ordinary words alone.
 */
export function tellingParts(name: string): string[] {
  const whole = folded(name).trim();
  const parts = whole.split(MARKS);
  return [
    ...[whole].filter((part) => isTelling(part, LEAST_WHOLE)),
    ...(parts.length > 1 ? parts.filter((part) => isTelling(part, LEAST_PART)) : []),
    ...parts.flatMap(leftOf).filter((part) => isTelling(part, LEAST_LEFT)),
  ];
}

/** What stands around the word for withdrawal, without the particles that tied it to it; nothing where it is not there. */
function leftOf(part: string): string[] {
  const pieces = part.split(WITHDRAWAL_SPACED);
  if (pieces.length === 1) return [];
  return pieces.map((piece, index) => {
    const tail = index > 0 ? piece.trim().replace(LEADING, '') : piece.trim();
    return index < pieces.length - 1 ? tail.replace(TRAILING, '') : tail;
  });
}

function isTelling(part: string, least: number): boolean {
  const letters = bare(part);
  const halves = letters.match(/[\p{Script=Latin}\d]/gu)?.length ?? 0;
  return [...letters].length - halves / 2 >= least && letters.replace(ORDINARY_WORD, '') !== '';
}
