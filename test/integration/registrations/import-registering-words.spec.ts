import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { FORMATS } from '../../../src/platform/views/formats.js';
import { Messages } from '../../../src/platform/views/messages.js';
import { valueWords } from '../../../src/registrations/year/year-import.words.js';

const DIRECTORY = join(import.meta.dirname, '../../../templates/messages');

/** A column of the report, a value of it, and its words in Japanese and English. */
const SAID: readonly (readonly [string, unknown, string, string])[] = [
  ['registrationMode', 'members', '利用登録', 'registered once'],
  ['offerHours', null, 'すぐに繰上げ', 'moved up at once'],
  ['offerHours', 48, '48', '48'],
  ['joinUntil', null, 'いつでも', 'always'],
  ['maxPeople', null, '上限なし', 'no limit'],
  ['queueHolds', true, 'はい', 'yes'],
  ['minimum', null, '（なし）', '(nothing)'],
  ['minimum', { people: 3, daysBefore: 2 }, '2日前に3人', '3 people 2 days before'],
  ['thanks', { daysAfter: 0, at: '19:00' }, '当日の19:00', 'the same day at 19:00'],
  [
    'reminders',
    [{ daysBefore: 7, at: '10:00' }, { hoursBefore: 2 }],
    '7日前の10:00・2時間前',
    '7 days before at 10:00, 2 hours before',
  ],
  ['lottery', null, '（なし）', '(nothing)'],
  ['lottery', {}, '優先なしの抽選', 'drawn without priorities'],
  [
    'lottery',
    { priorities: ['residents', 'first_timers'], residents: ['日野市'] },
    '日野市に住んでいる人、次にはじめての人を先に抽選',
    'drawn first: residents of 日野市, then first-timers',
  ],
  [
    'channels',
    {
      telephone: { weekdays: ['monday', 'friday'], from: '08:30', until: '17:30' },
      web: { opens: '2025-04-01T09:00', closesBefore: { days: 1, at: '17:00' } },
      desk: {},
    },
    'ウェブ：2025年4月1日（火） 09:00から 1日前の17:00まで・電話：月曜・金曜 08:30～17:30・窓口：受付期間中',
    'web: from Tuesday, 1 April 2025 09:00 until 17:00 the day before, telephone: Monday, Friday 08:30 – 17:30, desk: as long as registration is open',
  ],
  [
    'eligibility',
    [{ rule: 'age', min: 18, max: 49 }],
    '年齢が18歳から49歳まで（案内のみ）',
    'from age 18 up to age 49 (shown only)',
  ],
  ['eligibility', [{ rule: 'age', max: 49 }], '年齢が49歳まで（案内のみ）', 'up to age 49 (shown only)'],
  ['eligibility', [], '（なし）', '(nothing)'],
  [
    'eligibility',
    [
      { rule: 'age', of: 'relative', min: 18, as: 'enforced' },
      { rule: 'residence', municipalities: ['町'] },
      { rule: 'women', text: '女性の方' },
    ],
    '本人の年齢が18歳から（申込のときに確認）・町に住んでいる人（案内のみ）・女性の方（案内のみ）',
    'the relative concerned from age 18 (confirmed when registering), lives in 町 (shown only), 女性の方 (shown only)',
  ],
  [
    'asks',
    { municipality: 'required', relation: 'no' },
    '立場はたずねない・住んでいる市区町村は必須',
    'relation not asked, municipality required',
  ],
  ['asks', {}, '（なし）', '(nothing)'],
  [
    'questions',
    [{ key: 'a', text: '食事', type: 'choice', choices: ['い', 'ろ'], required: true, sensitive: true }],
    '食事（選択・必須・ほかに知られたくない質問）',
    '食事 (choice, required, kept apart)',
  ],
  ['deskClosedOn', ['saturday'], '土曜', 'Saturday'],
  ['quietFrom', '21:00', '21:00', '21:00'],
  ['keptFor', ['となり町', '村'], 'となり町・村', 'となり町, 村'],
  ['keptUnits', null, '数の指定なし（すべて）', 'no number (all)'],
];

describe('the words of an import for rules of registering', () => {
  let messages: Messages;
  beforeAll(() => {
    messages = new Messages(DIRECTORY, readdirSync(DIRECTORY));
  });

  it.each(SAID)('%s %j', (field, value, ja, en) => {
    const words = (language: 'ja' | 'en') => {
      const t = messages.translator(language);
      return valueWords(field, value, {
        ...{ t, has: (key: string) => messages.has(key), format: FORMATS[language], timeZone: 'Asia/Tokyo' },
        ...{ nameOf: () => undefined, holidayName: () => '' },
      });
    };
    expect({ ja: words('ja'), en: words('en') }).toEqual({ ja, en });
  });

  it('says of what is kept until midnight that it is kept until the day before is over', () => {
    const t = messages.translator('ja');
    const wording = {
      ...{ t, has: () => false, format: FORMATS.ja, timeZone: 'Asia/Tokyo' },
      ...{ nameOf: () => undefined, holidayName: () => '' },
    };
    expect(valueWords('keptUntil', new Date('2025-05-01T15:00:00Z'), wording)).toContain('5月1日');
  });

  it('knows every kind of condition', () => {
    const rules = ['age', 'residence', 'women', 'self', 'family', 'completed', 'consulted', 'other'];
    expect(rules.filter((rule) => !messages.has(`import.condition.${rule}`))).toEqual([]);
  });
});
