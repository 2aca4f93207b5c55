import type { TallyFacts, TallyLineFacts } from '../../../src/reports/domain/tally.js';

/** A table as a town printed it; what is left out is as in most of them. */
export type TownTally = Pick<TallyFacts, 'axis' | 'unit' | 'lines'> & Partial<TallyFacts>;

/** Fiscal year from April to March. */
export const fiscal = (year: number) => ({ startsOn: `${year}-04-01`, endsOn: `${year + 1}-03-31` });

const figure = (label: string, value: number | null) => ({ label, value, approximate: false, outOf: null });
const line = (
  label: string,
  value: number | null,
  parts: readonly [string, number][] = [],
): TallyLineFacts => ({
  ...figure(label, value),
  parts: parts.map(([name, of]) => figure(name, of)),
});
const lines = (figures: readonly (readonly [string, number | null])[]): TallyLineFacts[] =>
  figures.map(([label, value]) => line(label, value));

const R1 = fiscal(2019);
const NINE_MONTHS = { startsOn: '2018-04-01', endsOn: '2018-12-31' };
const SOJA = { startsOn: '2017-04-01', endsOn: '2022-02-28' };

/** Tables of consultations and coverage of six towns, each figure as they printed it. `sum` of those that are all there is. */
export const TOWN_TALLIES: readonly {
  readonly town: string;
  readonly tally: TownTally;
  readonly sum: number | null;
}[] = [
  {
    town: '堺',
    sum: 4996,
    tally: {
      axis: '方法',
      unit: '件',
      qualifier: 'cumulative_visits',
      ...R1,
      total: 4996,
      exhaustive: true,
      lines: lines([
        ['電話', 1236],
        ['来所相談', 2999],
        ['家庭訪問', 224],
        ['所外面接', 199],
        ['手紙', 60],
        ['メール', 278],
      ]),
    },
  },
  {
    town: '総社',
    sum: 17946,
    tally: {
      axis: '方法',
      unit: '件',
      qualifier: 'cumulative_visits',
      ...SOJA,
      total: 17946,
      exhaustive: true,
      lines: lines([
        ['訪問', 3366],
        ['来所', 7361],
        ['電話', 6138],
        ['その他（メール、手紙）', 1081],
      ]),
    },
  },
  {
    town: '三好',
    sum: 146,
    tally: {
      axis: '方法',
      unit: '件',
      startsOn: '2020-01-01',
      endsOn: '2020-12-31',
      total: 146,
      exhaustive: true,
      lines: lines([
        ['来所', 26],
        ['電話', 18],
        ['訪問', 23],
        ['メール', 75],
        ['関係機関からの相談', 4],
      ]),
    },
  },
  {
    town: '三好の別の窓口',
    sum: 187,
    tally: {
      axis: '方法',
      unit: '件',
      startsOn: '2020-01-01',
      endsOn: '2020-12-31',
      total: 187,
      exhaustive: true,
      lines: lines([
        ['来所', 33],
        ['電話', 7],
        ['訪問', 55],
        ['メール', 91],
        ['ケア会議', 1],
      ]),
    },
  },
  {
    town: '豊明',
    sum: 264,
    tally: {
      axis: '方法',
      unit: '件',
      ...NINE_MONTHS,
      exhaustive: true,
      lines: lines([
        ['電話', 153],
        ['来所', 85],
        ['その他（メール、手紙）', 26],
      ]),
    },
  },
  {
    town: '宇部',
    sum: null,
    tally: {
      axis: '方法',
      unit: '件',
      ...NINE_MONTHS,
      lines: lines([
        ['電話', 378],
        ['来所', 114],
      ]),
    },
  },
  {
    town: '大分',
    sum: null,
    tally: {
      axis: '方法',
      unit: '件',
      qualifier: 'cumulative_visits',
      ...R1,
      exhaustive: false,
      lines: lines([
        ['電話相談', 862],
        ['来所相談', 277],
      ]),
    },
  },
  {
    town: '大分',
    sum: null,
    tally: { axis: '方法', unit: '回', ...R1, exhaustive: false, lines: lines([['訪問支援', 211]]) },
  },
  {
    town: '明石',
    sum: 197,
    tally: {
      axis: '対象',
      unit: '人',
      qualifier: 'unique',
      startsOn: '2019-07-01',
      endsOn: '2020-03-31',
      total: 197,
      exhaustive: true,
      lines: lines([
        ['当事者', 67],
        ['家族', 96],
        ['その他', 34],
      ]),
    },
  },
  {
    town: '総社',
    sum: null,
    tally: {
      axis: '相談経路',
      unit: '件',
      ...SOJA,
      exhaustive: false,
      lines: [
        line('本人による相談', 138, [
          ['対面', 119],
          ['電話', 14],
          ['メール', 5],
        ]),
        line('家族のみによる相談', 125),
        line('民生委員からの相談', 39),
      ],
    },
  },
  {
    town: '総社',
    sum: 383,
    tally: {
      axis: '年代',
      unit: '人',
      qualifier: 'unique',
      ...SOJA,
      total: 383,
      exhaustive: true,
      lines: lines([
        ['10代', 86],
        ['20代', 76],
        ['30代', 76],
        ['40代', 62],
        ['50代', 34],
        ['60代以上', 19],
        ['不明', 30],
      ]),
    },
  },
  {
    town: '安芸',
    sum: 91,
    tally: {
      axis: '特性',
      unit: '名',
      kind: 'stock',
      endsOn: '2021-07-31',
      total: 91,
      exhaustive: true,
      lines: [37, 15, 20, 3, 8, 3, 5].map((value, index) => line(`特性${index + 1}`, value)),
    },
  },
  {
    town: '安芸',
    sum: 91,
    tally: {
      axis: '従事先',
      unit: '名',
      kind: 'stock',
      endsOn: '2021-07-31',
      total: 91,
      exhaustive: true,
      lines: [36, 11, 2, 4, 2, 36].map((value, index) => line(`従事先${index + 1}`, value)),
    },
  },
  ...[[2018, 32, 26, 18, 20, 9] as const, [2019, 39, 23, 20, 15, 9] as const].map(
    ([year, seen, seminar, intern, applied, passed]) => ({
      town: '豊中',
      sum: null,
      tally: {
        axis: '段階',
        unit: '人',
        ...fiscal(year),
        exhaustive: false,
        lines: lines([
          ['見学者', seen],
          ['応募対策セミナー参加者', seminar],
          ['ミニインターンシップ参加者', intern],
          ['応募者', applied],
          ['合格者', passed],
        ]),
      },
    }),
  ),
  ...[[2022, 12, 17, 29] as const, [2023, 5, 10, 15] as const, [2024, 21, 11, 32] as const].map(
    ([year, prefectures, towns, total]) => ({
      town: '国',
      sum: total,
      tally: {
        axis: '団体種別',
        unit: '団体',
        ...fiscal(year),
        total,
        exhaustive: true,
        lines: lines([
          ['都道府県・政令指定都市', prefectures],
          ['市区町村', towns],
        ]),
      },
    }),
  ),
  ...(
    [
      ['北九州', '相談実績', [1518, 1975, 1920, 2288, 2485], 2015],
      ['石狩', '対応件数', [545, 590, 447, 415, 689, 1206], 2014],
    ] as const
  ).flatMap(([town, label, values, first]) =>
    values.map((value, index) => ({
      town,
      sum: null,
      tally: {
        axis: '項目',
        unit: '件',
        qualifier: town === '石狩' ? ('cumulative_visits' as const) : ('none' as const),
        ...fiscal(first + index),
        lines: lines([[label, value]]),
      },
    })),
  ),
  ...(
    [
      [2016, 11],
      [2019, 15],
    ] as const
  ).map(([year, value]) => ({
    town: '大分',
    sum: null,
    tally: { axis: '親の会', unit: '団体', ...fiscal(year), lines: lines([['親の会', value]]) },
  })),
  ...(
    [
      ['2019-04-30', 6, 5, 1],
      ['2020-08-31', 13, 12, 1],
    ] as const
  ).map(([endsOn, all, cities, towns]) => ({
    town: '大分',
    sum: null,
    tally: {
      axis: '窓口',
      unit: '自治体',
      kind: 'stock' as const,
      endsOn,
      lines: [
        line('窓口のある自治体', all, [
          ['市', cities],
          ['町', towns],
        ]),
      ],
    },
  })),
  // 委託費 Ｒ3年度：19,367千円（国事業5,000千円，単市14,367千円）, and what it goes to, which is said roughly and not in full.
  {
    town: '総社',
    sum: 19367,
    tally: {
      axis: '委託費の財源',
      unit: '千円',
      ...fiscal(2021),
      total: 19367,
      exhaustive: true,
      lines: lines([
        ['国事業ひきこもり支援推進事業', 5000],
        ['単市', 14367],
      ]),
    },
  },
  {
    town: '総社',
    sum: 15300,
    tally: {
      axis: '委託費の使いみち',
      unit: '千円',
      ...fiscal(2021),
      total: 19367,
      exhaustive: false,
      lines: lines([
        ['人件費', 10000],
        ['居場所の運営費', 4300],
        ['委員報酬・講師謝礼・サポーター活動費等', 1000],
      ]).map((one) => ({ ...one, approximate: true })),
    },
  },
];
