import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type CellStyle, type CellValue, type ColumnDef, writeXlsx, writeXlsxStream } from 'hucre/xlsx';
import { sheetNames } from './xlsx-names.js';

/** Type of an .xlsx file (ECMA-376). */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A day of the calendar, without zone or time. */
export interface XlsxDay {
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** A string is always text, whatever it begins with: no cell of these files holds a formula. Null is an empty cell. */
export type XlsxCell = string | number | boolean | XlsxDay | null;

export interface XlsxColumn {
  readonly header: string;
  /** In characters of the usual font; a Japanese character is as wide as two. */
  readonly width: number;
  /** How numbers are shown: `whole` 1,234; `decimal` 1.2; `year` 2025. A cell of text in such a column stays text. */
  readonly kind?: 'text' | 'whole' | 'decimal' | 'year';
}

export interface XlsxSheet {
  readonly name: string;
  readonly columns: readonly XlsxColumn[];
  readonly rows: readonly (readonly XlsxCell[])[];
  /** How many columns on the left stay in sight; the header always does. */
  readonly frozenColumns?: number;
}

const HEADER_STYLE: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E6ECF5' } },
  border: { bottom: { style: 'thin', color: { rgb: '596673' } } },
  alignment: { vertical: 'center', wrapText: true },
};
const NUMBER_FORMATS = { text: undefined, whole: '#,##0', decimal: '#,##0.0', year: '0' } as const;
const DAY_FORMAT = 'yyyy/mm/dd';
/** What Excel lets a cell hold, in UTF-16 units. */
const LONGEST_TEXT = 32_767;

/**
 * A workbook of several sheets, made at once: for tables whose size is bounded by what a page shows. The header is set off and
 * stays in sight; on paper each sheet is as wide as A4 across and repeats its header.
 * @param made when its figures were: the same figures of the same instant are the same bytes
 */
export async function xlsxBook(
  sheets: readonly XlsxSheet[],
  { title, made }: { readonly title: string; readonly made: Date },
): Promise<Buffer> {
  const names = sheetNames(sheets.map(({ name }) => name));
  const bytes = await writeXlsx({
    properties: { title: title.slice(0, LONGEST_TEXT), created: made, modified: made },
    sheets: sheets.map(({ columns, rows, frozenColumns = 0 }, index) => ({
      name: names[index] as string,
      columns: columns.map(columnOf),
      rows: [columns.map(({ header }) => header), ...rows.map((row) => row.map(cellOf))],
      cells: stylesOf(columns, rows),
      freezePane: { rows: 1, columns: frozenColumns },
      pageSetup: {
        paperSize: 'a4',
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '$1:$1',
      },
    })),
  });
  return Buffer.from(bytes);
}

/**
 * A workbook of one sheet of any length: rows are asked for only as fast as the file is read, so memory stays level. Past the
 * 1,048,576 rows of a sheet it goes on in a next one, under the same header. Whoever stops reading ends the rows too.
 */
export function xlsxStream(
  { name, columns, frozenColumns = 0 }: Omit<XlsxSheet, 'rows'>,
  rows: AsyncIterable<readonly XlsxCell[]>,
): Readable {
  const stream = writeXlsxStream(cellsOf(rows), {
    name: sheetNames([name])[0] as string,
    columns: columns.map((column) => ({ ...columnOf(column), header: column.header })),
    freezePane: { rows: 1, columns: frozenColumns },
  });
  return Readable.fromWeb(stream as ReadableStream);
}

async function* cellsOf(rows: AsyncIterable<readonly XlsxCell[]>): AsyncGenerator<CellValue[]> {
  for await (const row of rows) yield row.map(cellOf);
}

function columnOf({ width, kind = 'text' }: XlsxColumn): ColumnDef {
  const numFmt = NUMBER_FORMATS[kind];
  return { width, ...(numFmt && { numFmt }) };
}

function cellOf(cell: XlsxCell): CellValue {
  if (typeof cell === 'string') return cell.slice(0, LONGEST_TEXT);
  return cell !== null && typeof cell === 'object' ? new Date(`${cell.day}T00:00:00Z`) : cell;
}

/** What differs from the column's own look, by `row,column`: the header, texts that wrap, days. */
function stylesOf(columns: readonly XlsxColumn[], rows: XlsxSheet['rows']) {
  const styles = new Map<string, { style: CellStyle }>();
  for (const index of columns.keys()) styles.set(`0,${index}`, { style: HEADER_STYLE });
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) {
      const style = styleOf(cell);
      if (style) styles.set(`${row + 1},${column}`, { style });
    }
  }
  return styles;
}

function styleOf(cell: XlsxCell): CellStyle | undefined {
  if (typeof cell === 'string') return { alignment: { vertical: 'top', wrapText: true } };
  return cell !== null && typeof cell === 'object' ? { numFmt: DAY_FORMAT } : undefined;
}
