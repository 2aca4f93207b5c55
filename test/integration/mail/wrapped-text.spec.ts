import { describe, expect, it } from '@jest/globals';
import { widthOf } from '../../../src/platform/mail/text-width.js';
import { wrapped } from '../../../src/platform/mail/wrapped-text.js';

const LINK = 'https://tsudoi.example/my/TwcnL7x8SS2A56OXiWMAx0AAcZ2JINLQQkE52hGrIN4?lang=en';

describe('columns that text takes', () => {
  it.each([
    ['plain letters', 'Hana (1)', 8],
    ['full-width letters and marks', 'あ亜ア、Ａ', 10],
    ['half-width katakana with their marks', 'ｶﾞｷﾞ', 4],
    ['a mark upon a letter', 'e\u0301か\u3099', 3],
    ['emoji, families and flags', '🌸👩‍👩‍👧🇯🇵❤️', 8],
    ['marks of direction', '\u2068שלום\u2069', 4],
    ['Hangul', '안녕', 4],
    ['nothing', '', 0],
  ])('%s', (_what, text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('text in lines for reading', () => {
  it.each<[string, string, string[]]>([
    ['short text', '受けました。待ちます。', ['受けました。待ちます。']],
    [
      'English, at spaces',
      'When a place is free we write to you',
      ['When a place is free we', 'write to you'],
    ],
    [
      'a list, indented like its first line',
      '- one two three four five six',
      ['- one two three four', '  five six'],
    ],
    [
      'sentences, one to a line',
      '受け付けました。いまは満席です。空くと繰り上がります。',
      ['受け付けました。', 'いまは満席です。', '空くと繰り上がります。'],
    ],
    [
      'a quotation with the mark that closes it',
      '「受けます。」とお返事ください。それで済みます。',
      ['「受けます。」', 'とお返事ください。', 'それで済みます。'],
    ],
    [
      'a long sentence, after a mark',
      'お心当たりのないときは、どうぞ消してください',
      ['お心当たりのないときは、', 'どうぞ消してください'],
    ],
    [
      'a long sentence without marks, at the end of a phrase',
      'お申し込みの内容をおたしかめください',
      ['お申し込みの内容を', 'おたしかめください'],
    ],
    [
      'Japanese with spaces, at a space',
      'あなたの せきが あきました へんじを してください',
      ['あなたの せきが', 'あきました へんじを', 'してください'],
    ],
    [
      'no closing or opening mark where it must not stand',
      '国保健所内会議室二階会「印町一丁目」会場',
      ['国保健所内会議室二階会', '「印町一丁目」会場'],
    ],
    [
      'small kana and marks of length not first',
      'アアアアアアアアアアアアーッショ',
      ['アアアアアアアアアアア', 'アーッショ'],
    ],
    ['a Japanese list', '・国保健所内会議室二階国保健所', ['・国保健所内会議室二階国', '\u3000保健所']],
    ['a link, whole, on a line of its own', `くわしくは${LINK}で。`, ['くわしくは', `${LINK}で。`]],
    ['an English word longer than a line', `a ${'x'.repeat(30)} b`, ['a', 'x'.repeat(30), 'b']],
    ['emoji and letters with marks, whole', '👩‍👩‍👧'.repeat(15), ['👩‍👩‍👧'.repeat(12), '👩‍👩‍👧'.repeat(3)]],
    ['half-width katakana', 'ｶﾞ'.repeat(13), ['ｶﾞ'.repeat(12), 'ｶﾞ']],
    ['words from right to left', 'שלום עולם שלום עולם שלום', ['שלום עולם שלום עולם שלום']],
    ['blank lines as they are', 'a\n\n\nb', ['a', '', '', 'b']],
  ])('%s', (_what, text, lines) => {
    expect(wrapped(text, 24).split('\n')).toEqual(lines);
  });

  it.each([
    ['kanji', '国'.repeat(10_000)],
    ['kana', 'あ'.repeat(10_000)],
    ['sentences', '家族のことを話す会です。'.repeat(1_000)],
    ['English', 'a word and another '.repeat(600)],
    ['emoji', '🌸'.repeat(10_000)],
    ['Japanese with spaces', 'へんじを して ください。 '.repeat(1_000)],
  ])('10,000 characters of %s stay within the columns, and nothing is lost', (_what, text) => {
    const lines = wrapped(text, 76).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(76);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });

  it('is the same when it is wrapped again', () => {
    const text = `お待たせしました。次の席を、4月3日（木）午後8時まで、あなたのためにお取りしています。それまでに、受けるか見送るかを、下のページでお知らせください。\n${LINK}`;
    expect(wrapped(wrapped(text, 76), 76)).toBe(wrapped(text, 76));
  });
});
