import { stringify } from 'csv-stringify/sync';

export type CsvCell = string | number | null;

export interface CsvOptions {
  /** True for the part with which a file begins: it gets the byte order mark by which Excel knows UTF-8. */
  readonly isBeginning?: boolean;
  /** Texts that no program takes for a formula that could do anything, though they begin like one. */
  readonly harmless?: RegExp;
}

/**
 * Records of CSV (RFC 4180) that Excel in Japan opens with a double click: CRLF, every text quoted. A text that a spreadsheet
 * would take for a formula gets an apostrophe in front (OWASP, CSV Injection); numbers stay numbers, null is an empty cell.
 */
export function csvText(
  records: readonly (readonly CsvCell[])[],
  { isBeginning = false, harmless }: CsvOptions = {},
): string {
  return stringify([...records], {
    bom: isBeginning,
    record_delimiter: 'windows',
    quoted_string: true,
    escape_formulas: true,
    ...(harmless && {
      cast: { string: (value: string) => ({ value, escape_formulas: !harmless.test(value) }) },
    }),
  });
}

/** Rows that become one piece of the file at a time: many enough to be quick, few enough to hold. */
const ROWS_A_PIECE = 500;

/** A CSV file of any length, piece by piece: rows are asked for only as the pieces are. The first row is the header. */
export async function* csvPieces(
  header: readonly CsvCell[],
  rows: AsyncIterable<readonly CsvCell[]>,
): AsyncGenerator<string> {
  yield csvText([header], { isBeginning: true });
  let piece: (readonly CsvCell[])[] = [];
  for await (const row of rows) {
    piece.push(row);
    if (piece.length < ROWS_A_PIECE) continue;
    yield csvText(piece);
    piece = [];
  }
  if (piece.length > 0) yield csvText(piece);
}
