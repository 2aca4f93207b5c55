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
