/** Former and other shapes of kanji that names and places still have, each behind the one in use. */
const SHAPES = [
  '沢澤 辺邊邉 斎齋 斉齊 浜濱濵 高髙 崎﨑嵜碕 広廣 国國圀 学學斈 会會 区區 県縣 真眞 桜櫻 竜龍 滝瀧 島嶋嶌 渋澁澀 蔵藏',
  '円圓 当當 塩鹽 関關 鉄鐵 恵惠 児兒 寿壽 実實 写寫 峡峽 徳德 栄榮 検檢 権權 歓歡 気氣 沖冲 浅淺 湾灣 点點 独獨 画畫',
  '礼禮 穂穗 糸絲 経經 総總 緑綠 芸藝 茎莖 蛍螢 覚覺 読讀 豊豐 転轉 遅遲 野埜 釈釋 険險 霊靈 頼賴 験驗 体體軆 来來',
  '台臺 双雙 声聲 売賣 変變 帰歸 応應 戦戰 拝拜 挙擧 数數 旧舊 昼晝 楽樂 様樣 欧歐 歳歲 歯齒 毎每 沢㳒 温溫 満滿 為爲',
  '聴聽 絵繪 継繼 続續 薬藥 薫薰 衛衞 装裝 証證 辞辭 郷鄕 釜竈 銭錢 随隨 駅驛 駆驅 鶏鷄 黒黑 槙槇 曽曾 吉𠮷',
  '館舘 富冨 峰峯 杯盃 梅楳 桧檜 涼凉 淵渕 略畧 秋穐 藪薮 裏裡 豆荳 兎兔 凜凛 勲勳 北丠 灯燈 爾尓 祢禰 条條 柳栁 亀龜',
];

const PRESENT = new Map(
  SHAPES.flatMap((line) => line.split(' ')).flatMap((shapes) => {
    const [present = '', ...former] = [...shapes];
    return former.map((shape) => [shape, present] as const);
  }),
);

/** Marks that choose a drawing of the same character. */
const VARIATIONS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** The same text with kanji in the shapes that are in use. */
export function asPresentKanji(text: string): string {
  return text.replace(VARIATIONS, '').replace(/\p{Script=Han}/gu, (kanji) => PRESENT.get(kanji) ?? kanji);
}
