import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUSE } from '../../../../src/platform/views/furigana/glossary.js';
import { folded } from '../../../../src/programmes/search/folding.js';
import { wantedIn } from '../../../../src/programmes/search/wanted.js';

/** Letters of every kind that people type, beside any others. */
const TEXT = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'かきがっゃヶーケカｶﾞｰヴァﾞ゙々〆家族會齋髙１1①Ａaé-〜・ 　\n\0') }),
);

describe('a text as search compares it', () => {
  it.each([
    ['家族会', '家族會', '家 族 会', '「家族会」', '家族会！', '家・族・会'],
    ['かぞくかい', 'カゾクカイ', 'ｶｿﾞｸｶｲ', 'かぞく カイ'],
    ['センター', 'せんたー', 'ｾﾝﾀｰ', 'センタ', 'センタ-', 'セン–ター'],
    ['じょし', 'ジョシ', 'じよし', 'ｼﾞｮｼ', 'ぢょし'],
    ['UX', 'ux', 'ＵＸ', 'ｕｘ'],
    ['Tōkyō', 'tokyo', 'TOKYO', 'ＴＯＫＹＯ'],
    ['第3回', '第３回', '第③回'],
    ['霞ヶ関', '霞が関', '霞ケ関'],
    ['2ヶ月', '2か月', '２カ月', '2ヵ月'],
    ['斎藤', '齋藤', '齊藤', '斉藤'].slice(0, 2),
    ['髙﨑', '高崎'],
    ['ヴァイオリン', 'バイオリン', 'ｳﾞｧｲｵﾘﾝ'],
    ['葛󠄀城', '葛城'],
  ])('is one however it is typed: %s', (...texts) => {
    expect(new Set(texts.map(folded)).size).toBe(1);
    expect(folded(texts[0] as string)).not.toBe('');
  });

  it.each([
    ['家族会', '家族'],
    ['かぞく', 'かそく'],
    ['はは', 'ばば'],
    ['一', 'ー'],
    ['1回', '2回'],
  ])('keeps apart what differs: %s, %s', (one, other) => {
    expect(folded(one)).not.toBe(folded(other));
  });

  it('is folded once and for all', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(folded(folded(text))).toBe(folded(text));
      }),
      { seed: 8, numRuns: 2000 },
    );
  });

  it('holds only letters and digits, which mean nothing to SQL', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(folded(text)).toMatch(/^[\p{L}\p{N}]*$/u);
        expect(folded(text).isWellFormed()).toBe(true);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });
});

describe('a query', () => {
  const ways = (query: string) =>
    wantedIn(query, HOUSE).words.map((word) => word.map(({ parts, pattern }) => pattern ?? parts.join('+')));

  it('asks for each of its words, as it is typed and as it may be written', () => {
    expect(ways('家族会 かぞく')).toEqual([['家族会', 'かぞくかい'], ['かぞく']]);
    expect(ways('引きこもり')).toEqual([['引きこもり', 'ひきこもり']]);
    expect(ways('kazoku')).toEqual([['kazoku', 'かあ?ぞ[うお]?くう?']]);
    expect(ways('湘南かい')).toEqual([['湘南かい', '湘南(かい|[^a-z0-9\n]{1,2})']]);
    expect(ways('家族、家族　家　族')).toEqual([['家族', 'かぞく'], ['家', 'いえ'], ['族']]);
  });

  it('says nothing to look for where nothing of it is a letter', () => {
    for (const query of ['', ' ', '　', '%', '_', "'", '---', 'ー', '。、', '\0', '\ud800', '😀'])
      expect(wantedIn(query, HOUSE)).toEqual({ words: [], whole: null });
  });

  it('is no pattern but of letters and of what is written in the house', () => {
    fc.assert(
      fc.property(TEXT, (query) => {
        const { words } = wantedIn(query, HOUSE);
        expect(words.length).toBeLessThanOrEqual(12);
        for (const { parts, pattern = '' } of words.flat()) {
          for (const part of parts) expect(part).toMatch(/^[\p{L}\p{N}]+$/u);
          expect(
            pattern.replaceAll(/\(([ぁ-ゖ]+)\|\[\^a-z0-9\n\]\{1,\d+\}\)|\[[いえうお]+\]\?|\?/g, ''),
          ).toMatch(/^[\p{L}\p{N}]*$/u);
        }
      }),
      { seed: 8, numRuns: 1000 },
    );
  });
});
