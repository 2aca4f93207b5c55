import {
  EVENT_LIST_COLUMNS,
  type EventListColumn,
} from '../../../src/programmes/domain/event-list/event-list.js';

export type ListRow = Partial<Record<EventListColumn, string>>;

/** A list of events as towns keep it: CSV, its rows in the order given. */
export function eventList(
  rows: readonly ListRow[],
  columns: readonly EventListColumn[] = EVENT_LIST_COLUMNS,
): string {
  const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return `${lines.map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`;
}

const HALL = {
  場所名称: 'みどり市保健センター',
  住所: 'みどり市本町1-2-3',
  方書: '2階 会議室',
  緯度: '35.701',
  経度: '139.412',
  アクセス方法: '緑駅から徒歩5分',
  駐車場情報: '10台（無料）',
} as const;
const DESK = { 連絡先名称: '健康課', 連絡先電話番号: '042-000-0000', 連絡先内線番号: '123' } as const;
const TOWN = {
  都道府県コード又は市区町村コード: '139999',
  都道府県名: '東京都',
  市区町村名: 'みどり市',
} as const;

const familyClass = (number: number, date: string, theme: string): ListRow => ({
  ...TOWN,
  ...HALL,
  ...DESK,
  NO: `K-00${number}`,
  イベント名: `ひきこもり家族教室（第${number}回）`,
  イベント名_カナ: `ヒキコモリカゾクキョウシツ ダイ${number}カイ`,
  開始日: date,
  終了日: date,
  開始時間: '10:00',
  終了時間: '11:45',
  開始日時特記事項: '受付 9:40',
  説明: `${theme}\n家族どうしで学び合う全3回の教室です。`,
  '料金(基本)': '0',
  主催者: 'みどり市',
  定員: '20',
  参加申込終了日: '2025-05-09',
  参加申込終了時間: '17:00',
  参加申込方法: '電話で健康課へ',
  備考: '途中からの参加もできます。',
});

/** A year of an invented town. */
export const TOWN_ROWS: readonly ListRow[] = [
  familyClass(1, '2025-05-13', 'ひきこもりの理解'),
  familyClass(2, '2025-06-10', '本人とのかかわり方'),
  familyClass(3, '2025-07-08', '家族の元気'),
  {
    ...TOWN,
    ...DESK,
    NO: 'F-1',
    イベント名: '【中止】家族会 つばさ',
    開始日: '令和7年8月2日',
    開始時間: '午後1時30分',
    場所名称: '市民プラザ',
    住所: 'みどり市中央4-5',
    主催者: 'つばさの会、みどり市',
    備考: '会場の工事のため',
    参加申込方法: '申込不要。直接会場へ',
  },
  {
    ...TOWN,
    ...DESK,
    NO: 'F-2',
    イベント名: '家族会 つばさ',
    開始日: '2025/9/6',
    開始時間: '13時30分',
    終了時間: '15:30:00',
    場所名称: '市民プラザ',
    住所: 'みどり市中央4-5',
    主催者: 'つばさの会、みどり市',
    参加申込方法: '申込不要。直接会場へ',
    定員: '先着15組',
  },
  {
    ...TOWN,
    NO: '10',
    イベント名: '第5回 ひきこもりを考える市民講演会',
    開始日: '2026-02-07',
    開始時間: '14:00',
    説明: '講師：山田 花子, 精神科医\n「ひきこもり」と地域',
    '料金(基本)': '500',
    '料金(詳細)': '学生は無料',
    場所名称: 'オンライン（Zoom）',
    定員: 'なし',
    URL: 'https://midori.example/lecture',
    主催者: 'みどり市',
  },
];
