import { describe, expect, it } from '@jest/globals';
import { saysFree, yenOf } from '../../../src/programmes/domain/event-list/fee-words.js';
import { saysOnline } from '../../../src/programmes/domain/event-list/online-words.js';

describe('a fee', () => {
  it.each([
    '無料',
    '参加費：無料',
    '参加費 無料',
    '参加料無料',
    '利用は無料',
    '無料(入場無料)',
    'Free',
    'Free of charge',
  ])('“%s” is none', (fee) => {
    expect(saysFree(fee)).toBe(true);
  });
  it.each([
    null,
    '',
    '500円',
    '無料（材料費は実費）',
    '初回無料',
    '会員無料、一般500円',
    '無料ではありません',
    'free for members',
  ])('“%s” may be one', (fee) => expect(saysFree(fee)).toBe(false));

  it.each([
    ['参加費：無料', 0],
    ['参加費 1,500円', 1500],
    ['５００円', 500],
    ['500円（お茶代）', null],
    [null, null],
  ])('“%s” is %s yen for everybody', (fee, yen) => expect(yenOf(fee)).toBe(yen));
});

describe('a place', () => {
  it.each(['オンライン', 'ｵﾝﾗｲﾝ参加', 'online', 'Zoom', 'ウェブ会議', 'Ｗｅｂ会議', 'インターネット配信'])(
    '“%s” is before a screen',
    (words) => expect(saysOnline(words)).toBe(true),
  );
  it.each(['', '会場', '市民会館', 'onsite'])('“%s” is not', (words) =>
    expect(saysOnline(words)).toBe(false),
  );
});
