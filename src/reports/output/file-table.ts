import { type CsvCell, csvPieces, csvText } from '../../platform/csv.js';
import type { XlsxCell, XlsxColumn, XlsxDay, XlsxSheet } from '../../platform/xlsx.js';
import type { Wording } from '../../programmes/plans/plan-words.js';

/** A cell of a file: a day is a day in a workbook, and ISO 8601 in CSV. */
export type FileCell = string | number | XlsxDay | null;

/** A column of a file, made from a `Row`; its header is `<words>.<key>` of the catalogue. */
export interface FileColumn<Row> {
  readonly key: string;
  readonly cell: (row: Row, wording: Wording) => FileCell;
  readonly kind?: XlsxColumn['kind'];
  /** In characters; 12 unless told. */
  readonly width?: number;
}

/** A table as every format takes it. */
export interface FileTable {
  readonly name: string;
  readonly columns: readonly XlsxColumn[];
  readonly rows: readonly (readonly FileCell[])[];
}

const USUAL_WIDTH = 12;

/** Headers and widths of columns whose words are under `words` in the catalogue. */
export function fileColumns<Row>(
  columns: readonly FileColumn<Row>[],
  words: string,
  { t }: Wording,
): XlsxColumn[] {
  return columns.map(({ key, kind, width = USUAL_WIDTH }) => ({
    header: t(`${words}.${key}`),
    width,
    ...(kind && { kind }),
  }));
}

export function fileTable<Row>(
  name: string,
  columns: readonly FileColumn<Row>[],
  words: string,
  rows: readonly Row[],
  wording: Wording,
): FileTable {
  return {
    name,
    columns: fileColumns(columns, words, wording),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row, wording))),
  };
}

/** The table as CSV: UTF-8 with a byte order mark. */
export function csvOf({ columns, rows }: FileTable): string {
  return csvText([columns.map(({ header }) => header), ...rows.map((row) => row.map(csvCell))], {
    isBeginning: true,
  });
}

/** The table as a sheet, whose first column stays in sight. */
export function sheetOf({ name, columns, rows }: FileTable, frozenColumns = 1): XlsxSheet {
  return { name, columns, rows, frozenColumns };
}

/** Rows of any number as pieces of CSV. */
export function csvStreamOf(
  columns: readonly XlsxColumn[],
  rows: AsyncIterable<readonly FileCell[]>,
): AsyncGenerator<string> {
  return csvPieces(
    columns.map(({ header }) => header),
    mapped(rows),
  );
}

async function* mapped(rows: AsyncIterable<readonly FileCell[]>): AsyncGenerator<CsvCell[]> {
  for await (const row of rows) yield row.map(csvCell);
}

function csvCell(cell: XlsxCell): CsvCell {
  if (cell !== null && typeof cell === 'object') return cell.day;
  return typeof cell === 'boolean' ? Number(cell) : cell;
}
