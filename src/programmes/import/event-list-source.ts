import { EVENT_LIST_COLUMNS, type EventListColumn } from '../domain/event-list/event-list.js';
import { type ListCells, listEvents, type ReadEvent } from '../domain/event-list/event-list-events.js';
import { listHeader } from '../domain/event-list/event-list-header.js';
import type { FileFinding, FilePath } from '../domain/programme-file.js';
import { cleanCell, readTable } from './list-text.js';
import { isListNumber } from './schema-findings.js';
import { type FilePosition, LARGEST_FILE_BYTES } from './source-file.js';
import type { TextFinding } from './yaml-document.js';

/** The most rows of one list: as many as a programme file may have sessions. */
const MOST_ROWS = 10_000;
/** Characters of one cell: as many as a text of a programme file may have. */
const LONGEST_CELL = 10_000;

/** A list of events as it was read, before it is held against what a town has. */
export interface EventListSource {
  readonly events: readonly ReadEvent[];
  readonly columns: ReadonlySet<EventListColumn>;
  readonly codes: ReadonlySet<string>;
  readonly findings: readonly TextFinding[];
  /** What hinders nothing. */
  readonly notes: readonly FileFinding[];
  /** Line of a row, and which of its cells from the left a column is. */
  positionOf(row: number | undefined, column?: EventListColumn): FilePosition;
}

/** Reads a list of events by the names in its header. What is wrong in it is told all at once, row by row. */
export function readEventList(text: string): EventListSource {
  if (Buffer.byteLength(text) > LARGEST_FILE_BYTES) {
    return unread({ code: 'too_large', params: { megabytes: LARGEST_FILE_BYTES / 1024 / 1024 } });
  }
  if (text.includes('\uFFFD')) return unread({ code: 'list.encoding' });
  const { rows: all, brokenAt } = readTable(text);
  const [head, ...body] = all;
  if (brokenAt !== undefined) return unread({ code: 'list.quotes' }, brokenAt);
  if (!head) return unread({ code: 'empty' });
  const header = listHeader(head.cells.map(cleanCell));
  if (header.missing.length > 0) {
    return unread(
      { code: 'list.columns_missing', params: { columns: header.missing.join('、') } },
      head.line,
    );
  }
  if (body.length > MOST_ROWS)
    return unread({ code: 'list.too_many_rows', params: { limit: MOST_ROWS } }, body[MOST_ROWS]!.line);
  const rows = body.map(({ cells }) => cellsOf(cells, header.columns));
  const { events, findings } = listEvents(rows, isListNumber);
  const columns = new Set(header.columns.filter((column) => column !== null));
  return {
    ...{ events, columns },
    codes: new Set(rows.map((cells) => cells.都道府県コード又は市区町村コード).filter((code) => code !== '')),
    findings: [
      ...findings.map((finding) => withLineOf(finding, body)),
      ...beyondHeader(body, head.cells.length),
      ...tooLong(body, header.columns),
    ],
    notes: [
      ...header.unknown.map((column) => ({
        path: [],
        code: 'list.unknown_column',
        params: { column: cleanCell(column) },
      })),
      ...header.repeated.map((column) => ({ path: [], code: 'list.column_twice', params: { column } })),
    ],
    positionOf: (row, column) => ({
      line: (row === undefined ? head : body[row])?.line ?? head.line,
      column: Math.max(1, column === undefined ? 1 : header.columns.indexOf(column) + 1),
    }),
  };
}

/** Cells to the right of the last named column: most often a comma too many in the row. */
function beyondHeader(body: readonly { readonly cells: readonly string[] }[], width: number): FileFinding[] {
  return body.flatMap(({ cells }, row) =>
    cells.slice(width).some((cell) => cell.trim() !== '')
      ? [
          {
            path: ['rows', row],
            code: 'list.too_many_cells',
            params: { cells: cells.length, columns: width },
          },
        ]
      : [],
  );
}

function tooLong(
  body: readonly { readonly cells: readonly string[] }[],
  columns: readonly (EventListColumn | null)[],
): FileFinding[] {
  return body.flatMap(({ cells }, row) =>
    columns.flatMap((column, index): FileFinding[] => {
      if (column === null || (cells[index] ?? '').length <= LONGEST_CELL) return [];
      const params = { column, limit: LONGEST_CELL };
      return [{ path: ['rows', row, column], code: 'list.cell_too_long', params }];
    }),
  );
}

/** People know rows by their lines. */
function withLineOf(finding: FileFinding, body: readonly { readonly line: number }[]): FileFinding {
  const { row } = finding.params ?? {};
  return typeof row === 'number'
    ? { ...finding, params: { ...finding.params, row: body[row]?.line ?? 0 } }
    : finding;
}

function cellsOf(cells: readonly string[], columns: readonly (EventListColumn | null)[]): ListCells {
  const empty = Object.fromEntries(EVENT_LIST_COLUMNS.map((column) => [column, '']));
  for (const [index, column] of columns.entries()) {
    if (column !== null) empty[column] = cleanCell((cells[index] ?? '').slice(0, LONGEST_CELL));
  }
  return empty as ListCells;
}

function unread(finding: Omit<TextFinding, 'path'>, line = 1): EventListSource {
  return {
    events: [],
    columns: new Set(),
    codes: new Set(),
    findings: [finding],
    notes: [],
    positionOf: () => ({ line, column: 1 }),
  };
}

/** Column of the list from which a key of a programme file comes. */
const COLUMN_OF_KEY: Readonly<Record<string, EventListColumn>> = {
  title: 'イベント名',
  titleKana: 'イベント名_カナ',
  titleEn: 'イベント名_英語',
  date: '開始日',
  endDate: '終了日',
  start: '開始時間',
  end: '終了時間',
  topic: '説明',
  description: '説明',
  fee: '料金(基本)',
  contact: '連絡先名称',
  contactTel: '連絡先電話番号',
  contactExtension: '連絡先内線番号',
  registrationText: '参加申込方法',
  closes: '参加申込終了日',
  capacity: '定員',
  hosts: '主催者',
  name: '場所名称',
  address: '住所',
  building: '方書',
  latitude: '緯度',
  longitude: '経度',
  access: 'アクセス方法',
  parking: '駐車場情報',
  notes: '備考',
  listNumber: 'NO',
};

/** The column of the list that a path of a programme file comes from. */
export function columnOfPath(path: FilePath): EventListColumn | undefined {
  return path
    .toReversed()
    .map((step) => COLUMN_OF_KEY[String(step)])
    .find((column) => column !== undefined);
}
