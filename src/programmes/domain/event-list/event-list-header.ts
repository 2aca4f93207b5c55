import { EVENT_LIST_COLUMNS, type EventListColumn } from './event-list.js';

/**
 * What else columns are called: in the list's earlier editions, in its successor (自治体標準オープンデータセット) and in towns' own
 * sheets. As `plain` writes them.
 */
const OTHER_NAMES: Readonly<Record<string, EventListColumn>> = {
  全国地方公共団体コード: '都道府県コード又は市区町村コード',
  都道府県コード又は市区町村: '都道府県コード又は市区町村コード',
  都道府県コードまたは市区町村コード: '都道府県コード又は市区町村コード',
  地方公共団体コード: '都道府県コード又は市区町村コード',
  市区町村コード: '都道府県コード又は市区町村コード',
  自治体コード: '都道府県コード又は市区町村コード',
  id: 'NO',
  no: 'NO',
  番号: 'NO',
  管理番号: 'NO',
  地方公共団体名: '市区町村名',
  市町村名: '市区町村名',
  自治体名: '市区町村名',
  名称: 'イベント名',
  イベント名称: 'イベント名',
  事業名: 'イベント名',
  名称カナ: 'イベント名_カナ',
  イベント名フリガナ: 'イベント名_カナ',
  イベント名ふりがな: 'イベント名_カナ',
  イベント名称カナ: 'イベント名_カナ',
  名称英語: 'イベント名_英語',
  名称英字: 'イベント名_英語',
  イベント名英字: 'イベント名_英語',
  イベント名称英字: 'イベント名_英語',
  開催日: '開始日',
  開始年月日: '開始日',
  開催開始日: '開始日',
  終了年月日: '終了日',
  開催終了日: '終了日',
  開始時刻: '開始時間',
  終了時刻: '終了時間',
  開始日時に関する特記事項: '開始日時特記事項',
  概要: '説明',
  内容: '説明',
  料金: '料金(基本)',
  参加費: '料金(基本)',
  料金基本: '料金(基本)',
  料金詳細: '料金(詳細)',
  連絡先: '連絡先名称',
  問合せ先: '連絡先名称',
  電話番号: '連絡先電話番号',
  内線番号: '連絡先内線番号',
  主催: '主催者',
  開催場所: '場所名称',
  会場: '場所名称',
  会場名: '場所名称',
  場所: '場所名称',
  所在地: '住所',
  所在地連結表記: '住所',
  住所連結表記: '住所',
  建物名等: '方書',
  建物名等方書: '方書',
  アクセス: 'アクセス方法',
  駐車場: '駐車場情報',
  申込締切日: '参加申込終了日',
  参加申込終了時刻: '参加申込終了時間',
  申込方法: '参加申込方法',
  url: 'URL',
  ウェブサイト: 'URL',
  関連url: 'URL',
  備考欄: '備考',
};

/** Without these a row is no event that could be found again. */
const NEEDED: readonly EventListColumn[] = ['NO', 'イベント名', '開始日'];
/** So many known columns in its first row make a text a list of events. */
const ENOUGH_KNOWN = 3;

/** What a header row says. */
export interface ListHeader {
  /** For each place of a row its column; null where it is none of the list's. */
  readonly columns: readonly (EventListColumn | null)[];
  /** Names of columns that the list does not know. */
  readonly unknown: readonly string[];
  /** Columns that stand in it twice; the first counts. */
  readonly repeated: readonly EventListColumn[];
  readonly missing: readonly EventListColumn[];
}

const BY_NAME: ReadonlyMap<string, EventListColumn> = new Map([
  ...Object.entries(OTHER_NAMES),
  ...EVENT_LIST_COLUMNS.map((column) => [plain(column), column] as const),
]);

/** Reads a header by its names, in whatever order, width and brackets they are written. */
export function listHeader(names: readonly string[]): ListHeader {
  const columns: (EventListColumn | null)[] = [];
  const repeated: EventListColumn[] = [];
  for (const name of names) {
    const column = BY_NAME.get(plain(name)) ?? null;
    const isAgain = column !== null && columns.includes(column);
    if (isAgain) repeated.push(column);
    columns.push(isAgain ? null : column);
  }
  const unknown = names.filter((name) => name.trim() !== '' && !BY_NAME.has(plain(name)));
  return { columns, unknown, repeated, missing: NEEDED.filter((column) => !columns.includes(column)) };
}

/** True where these are the names of a list of events, though some may be missing. */
export function isListHeader(names: readonly string[]): boolean {
  const { columns } = listHeader(names);
  return columns.filter((column) => column !== null).length >= ENOUGH_KNOWN;
}

/** A name without what is written now this way and now that: width, case, brackets, lines, spaces. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]〔〕【】_・‐-]/gu, '');
}
