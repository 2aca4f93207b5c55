import { describe, expect, it } from '@jest/globals';
import { HOUSE } from '../../../../src/platform/views/furigana/glossary.js';
import { Reader } from '../../../../src/platform/views/furigana/reader.js';
import { spelledReading } from '../../../../src/platform/views/furigana/spelled-reading.js';

/** 申(もう)し込(こ)み */
const written = (parts: readonly { text: string; reading: string | null }[]) =>
  parts.map(({ text, reading }) => (reading === null ? text : `${text}(${reading})`)).join('');

describe('a reading over its word', () => {
  it.each([
    ['家族会', 'かぞくかい', '家族会(かぞくかい)'],
    ['申し込み', 'もうしこみ', '申(もう)し込(こ)み'],
    ['ひきこもり家族教室', 'ヒキコモリカゾクキョウシツ', 'ひきこもり家族教室(かぞくきょうしつ)'],
    ['家族のつどい「木漏れ日」', 'かぞくのつどい こもれび', '家族(かぞく)のつどい「木漏(こも)れ日(び)」'],
    ['サポーター養成', 'サポーターヨウセイ', 'サポーター養成(ようせい)'],
    ['第1回の会', 'だいいっかいのかい', '第1回(だいいっかい)の会(かい)'],
    // Two ways to lay it: over the whole.
    ['母の日の花の日', 'ははのひのはなのひ', '母(はは)の日(ひ)の花(はな)の日(ひ)'],
    ['野の野', 'のののの', '野の野(のののの)'],
    ['漢字', 'かんじ', '漢字(かんじ)'],
    ['別のこと', 'ちがうよみ', '別のこと(ちがうよみ)'],
  ])('%s %s', (text, reading, expected) => {
    expect(written(spelledReading(text, reading))).toBe(expected);
  });

  it('is found in no time, however the word repeats itself', () => {
    const text = '漢あ'.repeat(90);
    expect(
      spelledReading(text, 'あ'.repeat(199))
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});

describe('the words of the house', () => {
  it.each([
    ['3月21日（土）', '3月(がつ)21日(にち)（土(ど)）'],
    ['11月1日に', '11月(がつ)1日(ついたち)に'],
    ['1日に2回', '1日(にち)に2回(かい)'],
    ['4月8日', '4月(がつ)8日(ようか)'],
    ['20日まで', '20日(はつか)まで'],
    ['1人で、2人で、3人で、１０人', '1人(ひとり)で、2人(ふたり)で、3人(にん)で、１０人(にん)'],
    ['午後2時30分から3時5分', '午後(ごご)2時(じ)30分(ぷん)から3時(じ)5分(ふん)'],
    ['3か月と2ヶ月と1,500円', '3か月(かげつ)と2ヶ月(かげつ)と1,500円(えん)'],
    ['第3回目 全6回', '第(だい)3回(かい)目(め) 全(ぜん)6回(かい)'],
    ['申し込んでください。申込方法', '申(もう)し込(こ)んでください。申込方法(もうしこみほうほう)'],
    ['話します。話を聞く', '話(はな)します。話(はなし)を聞(き)く'],
    ['来ます、来る、来ない、来られる', '来(き)ます、来(く)る、来(こ)ない、来(こ)られる'],
    ['入ります。入れます', '入(はい)ります。入(い)れます'],
    ['受付中の教室', '受付中(うけつけちゅう)の教室(きょうしつ)'],
    ['部屋の中で', '部屋(へや)の中(なか)で'],
    ['ご家族の方。この方法', 'ご家族(かぞく)の方(かた)。この方法(ほうほう)'],
    [
      '毎週（月・水・金）、火～土、日・祝',
      '毎週(まいしゅう)（月(げつ)・水(すい)・金(きん)）、火(か)～土(ど)、日(にち)・祝(しゅく)',
    ],
    ['月1回、お金', '月(つき)1回(かい)、お金(かね)'],
    ['相談を行っています。町へ行って', '相談(そうだん)を行(おこな)っています。町(まち)へ行(い)って'],
    ['一度書いて', '一度(いちど)書(か)いて'],
    ['40歳以上', '40歳(さい)以上(いじょう)'],
  ])('read %s', (text, expected) => {
    expect(written(HOUSE.parts(text))).toBe(expected);
  });

  it.each([
    '麒麟',
    '上野',
    '山田太郎',
    '東村山市民',
    '方丈記',
    '日下部',
    '人見',
    '家入',
    '木漏れ日',
    '13月',
    '一日市場',
  ])('leave a name as it is of which they do not cover the whole: %s', (name) => {
    expect(written(HOUSE.parts(name))).toBe(name);
  });

  it('give way to words of a town, the longest first', () => {
    const reader = new Reader(
      [
        { text: '上野', reading: 'うえの' },
        { text: '上野原', reading: 'うえのはら' },
        { text: '明日', reading: 'あす' },
      ],
      HOUSE,
    );
    expect(written(reader.parts('上野原の上野会館。上野駅。明日の会'))).toBe(
      '上野原(うえのはら)の上野(うえの)会館(かいかん)。上野駅。明日(あす)の会(かい)',
    );
  });

  it('give way to what the text says itself, and drop its brackets', () => {
    expect(written(HOUSE.parts('八幡（やわた）の会、家族会（かぞくかい）'))).toBe(
      '八幡(やわた)の会(かい)、家族会(かぞくかい)',
    );
    expect(written(HOUSE.parts('予約（なし）、会場（むりょう）、麒麟（など）'))).toBe(
      '予約(よやく)（なし）、会場(かいじょう)（むりょう）、麒麟（など）',
    );
  });

  it('lose no letter', () => {
    const text = '𠮷野家で、\ud842 3月32日、（月）・ヶ・々、〆切り\n　0日 1００人';
    expect(
      HOUSE.parts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
